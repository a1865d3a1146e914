import type { Procedure } from "../../../contract/catalogue.ts";
import { foldText } from "../../../contract/text.ts";

/**
 * Procedures that fit what a clerk typed: diacritics do not matter, every word is the beginning of a word of the name,
 * the field, the code or what people call it, or the query is the beginning of the name's initials ("dkks" finds *Đăng
 * ký khai sinh*). The best first: code, beginning of the name or of a popular name, initials, words of the name, words
 * of the rest, initials in the middle; among equals in the office's order.
 */
export function searchProcedures(
  procedures: readonly Procedure[],
  query: string,
  serviceGroup: string | null,
): Procedure[] {
  const inGroup =
    serviceGroup === null ? procedures : procedures.filter((entry) => entry.serviceGroup === serviceGroup);
  const wanted = wantedOf(query);
  if (wanted === null) return [...inGroup];
  const ranks: Procedure[][] = [[], [], [], [], [], []];
  for (const procedure of inGroup) ranks[rank(searchable(procedure), wanted)]?.push(procedure);
  return ranks.flat();
}

/** What was typed, each with the character before it that makes it a beginning. */
interface Wanted {
  /** Folded as it is: codes have dots. */
  code: string;
  phrase: string;
  initials: string;
  words: string[];
}

function wantedOf(query: string): Wanted | null {
  const code = foldText(query);
  if (code === "") return null;
  const phrase = plain(code);
  return {
    code: `\n${code}`,
    phrase: `\n${phrase}`,
    initials: `\n${phrase.replaceAll(" ", "")}`,
    words: phrase.split(" ").map((word) => ` ${word}`),
  };
}

/** A procedure as it is looked through: folded once, not at each letter that is typed; one string for each question. */
interface Searchable {
  /** With a line break before each, so that it is found at the beginning only. */
  codes: string;
  heads: string;
  initials: string;
  /** With a space before each word. */
  name: string;
  all: string;
}

const prepared = new WeakMap<Procedure, Searchable>();

function searchable(procedure: Procedure): Searchable {
  const known = prepared.get(procedure);
  if (known !== undefined) return known;
  const fold = (text: string | undefined) =>
    text === undefined || text === "" ? [] : [plain(foldText(text))];
  const { name, field, keywords, code } = procedure;
  const names = [name.vi, name.en, name.ro].flatMap(fold);
  const popular = keywords.flatMap(fold);
  const nameText = ` ${names.join(" ")}`;
  const initials = names.map((text) =>
    text
      .split(" ")
      .map((word) => word.charAt(0))
      .join(""),
  );
  const lines = (texts: readonly string[]) => texts.map((text) => `\n${text}`).join("");
  const fields = [field.name.vi, field.name.en, field.name.ro].flatMap(fold);
  const made: Searchable = {
    codes: lines([code, code.replace(".", "")]),
    heads: lines([...names, ...popular]),
    initials: lines(initials),
    name: nameText,
    all: [nameText, ...fields, ...popular, plain(code)].join(" "),
  };
  prepared.set(procedure, made);
  return made;
}

/** Nothing but words, one space between them. */
function plain(folded: string): string {
  return folded.replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/** @returns place among the ranks, or -1. */
function rank(entry: Searchable, { code, phrase, initials, words }: Wanted): number {
  if (entry.codes.includes(code)) return 0;
  if (phrase === "\n") return -1;
  if (entry.heads.includes(phrase)) return 1;
  if (entry.initials.includes(initials)) return 2;
  if (hasAll(entry.name, words)) return 3;
  if (hasAll(entry.all, words)) return 4;
  return initials.length > 3 && entry.initials.includes(initials.slice(1)) ? 5 : -1;
}

function hasAll(text: string, words: readonly string[]): boolean {
  for (const word of words) if (!text.includes(word)) return false;
  return true;
}
