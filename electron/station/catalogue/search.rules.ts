import type { Procedure } from "../../../contract/catalogue.ts";
import { foldText } from "../../../contract/text.ts";

/**
 * Procedures that fit what a clerk typed: diacritics do not matter, every word is the beginning of a word of the name,
 * the field or the code, or the query is the beginning of the name's initials ("dkks" finds *Đăng ký khai sinh*).
 * The best first: code, beginning of the name, initials, the rest in the office's order.
 */
export function searchProcedures(
  procedures: readonly Procedure[],
  query: string,
  serviceGroup: string | null,
): Procedure[] {
  const inGroup = procedures.filter(
    (procedure) => serviceGroup === null || procedure.serviceGroup === serviceGroup,
  );
  const wanted = foldText(query);
  if (wanted === "") return inGroup;
  return inGroup
    .map((procedure, position) => ({ procedure, position, rank: rank(procedure, wanted) }))
    .filter((entry) => entry.rank !== null)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0) || a.position - b.position)
    .map((entry) => entry.procedure);
}

function rank(procedure: Procedure, wanted: string): number | null {
  const names = [procedure.name.vi, procedure.name.en ?? "", procedure.name.ro ?? ""].map(foldText);
  if (procedure.code.startsWith(wanted) || procedure.code.replace(".", "").startsWith(wanted)) return 0;
  if (names.some((name) => name.startsWith(wanted))) return 1;
  const compact = wanted.replaceAll(" ", "");
  if (names.some((name) => initials(name).startsWith(compact))) return 2;
  const words = wordsOf([...names, foldText(procedure.field.name.vi), procedure.code].join(" "));
  return wordsOf(wanted).every((part) => words.some((word) => word.startsWith(part))) ? 3 : null;
}

function wordsOf(text: string): string[] {
  return text.split(/[^\p{L}\p{N}.]+/u).filter((word) => word !== "");
}

function initials(name: string): string {
  return wordsOf(name)
    .map((word) => word.charAt(0))
    .join("");
}
