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
 * What the table does not have is written without its signs rather than as a question mark.
 */
export function encodeText(entered: string, page: CodePage, select: (table: number) => Buffer): Buffer {
  // What was entered is never a command.
  const text = entered.replace(/\p{Cc}/gu, " ").normalize("NFC");
  return page === "wpc1258" ? Buffer.concat([select(52), ...[...text].map(wpc1258)]) : tcvn3(text, select);
}

/** How many columns it takes. */
export function columnsOf(text: string): number {
  return [...text.normalize("NFC")].length;
}

const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;

/** Code of each letter of Windows-1258 beyond ASCII, as Node's own tables have it. */
const windows1258 = new Map(
  Array.from({ length: 0x80 }, (_, at) => 0x80 + at).map((code) => [
    new TextDecoder("windows-1258").decode(Uint8Array.of(code)),
    code,
  ]),
);

function wpc1258(letter: string): Buffer {
  const code = codeIn1258(letter);
  if (code !== null) return Buffer.from([code]);
  const parts = letter.normalize("NFD");
  const base = codeIn1258(parts.replace(TONES, "").normalize("NFC"));
  const tone = codeIn1258(parts.match(TONES)?.[0] ?? "");
  return base === null || tone === null ? plain(letter) : Buffer.from([base, tone]);
}

function codeIn1258(letter: string): number | null {
  return /^[\x20-\x7e]$/.test(letter) ? letter.charCodeAt(0) : (windows1258.get(letter) ?? null);
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

function tcvn3(text: string, select: (table: number) => Buffer): Buffer {
  const bytes: Buffer[] = [select(30)];
  let table = 30;
  for (const letter of text) {
    const [wanted, code] = inTables(letter) ?? [table, plain(letter)];
    if (wanted !== table) bytes.push(select(wanted));
    table = wanted;
    bytes.push(code);
  }
  return Buffer.concat(bytes);
}

/** The table that has a Vietnamese letter, and its code there; null for others, which stand in both. */
function inTables(letter: string): [number, Buffer] | null {
  const first = vn3.get(letter);
  if (first !== undefined) return [30, Buffer.from([first])];
  const second = vn3.get(letter.toLowerCase());
  return second === undefined ? null : [31, Buffer.from([second])];
}

function plain(letter: string): Buffer {
  const bare = letter
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/đ/g, "d")
    .replace(/Đ/g, "D")
    .replace(/[–—]/g, "-")
    .replace(/[^\x20-\x7e]/g, "?");
  return Buffer.from(bare, "ascii");
}
