import type { CatalogueFileReason } from "../../../../contract/catalogue.ts";
import { foldText } from "../../../../contract/text.ts";

/** A cell as the spreadsheet has it: formulas stand for what they gave when the file was saved. */
export type Cell =
  | { kind: "empty" }
  | { kind: "text"; text: string }
  | { kind: "number"; value: number }
  | { kind: "day"; day: string }
  | { kind: "yesNo"; value: boolean }
  | { kind: "formula" }
  | { kind: "error"; text: string }
  | { kind: "merged" };

/** What a reader makes of a cell: a value, or why not and what would do. */
export type Read<T> = { value: T } | { reason: CatalogueFileReason; expected?: string };
export type Reader<T> = (cell: Cell) => Read<T>;

const MOST_CHARACTERS = 4000;

/** Text as it is kept: composed, no invisible characters, no stray spaces. */
export function tidy(text: string): string {
  return (
    text
      .normalize("NFC")
      .replace(/\r\n?/g, "\n")
      .replace(/[\u200B-\u200D\u2060\uFEFF\u00AD]/g, "")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
      .replace(/[\u0000-\u0008\u000B-\u001F\u007F]/g, "")
      .replace(/[^\S\n]+/g, " ")
      .replace(/ ?\n ?/g, "\n")
      .trim()
  );
}

/** A cell as people see it, for a message. */
export function shown(cell: Cell): string {
  switch (cell.kind) {
    case "text":
      return cell.text.length > 80 ? `${cell.text.slice(0, 79)}…` : cell.text;
    case "number":
      return String(cell.value);
    case "day":
      return cell.day;
    case "yesNo":
      return String(cell.value);
    case "error":
      return cell.text;
    default:
      return "";
  }
}

/** What no reader takes, whatever the column. */
function unreadable(cell: Cell): Read<never> | null {
  if (cell.kind === "formula") return { reason: "cellFormula" };
  if (cell.kind === "error") return { reason: "cellError" };
  if (cell.kind === "merged") return { reason: "cellMerged" };
  return null;
}

/** Undefined for an empty cell, or one of spaces only. */
export function optional<T>(reader: Reader<T>): Reader<T | undefined> {
  return (cell) => {
    const isEmpty = cell.kind === "empty" || (cell.kind === "text" && tidy(cell.text) === "");
    return isEmpty ? { value: undefined } : reader(cell);
  };
}

export const text: Reader<string> = (cell) => {
  const bad = unreadable(cell);
  if (bad !== null) return bad;
  if (cell.kind === "number") return { value: String(cell.value) };
  if (cell.kind === "day") return { value: cell.day };
  if (cell.kind !== "text") return { reason: "cellText" };
  const value = tidy(cell.text);
  if (value.length > MOST_CHARACTERS) return { reason: "cellTooLong", expected: String(MOST_CHARACTERS) };
  return { value };
};

/** Thousands grouped by full stops, commas or spaces, with or without the currency: `200.000 đ`. */
const GROUPED = /^(\d{1,3}(?:[.,\s]\d{3})+|\d+)\s*(?:đ|₫|đồng|vnd|vnđ)?$/i;

export function integer(min: number, max: number): Reader<number> {
  const expected = `${min}–${max}`;
  return (cell) => {
    const bad = unreadable(cell);
    if (bad !== null) return bad;
    let value = Number.NaN;
    if (cell.kind === "number") value = cell.value;
    if (cell.kind === "text") {
      const digits = GROUPED.exec(tidy(cell.text))?.[1]?.replace(/\D/g, "");
      if (digits !== undefined && digits.length <= 12) value = Number(digits);
    }
    return Number.isInteger(value) && value >= min && value <= max
      ? { value }
      : { reason: "cellNumber", expected };
  };
}

/** `01/07/2025`, `2025-07-01`, a date of the spreadsheet, or its number of days. */
export const day: Reader<string> = (cell) => {
  const bad = unreadable(cell);
  if (bad !== null) return bad;
  const found =
    cell.kind === "day"
      ? cell.day
      : cell.kind === "number"
        ? dayOfSerial(cell.value)
        : cell.kind === "text"
          ? dayOfText(tidy(cell.text))
          : null;
  const isSound = found !== null && found >= "1945-01-01" && found <= "2199-12-31";
  return isSound ? { value: found } : { reason: "cellDay", expected: "dd/mm/yyyy" };
};

