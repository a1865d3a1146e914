import type { Procedure } from "../../../contract/catalogue.ts";
import type { Dossier } from "../../../contract/dossier.ts";
import { officeDay } from "../../../contract/time.ts";
import { storedVersions } from "../../../db/catalogue.ts";
import type { Queryable } from "../../../db/store.ts";
import type { StationContext } from "../context.ts";
import { inCase, isAcceptedUnder } from "./procedures.rules.ts";

/**
 * The procedure as a dossier was accepted under it, in its case: what is in force for it whatever became of the
 * catalogue since. A version that the catalogue has dropped is kept in the store.
 *
 * @throws AppError PROCEDURE_UNKNOWN where neither knows it.
 */
export async function procedureOf(
  { catalogue }: StationContext,
  db: Queryable,
  dossier: Pick<Dossier, "procedureCode" | "procedureVersion" | "caseId" | "acceptedAt">,
): Promise<Procedure> {
  const { procedureCode: code, caseId, acceptedAt } = dossier;
  const isIt = (procedure: Procedure) => isAcceptedUnder(procedure, dossier);
  const found = catalogue.all.procedures.find(isIt) ?? (await storedVersions(db, code)).find(isIt);
  return inCase(found ?? catalogue.procedure(code, officeDay(acceptedAt)), caseId);
}
