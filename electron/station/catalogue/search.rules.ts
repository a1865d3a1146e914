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

interface Wanted {
  /** As typed, folded: codes have dots. */
  code: string;
  phrase: string;
  initials: string;
  /** Each with the space before it, so that it is found at the beginning of a word only. */
  words: string[];
}

function wantedOf(query: string): Wanted | null {
  const code = foldText(query);
  if (code === "") return null;
  const phrase = plain(code);
  return {
    code,
    phrase,
    initials: phrase.replaceAll(" ", ""),
    words: phrase.split(" ").map((word) => ` ${word}`),
  };
}

/** A procedure as it is looked through: folded once, not at each letter that is typed. */
interface Searchable {
  codes: string[];
  heads: string[];
  initials: string[];
  /** Words with a space before each. */
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
  const made: Searchable = {
    codes: [code, code.replace(".", "")],
    heads: [...names, ...popular],
    initials: names.map((text) =>
      text
        .split(" ")
        .map((word) => word.charAt(0))
        .join(""),
    ),
    name: nameText,
    all: [
      nameText,
      ...fold(field.name.vi),
      ...fold(field.name.en),
      ...fold(field.name.ro),
      ...popular,
      plain(code),
    ].join(" "),
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
  if (entry.codes.some((known) => known.startsWith(code))) return 0;
  if (phrase === "") return -1;
  if (entry.heads.some((head) => head.startsWith(phrase))) return 1;
  if (entry.initials.some((known) => known.startsWith(initials))) return 2;
  if (words.every((word) => entry.name.includes(word))) return 3;
  if (words.every((word) => entry.all.includes(word))) return 4;
  return initials.length >= 3 && entry.initials.some((known) => known.includes(initials)) ? 5 : -1;
}