function dayOfText(typed: string): string | null {
  const match =
    /^(?<d>\d{1,2})[/.-](?<m>\d{1,2})[/.-](?<y>\d{4})$/.exec(typed) ??
    /^(?<y>\d{4})-(?<m>\d{2})-(?<d>\d{2})$/.exec(typed);
  if (match?.groups === undefined) return null;
  const { d = "", m = "", y = "" } = match.groups;
  const wanted = `${y}-${m.padStart(2, "0")}-${d.padStart(2, "0")}`;
  const date = new Date(`${wanted}T00:00:00.000Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(wanted) ? wanted : null;
}

/** Days since 30 December 1899, as spreadsheets count. */
function dayOfSerial(serial: number): string | null {
  if (!Number.isInteger(serial) || serial < 16_438 || serial > 109_574) return null;
  return new Date(Date.UTC(1899, 11, 30) + serial * 86_400_000).toISOString().slice(0, 10);
}

/** `15:00`, `15h`, `15h30`, or a time of the spreadsheet: the share of a day. */
export const clock: Reader<string> = (cell) => {
  const bad = unreadable(cell);
  if (bad !== null) return bad;
  const wrong = { reason: "cellClock", expected: "15:00" } as const;
  if (cell.kind === "number") {
    const minutes = Math.round(cell.value * 1440);
    if (cell.value < 0 || cell.value >= 1 || minutes >= 1440) return wrong;
    return { value: clockText(Math.floor(minutes / 60), minutes % 60) };
  }
  if (cell.kind !== "text") return wrong;
  const match = /^(\d{1,2})(?:[:hg](\d{2})?)$/i.exec(tidy(cell.text).replace(/\s/g, ""));
  const [hour, minute] = [Number(match?.[1]), Number(match?.[2] ?? 0)];
  return match !== null && hour < 24 && minute < 60 ? { value: clockText(hour, minute) } : wrong;
};

function clockText(hour: number, minute: number): string {
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

/**
 * The national code, also with what provinces add to it (`1.001193.000.00.00.H44`), also where the spreadsheet took it
 * for a number and dropped its last zeros.
 */
export const procedureCode: Reader<string> = (cell) => {
  const bad = unreadable(cell);
  if (bad !== null) return bad;
  const typed = cell.kind === "number" ? cell.value.toFixed(6) : cell.kind === "text" ? tidy(cell.text) : "";
  const code = /^(\d\.\d{6})(?:\.[0-9A-Z]+)*$/i.exec(typed)?.[1];
  return code === undefined ? { reason: "cellCode", expected: "1.001193" } : { value: code };
};

/** One of some words, with or without diacritics, or the value's own name. */
export function choice<T extends string>(words: Record<T, string>): Reader<T> {
  const entries = Object.entries(words) as [T, string][];
  const byWord = new Map(
    entries.flatMap(([value, word]) => [
      [foldText(word), value],
      [value.toLowerCase(), value],
    ]),
  );
  const expected = entries.map(([, word]) => word).join(", ");
  return (cell) => {
    const bad = unreadable(cell);
    if (bad !== null) return bad;
    const value = cell.kind === "text" ? byWord.get(foldText(tidy(cell.text))) : undefined;
    return value === undefined ? { reason: "cellChoice", expected } : { value };
  };
}

export function yesNo(words: { yes: readonly string[]; no: readonly string[] }): Reader<boolean> {
  const yes = new Set(words.yes.map(foldText));
  const no = new Set(words.no.map(foldText));
  return (cell) => {
    const bad = unreadable(cell);
    if (bad !== null) return bad;
    if (cell.kind === "yesNo") return { value: cell.value };
    const word = foldText(shown(cell));
    if (yes.has(word)) return { value: true };
    return no.has(word)
      ? { value: false }
      : { reason: "cellYesNo", expected: words.yes.slice(0, 2).join(", ") };
  };
}

/** Words or ids between semicolons; a dash alone says: none. */
export const list: Reader<string[]> = (cell) => {
  const read = text(cell);
  if (!("value" in read)) return read;
  if (read.value === "-") return { value: [] };
  return {
    value: read.value
      .split(/[;\n]/)
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ""),
  };
};

/** `3: 1.000; 10: 500`: from page 3 on 1.000 đ, from page 10 on 500 đ. */
export const pageTiers: Reader<{ fromPage: number; amount: number }[]> = (cell) => {
  const parts = list(cell);
  if (!("value" in parts)) return parts;
  const tiers = parts.value.map((part) => {
    const [page = "", amount = ""] = part.split(":");
    const from = integer(2, 10_000)({ kind: "text", text: page });
    const cost = integer(0, 1_000_000_000)({ kind: "text", text: amount });
    return "value" in from && "value" in cost ? { fromPage: from.value, amount: cost.value } : null;
  });
  const sound = tiers.flatMap((tier) => (tier === null ? [] : [tier]));
  return sound.length === tiers.length
    ? { value: sound }
    : { reason: "cellTiers", expected: "3: 1.000; 10: 500" };
};
