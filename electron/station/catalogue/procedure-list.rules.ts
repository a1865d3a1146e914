import type { Catalogue, Procedure, ProcedureVersion } from "../../../contract/catalogue.ts";
import { AppError } from "../../../contract/errors.ts";
import type { ProcedureDetail, ProcedureLine } from "../../../contract/procedure-calls.ts";
import { procedureFaults, versionFaults } from "./faults.rules.ts";
import { searchProcedures } from "./search.rules.ts";
import { shownVersion, stateOn, withVersion } from "./versions.rules.ts";

/** Procedures that fit a query, each by the version that stands for it today. */
export function procedureList(
  procedures: readonly Procedure[],
  query: string,
  limit: number,
  today: string,
): { total: number; lines: ProcedureLine[] } {
  const versions = byCode(procedures);
  const shown = [...versions.values()].flatMap((all) => shownVersion(all, today) ?? []);
  const found = searchProcedures(shown, query, null);
  return {
    total: found.length,
    lines: found.slice(0, limit).map((entry) => ({
      code: entry.code,
      name: entry.name,
      field: entry.field.name,
      effectiveFrom: entry.effectiveFrom,
      effectiveTo: entry.effectiveTo ?? null,
      state: stateOn(entry, today),
      versions: versions.get(entry.code)?.length ?? 1,
    })),
  };
}

/**
 * All versions of a procedure with what a form may choose from.
 *
 * @param code null for what the form of a new procedure needs.
 * @throws AppError PROCEDURE_UNKNOWN
 */
export function procedureDetail(
  catalogue: Catalogue,
  code: string | null,
  today: string,
): Omit<ProcedureDetail, "basedOn"> {
  const versions = catalogue.procedures.filter((entry) => entry.code === code);
  if (code !== null && versions.length === 0) throw new AppError("PROCEDURE_UNKNOWN", { code });
  const fields = new Map(catalogue.procedures.map(({ field }) => [field.code, field]));
  return {
    versions: versions.sort((a, b) => b.effectiveFrom.localeCompare(a.effectiveFrom)),
    today,
    divisions: catalogue.divisions,
    serviceGroups: catalogue.serviceGroups,
    fields: [...fields.values()],
  };
}

/**
 * The catalogue with a procedure edited.
 *
 * @throws AppError PROCEDURE_UNSOUND with the first fault, as a file's would be said; VERSION_EXISTS, VERSION_TOO_EARLY,
 * PROCEDURE_UNKNOWN.
 */
export function withProcedure(
  catalogue: Catalogue,
  edited: Procedure,
  former: ProcedureVersion | null,
): Catalogue {
  const procedures = withVersion(catalogue.procedures, edited, former);
  const surroundings = {
    serviceGroups: new Set(catalogue.serviceGroups.map(({ id }) => id)),
    divisions: new Set(catalogue.divisions.map(({ id }) => id)),
  };
  const versions = procedures.filter(({ code }) => code === edited.code);
  const [fault] = [...procedureFaults(edited, surroundings), ...versionFaults(versions)];
  if (fault !== undefined)
    throw new AppError("PROCEDURE_UNSOUND", {
      code: edited.code,
      reason: fault.reason,
      found: fault.found,
    });
  return { ...catalogue, procedures };
}

function byCode(procedures: readonly Procedure[]): Map<string, Procedure[]> {
  const versions = new Map<string, Procedure[]>();
  for (const entry of procedures) {
    const all = versions.get(entry.code);
    if (all === undefined) versions.set(entry.code, [entry]);
    else all.push(entry);
  }
  return versions;
}
