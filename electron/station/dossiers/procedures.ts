import type { Procedure } from "../../../contract/catalogue.ts";
import type { Dossier } from "../../../contract/dossier.ts";
import { isAppError } from "../../../contract/errors.ts";
import { officeDay } from "../../../contract/time.ts";
import { storedVersions } from "../../../db/catalogue.ts";
import type { Queryable } from "../../../db/store.ts";
import { asCase } from "../catalogue/procedure.rules.ts";
import type { StationContext } from "../context.ts";

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
  const { procedureCode: code, procedureVersion: version, acceptedAt } = dossier;
  const day = officeDay(acceptedAt);
  const isIt = (procedure: Procedure) =>
    procedure.code === code &&
    (version === null
      ? procedure.effectiveFrom <= day && day <= (procedure.effectiveTo ?? day)
      : procedure.effectiveFrom === version);
  const found = catalogue.all.procedures.find(isIt) ?? (await storedVersions(db, code)).find(isIt);
  return inCase(found ?? catalogue.procedure(code, day), dossier.caseId);
}

/** A case that was dropped without a new version leaves the procedure as it is. */
function inCase(procedure: Procedure, caseId: string | null): Procedure {
  try {
    return asCase(procedure, caseId);
  } catch (error) {
    if (isAppError(error) && error.code === "BAD_INPUT") return procedure;
    throw error;
  }
}
