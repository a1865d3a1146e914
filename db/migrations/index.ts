import type { Migration } from "kysely/migration";
import * as first from "./0001-first.ts";
import * as hall from "./0002-hall.ts";
import * as dossiers from "./0003-dossiers.ts";
import * as sync from "./0004-sync.ts";
import * as search from "./0005-search.ts";
import * as intake from "./0006-intake.ts";
import * as appointments from "./0007-appointments.ts";
import * as life from "./0008-life.ts";
import * as procedureVersions from "./0009-procedure-versions.ts";
import * as received from "./0010-received.ts";
import * as printers from "./0011-printers.ts";
import * as forms from "./0012-forms.ts";
import * as paymentPapers from "./0013-payment-papers.ts";
import * as fromDistrict from "./0014-from-district.ts";
import * as receivedHistory from "./0015-received-history.ts";

/** Every migration by its name, in order. A released one is never changed: stores in the field have run it. */
export const migrations: Record<string, Migration> = {
  "0001-first": first,
  "0002-hall": hall,
  "0003-dossiers": dossiers,
  "0004-sync": sync,
  "0005-search": search,
  "0006-intake": intake,
  "0007-appointments": appointments,
  "0008-life": life,
  "0009-procedure-versions": procedureVersions,
  "0010-received": received,
  "0011-printers": printers,
  "0012-forms": forms,
  "0013-payment-papers": paymentPapers,
  "0014-from-district": fromDistrict,
  "0015-received-history": receivedHistory,
};
