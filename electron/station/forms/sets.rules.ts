import { type FormEntry, type FormId, type FormSet, OFFICE_FORMS } from "../../../contract/forms.ts";

/**
 * The set under which a dossier is accepted on a day; it keeps that set for all its life. The first one holds for the
 * days before it as well, the last for those after.
 *
 * @param day `YYYY-MM-DD` in the office's zone.
 */
export function formSetOn(sets: readonly FormSet[], day: string): FormSet {
  const dated = sets
    .filter((set): set is FormSet & { effectiveFrom: string } => set.effectiveFrom !== null)
    .sort((a, b) => a.effectiveFrom.localeCompare(b.effectiveFrom));
  const inForce = dated.findLast(({ effectiveFrom }) => effectiveFrom <= day) ?? dated[0];
  if (inForce === undefined) throw new Error("no set of forms has a date");
  return inForce;
}

/** A form with the set that has it: the given one, or the office's own papers; null where neither does. */
export function findForm(
  sets: readonly FormSet[],
  set: string,
  form: FormId,
): { set: FormSet; entry: FormEntry } | null {
  for (const id of [set, OFFICE_FORMS]) {
    const found = sets.find((candidate) => candidate.id === id);
    const entry = found?.forms.find((candidate) => candidate.form === form);
    if (found !== undefined && entry !== undefined) return { set: found, entry };
  }
  return null;
}

/** Where sets contradict each other: two in force on one day, or a gap between two. */
export function faultOfSets(sets: readonly FormSet[]): { set: string; path: string; reason: string } | null {
  const dated = sets
    .filter((set): set is FormSet & { effectiveFrom: string } => set.effectiveFrom !== null)
    .sort((a, b) => a.effectiveFrom.localeCompare(b.effectiveFrom));
  if (dated.length === 0) return { set: "", path: "", reason: "no set of forms has a date" };
  for (const [place, set] of dated.entries()) {
    const { effectiveFrom, effectiveTo } = set;
    if (effectiveTo !== null && effectiveTo < effectiveFrom)
      return { set: set.id, path: "effectiveTo", reason: "ends before it begins" };
    const next = dated[place + 1];
    if (next === undefined) continue;
    if (effectiveTo === null || effectiveTo >= next.effectiveFrom)
      return { set: next.id, path: "effectiveFrom", reason: `${set.id} is still in force` };
  }
  for (const { id, forms } of sets) {
    const twice = forms.findIndex(({ form }, place) => forms.findIndex((e) => e.form === form) !== place);
    if (twice !== -1)
      return { set: id, path: `forms[${twice}].form`, reason: `occurs twice: ${forms[twice]?.form}` };
  }
  return null;
}
