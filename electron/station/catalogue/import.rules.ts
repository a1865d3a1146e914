import type { Division, Procedure } from "../../../contract/catalogue.ts";
import { versionKey } from "./change.rules.ts";
import { dayBefore, endedBy, endingOn, stateOn } from "./versions.rules.ts";

export interface CatalogueContent {
  procedures: readonly Procedure[];
  divisions: readonly Division[];
}

/** What an import would make of the catalogue. */
export interface ImportPlan {
  procedures: Procedure[];
  divisions: Division[];
  added: Procedure[];
  changed: Procedure[];
  /** With the last day that they are given, or had. */
  ended: Procedure[];
  /** How many divisions are new or changed. */
  divisionsChanged: number;
}

/**
 * Lays a file over the catalogue, by code and first day: the same is changed, new ones are added. A new version ends
 * the one before, where the file does not say so itself.
 *
 * @param whole the file has all there is: what it does not have is offered no more from `today` on.
 */
export function importPlan(
  current: CatalogueContent,
  file: CatalogueContent,
  { whole, today }: { whole: boolean; today: string },
): ImportPlan {
  const inFile = new Map(file.procedures.map((entry) => [versionKey(entry), entry]));
  const firstDays = new Map<string, string[]>();
  for (const { code, effectiveFrom } of file.procedures)
    firstDays.set(code, [...(firstDays.get(code) ?? []), effectiveFrom]);
  const plan: ImportPlan = {
    procedures: [],
    divisions: mergedDivisions(current.divisions, file.divisions),
    added: [],
    changed: [],
    ended: [],
    divisionsChanged: file.divisions.filter((entry) => !current.divisions.some((known) => same(known, entry)))
      .length,
  };
  const there = new Set<string>();
  for (const entry of current.procedures) {
    const key = versionKey(entry);
    there.add(key);
    const next = inFile.get(key);
    if (next !== undefined) {
      plan.procedures.push(next);
      if (!same(entry, next)) plan.changed.push(next);
      continue;
    }
    const follower = (firstDays.get(entry.code) ?? []).filter((day) => day > entry.effectiveFrom).sort()[0];
    // What is over is history, whatever a file says of it.
    const isGone = whole && follower === undefined && stateOn(entry, today) !== "ended";
    const left = follower !== undefined ? endedBy(entry, follower) : isGone ? ended(entry, today) : entry;
    if (left !== null) plan.procedures.push(left);
    if (left !== entry) plan.ended.push(left ?? entry);
  }
  for (const entry of file.procedures)
    if (!there.has(versionKey(entry))) {
      plan.procedures.push(entry);
      plan.added.push(entry);
    }
  return plan;
}

/** Without what has not begun; what is in force ends the day before. */
function ended(version: Procedure, today: string): Procedure | null {
  return version.effectiveFrom >= today ? null : endingOn(version, dayBefore(today));
}

/** Divisions are never taken away by a file: staff and dossiers name them. */
function mergedDivisions(current: readonly Division[], file: readonly Division[]): Division[] {
  const changed = new Map(file.map((entry) => [entry.id, entry]));
  const kept = current.map((entry) => {
    const next = changed.get(entry.id) ?? entry;
    changed.delete(entry.id);
    return next;
  });
  return [...kept, ...changed.values()];
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
