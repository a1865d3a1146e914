import { AppError } from "../../../contract/errors.ts";

/** What a dossier code is made from. `day` is `YYYY-MM-DD` in the office's zone. */
export interface CodeParts {
  agency: string;
  day: string;
  serial: number;
}

const TOKEN = /\{(agency|YYMMDD|YYYYMMDD|serial:([1-9]))\}/g;

/**
 * A dossier code (*mã hồ sơ*) by the office's pattern.
 *
 * @example dossierCode("{agency}-{YYMMDD}-{serial:4}", { agency: "000.00.15.H44", day: "2026-11-24", serial: 7 })
 * // "000.00.15.H44-261124-0007"
 */
export function dossierCode(pattern: string, { agency, day, serial }: CodeParts): string {
  const compact = day.replaceAll("-", "");
  return pattern.replace(TOKEN, (_token, name: string, digits: string | undefined) => {
    if (name === "agency") return agency;
    if (name === "YYMMDD") return compact.slice(2);
    if (name === "YYYYMMDD") return compact;
    return String(serial).padStart(Number(digits), "0");
  });
}

/**
 * Whether codes by this pattern can be told apart: it needs the agency, a day and a serial, and nothing unknown in
 * braces.
 *
 * @throws AppError BAD_INPUT with the reason.
 */
export function checkCodePattern(pattern: string): void {
  const unknown = pattern.replace(TOKEN, "").match(/[{}]/);
  if (unknown !== null) throw refused("unknown token");
  if (!pattern.includes("{agency}")) throw refused("{agency} is missing");
  if (!/\{(YYMMDD|YYYYMMDD)\}/.test(pattern)) throw refused("{YYMMDD} or {YYYYMMDD} is missing");
  if (!/\{serial:[1-9]\}/.test(pattern)) throw refused("{serial:N} is missing");
}

function refused(reason: string): AppError {
  return new AppError("BAD_INPUT", { path: "dossierCodePattern", reason });
}

/**
 * The serial after `last` in this station's range. Serials restart every day; ranges of stations of one agency do not
 * overlap, so two counters that are offline never make the same code.
 *
 * @throws AppError CODE_SERIAL_EXHAUSTED
 */
export function nextSerial(last: number | null, range: { first: number; last: number }, day: string): number {
  const next = last === null || last < range.first ? range.first : last + 1;
  if (next > range.last) throw new AppError("CODE_SERIAL_EXHAUSTED", { date: day, last: range.last });
  return next;
}
