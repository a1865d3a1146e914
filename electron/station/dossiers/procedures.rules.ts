import type { Procedure } from "../../../contract/catalogue.ts";
import type { Dossier } from "../../../contract/dossier.ts";
import { isAppError } from "../../../contract/errors.ts";
import { officeDay } from "../../../contract/time.ts";
import { asCase } from "../catalogue/procedure.rules.ts";

type Accepted = Pick<Dossier, "procedureCode" | "procedureVersion" | "acceptedAt">;

/** Whether it is the procedure's version under which the dossier was accepted. */
export function isAcceptedUnder(
  procedure: Pick<Procedure, "code" | "effectiveFrom" | "effectiveTo">,
  { procedureCode, procedureVersion: version, acceptedAt }: Accepted,
): boolean {
  if (procedure.code !== procedureCode) return false;
  if (version !== null) return procedure.effectiveFrom === version;
  const day = officeDay(acceptedAt);
  return procedure.effectiveFrom <= day && day <= (procedure.effectiveTo ?? day);
}

/** A case that was dropped without a new version leaves the procedure as it is. */
export function inCase(procedure: Procedure, caseId: string | null): Procedure {
  try {
    return asCase(procedure, caseId);
  } catch (error) {
    if (isAppError(error) && error.code === "BAD_INPUT") return procedure;
    throw error;
  }
}
