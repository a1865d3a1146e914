import type { Calendar, Catalogue, Procedure } from "../../contract/catalogue.ts";
import type { OfficeChanges, ProcedureChange, ProcedureGlance } from "../../contract/district-office.ts";
import { versionKey } from "../../electron/station/catalogue/change.rules.ts";

/** What differs between two states of the office, in the order of the later one. */
export function officeChanges(before: Catalogue, after: Catalogue): OfficeChanges {
  const { calendar: was } = before;
  const { calendar: is } = after;
  return {
    procedures: procedureChanges(before.procedures, after.procedures),
    days: [...dayChanges(was, is, false), ...dayChanges(is, was, true)].sort((a, b) =>
      a.from.localeCompare(b.from),
    ),
    hours: !same(was.week, is.week) || was.cutOff !== is.cutOff || !same(was.assumptions, is.assumptions),
    staff: listChanges(before.staff, after.staff).map(({ entry, change }) => ({
      id: entry.id,
      name: entry.name,
      change,
    })),
    divisions: listChanges(before.divisions, after.divisions).map(({ entry, change }) => ({
      id: entry.id,
      name: entry.name,
      change,
    })),
  };
}

export function isNothing({ procedures, days, hours, staff, divisions }: OfficeChanges): boolean {
  return !hours && procedures.length + days.length + staff.length + divisions.length === 0;
}

function procedureChanges(before: readonly Procedure[], after: readonly Procedure[]): ProcedureChange[] {
  const known = new Map(before.map((entry) => [versionKey(entry), entry]));
  const stays = new Set(after.map(versionKey));
  const changed = after.flatMap((entry) => {
    const former = known.get(versionKey(entry));
    if (former !== undefined && (former === entry || same(former, entry))) return [];
    return [changeOf(former ?? null, entry)];
  });
  const gone = before.filter((entry) => !stays.has(versionKey(entry))).map((entry) => changeOf(entry, null));
  return [...changed, ...gone];
}

function changeOf(before: Procedure | null, after: Procedure | null): ProcedureChange {
  const { code, effectiveFrom, name } = (after ?? before) as Procedure;
  const parts =
    before === null || after === null
      ? []
      : [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
          (part) => !same(before[part as keyof Procedure], after[part as keyof Procedure]),
        );
  return { code, effectiveFrom, name, before: glance(before), after: glance(after), parts };
}

function glance(procedure: Procedure | null): ProcedureGlance | null {
  if (procedure === null) return null;
  const { time, fee, effectiveFrom, effectiveTo } = procedure;
  return { time, amount: fee.amount, effectiveFrom, effectiveTo: effectiveTo ?? null };
}

/** Days that `has` names and `lacks` does not. */
function dayChanges(has: Calendar, lacks: Calendar, added: boolean): OfficeChanges["days"] {
  return has.years.flatMap((year) => {
    const other = lacks.years.find((entry) => entry.year === year.year);
    const holidays = year.holidays
      .filter((holiday) => !(other?.holidays ?? []).some((entry) => same(entry, holiday)))
      .map(({ from, to, name }) => ({ kind: "holiday" as const, from, to, name, added }));
    const worked = year.workedDays
      .filter((entry) => !(other?.workedDays ?? []).some((known) => same(known, entry)))
      .map(({ day, name }) => ({ kind: "workedDay" as const, from: day, to: day, name, added }));
    return [...holidays, ...worked];
  });
}

function listChanges<T extends { id: string }>(before: readonly T[], after: readonly T[]) {
  const known = new Map(before.map((entry) => [entry.id, entry]));
  const stays = new Set(after.map(({ id }) => id));
  return [
    ...after.flatMap((entry) => {
      const former = known.get(entry.id);
      if (former !== undefined && same(former, entry)) return [];
      return [{ entry, change: former === undefined ? ("added" as const) : ("changed" as const) }];
    }),
    ...before.filter(({ id }) => !stays.has(id)).map((entry) => ({ entry, change: "removed" as const })),
  ];
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
