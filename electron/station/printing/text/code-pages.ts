import type { TextMode } from "../../../../contract/settings.ts";

/** Letters of a printer's own code page. */
export type CodePage = Exclude<TextMode, "raster">;

/**
 * Text as a printer's own letters, with the commands that choose their table (ESC t).
 *
 * - `wpc1258` (table 52): a letter, then its tone as a sign of its own, which the printer sets above it.
 * - `tcvn3` (tables 30 and 31): whole letters; capitals with a tone stand in the second table, where the first has the
 *   small ones.
 *
 * @throws Error for a letter that the table lacks: ask `canEncode` first. A name is never written without its signs.
 */
export function encodeText(text: string, page: CodePage, select: (table: number) => Buffer): Buffer {
  const bytes: Buffer[] = [];
  let table: number | null = null;
  for (const letter of lettersOf(text)) {
    const code = codeOf(letter, page);
    if (code === null) throw new Error(`no ${letter} in ${page}`);
    const wanted: number = code.table ?? table ?? FIRST_TABLE[page];
    if (wanted !== table) bytes.push(select(wanted));
    table = wanted;
    bytes.push(Buffer.from(code.bytes));
  }
  return Buffer.concat(bytes);
}

/** Whether the table has every letter of it. */
export function canEncode(text: string, page: CodePage): boolean {
  return lettersOf(text).every((letter) => codeOf(letter, page) !== null);
}

/** How many columns it takes. */
export function columnsOf(text: string): number {
  return lettersOf(text).length;
}

/** Signs of typesetters, as typists write them. */
const typed: Readonly<Record<string, string>> = {
  "–": "-",
  "—": "-",
  "‘": "'",
  "’": "'",
  "“": '"',
  "”": '"',
  "…": "...",
  "\u00a0": " ",
};

/** Composed, whatever was entered; what was entered is never a command. */
function lettersOf(entered: string): string[] {
  return [
    ...entered
      .normalize("NFC")
      .replace(/\p{Cc}/gu, " ")
      .replace(/[–—‘’“”…\u00a0]/g, (sign) => typed[sign] ?? sign),
  ];
}

const FIRST_TABLE: Readonly<Record<CodePage, number>> = { wpc1258: 52, tcvn3: 30 };

/** The bytes of a letter, and their table where not every table has them; null where none has. */
function codeOf(letter: string, page: CodePage): { bytes: number[]; table?: number } | null {
  if (/^[\x20-\x7e]$/.test(letter)) return { bytes: [letter.charCodeAt(0)] };
  if (page === "tcvn3") return codeInVn3(letter);
  const bytes = codesIn1258(letter);
  return bytes === null ? null : { bytes };
}

const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;

/** Code of each letter of Windows-1258 beyond ASCII, as Node's own tables have it. */
const windows1258 = new Map(
  Array.from({ length: 0x80 }, (_, at) => 0x80 + at).map((code) => [
    new TextDecoder("windows-1258").decode(Uint8Array.of(code)),
    code,
  ]),
);

function codesIn1258(letter: string): number[] | null {
  const whole = windows1258.get(letter);
  if (whole !== undefined) return [whole];
  const parts = letter.normalize("NFD");
  const bare = parts.replace(TONES, "").normalize("NFC");
  const base = /^[A-Za-z]$/.test(bare) ? bare.charCodeAt(0) : windows1258.get(bare);
  const tone = windows1258.get(parts.match(TONES)?.join("") ?? "");
  return base === undefined || tone === undefined ? null : [base, tone];
}

/** TCVN 5712:1993, VN3, from A1h: capitals without tone, small letters; `.` where there is none. */
const VN3 =
  "ĂÂÊÔƠƯĐăâêôơưđ......àảãáạ.ằẳẵắ.......ặầẩẫấậè.ẻẽéẹềểễếệìỉ...ĩíịò.ỏõóọồổỗốộờở" + "ỡớợù.ủũúụừửữứựỳỷỹýỵ";
const vn3 = new Map(
  [...VN3].map((letter, at) => [letter, 0xa1 + at]).filter(([letter]) => letter !== ".") as [
    string,
    number,
  ][],
);

function codeInVn3(letter: string): { bytes: number[]; table: number } | null {
  const first = vn3.get(letter);
  if (first !== undefined) return { bytes: [first], table: 30 };
  const second = vn3.get(letter.toLowerCase());
  return second === undefined ? null : { bytes: [second], table: 31 };
}
