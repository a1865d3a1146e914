import { type Procedure, type ProcedureVersion, procedureSchema } from "../../../contract/catalogue.ts";
import { AppError } from "../../../contract/errors.ts";
import { versionKey } from "./change.rules.ts";

/** The day before a day. */
export function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) - 86_400_000).toISOString().slice(0, 10);
}

/**
 * The procedures with one edited. With the first day that it had it is corrected in place; with a later one it becomes
 * a new version and the former ends the day before, as long as what was the former's.
 *
 * @param former the version that was edited; null for a procedure that is new.
 * @throws AppError PROCEDURE_UNKNOWN where the former is gone; VERSION_EXISTS where the code or the day is taken;
 * VERSION_TOO_EARLY where it would begin before the former.
 */
export function withVersion(
  procedures: readonly Procedure[],
  edited: Procedure,
  former: ProcedureVersion | null,
): Procedure[] {
  const { code, effectiveFrom } = edited;
  if (former === null) {
    if (procedures.some((entry) => entry.code === code))
      throw new AppError("VERSION_EXISTS", { code, day: effectiveFrom });
    return [...procedures, edited];
  }
  const before = procedures.find((entry) => versionKey(entry) === versionKey(former));
  if (before === undefined || code !== former.code) throw new AppError("PROCEDURE_UNKNOWN", { code });
  if (effectiveFrom === former.effectiveFrom)
    return procedures.map((entry) => (entry === before ? edited : entry));
  if (effectiveFrom < former.effectiveFrom)
    throw new AppError("VERSION_TOO_EARLY", { code, day: former.effectiveFrom });
  const isTaken = procedures.some((entry) => entry.code === code && entry.effectiveFrom === effectiveFrom);
  if (isTaken) throw new AppError("VERSION_EXISTS", { code, day: effectiveFrom });
  // Versions lie one after the other in time, whatever else there is.
  return procedures.flatMap((entry) =>
    entry === before ? [endedBy(entry, effectiveFrom), edited] : [entry],
  );
}

/** A version that ends the day before another begins; one that ended earlier stays as it is. */
export function endedBy(version: Procedure, nextFrom: string): Procedure {
  const last = dayBefore(nextFrom);
  return version.effectiveTo !== undefined && version.effectiveTo <= last ? version : endingOn(version, last);
}

/** A version with another last day; read anew, so that it is written as one that is read from a file. */
export function endingOn(version: Procedure, last: string): Procedure {
  return procedureSchema.parse({ ...version, effectiveTo: last });
}

/** Which version of a procedure stands for it in a list on a day: in force, else the next to come, else the last. */
export function shownVersion(versions: readonly Procedure[], day: string): Procedure | undefined {
  const sorted = [...versions].sort((a, b) => a.effectiveFrom.localeCompare(b.effectiveFrom));
  return (
    sorted.find((entry) => stateOn(entry, day) === "inForce") ??
    sorted.find((entry) => stateOn(entry, day) === "future") ??
    sorted.at(-1)
  );
}

export function stateOn(
  { effectiveFrom, effectiveTo }: Procedure,
  day: string,
): "inForce" | "future" | "ended" {
  if (effectiveFrom > day) return "future";
  return effectiveTo !== undefined && effectiveTo < day ? "ended" : "inForce";
}
