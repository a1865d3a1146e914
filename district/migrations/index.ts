import type { Migration } from "kysely/migration";
import * as first from "./0001-first.ts";
import * as halls from "./0002-halls.ts";
import * as logs from "./0003-logs.ts";
import * as dossierLives from "./0004-dossier-lives.ts";
import * as portal from "./0005-portal.ts";
import * as office from "./0006-office.ts";
import * as ownLog from "./0007-own-log.ts";
import * as figures from "./0008-figures.ts";
import * as accounts from "./0009-accounts.ts";
import * as lodged from "./0010-lodged.ts";
import * as lightDossiers from "./0011-light-dossiers.ts";
import * as upstream from "./0012-upstream.ts";
import * as figuresReach from "./0013-figures-reach.ts";
import * as workbench from "./0014-workbench.ts";
import * as officeDraft from "./0015-office-draft.ts";
import * as rereading from "./0016-rereading.ts";
import * as dossierOrder from "./0017-dossier-order.ts";
import * as seal from "./0018-seal.ts";
import * as standIns from "./0019-stand-ins.ts";
import * as signInAddresses from "./0020-sign-in-addresses.ts";
import * as refusalsBounded from "./0021-refusals-bounded.ts";
import * as firstPasswordLife from "./0022-first-password-life.ts";
import * as knownBrowsers from "./0023-known-browsers.ts";
import * as filesAbove from "./0024-files-above.ts";
import * as standInsKnown from "./0025-stand-ins-known.ts";
import * as carriedEvents from "./0026-carried-events.ts";

/** Every migration by its name, in order. A released one is never changed. */
export const migrations: Record<string, Migration> = {
  "0001-first": first,
  "0002-halls": halls,
  "0003-logs": logs,
  "0004-dossier-lives": dossierLives,
  "0005-portal": portal,
  "0006-office": office,
  "0007-own-log": ownLog,
  "0008-figures": figures,
  "0009-accounts": accounts,
  "0010-lodged": lodged,
  "0011-light-dossiers": lightDossiers,
  "0012-upstream": upstream,
  "0013-figures-reach": figuresReach,
  "0014-workbench": workbench,
  "0015-office-draft": officeDraft,
  "0016-rereading": rereading,
  "0017-dossier-order": dossierOrder,
  "0018-seal": seal,
  "0019-stand-ins": standIns,
  "0020-sign-in-addresses": signInAddresses,
  "0021-refusals-bounded": refusalsBounded,
  "0022-first-password-life": firstPasswordLife,
  "0023-known-browsers": knownBrowsers,
  "0024-files-above": filesAbove,
  "0025-stand-ins-known": standInsKnown,
  "0026-carried-events": carriedEvents,
};
