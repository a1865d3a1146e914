import type { Language } from "../../../contract/text.ts";
import en from "./words/en.json" with { type: "json" };
import ro from "./words/ro.json" with { type: "json" };
import vi from "./words/vi.json" with { type: "json" };

/** The audio pieces of each language by their ids, which are also the names of their files. */
const words = { vi, en, ro } as const;

/** The highest number that is read as a number; what lies above is read digit by digit. */
const HIGHEST = 9999;

/** The piece before which a speaker takes breath. */
export const BREATH_BEFORE = "to-counter";

/** What has to be said of a call. */
export interface SpokenCall {
  label: string;
  counterNumber: number;
}

/**
 * The languages in which a display says each call, in this order: the office's own, then the display's.
 * A setting of the office would be read here.
 */
export function spokenLanguages(display: Language): Language[] {
  return display === "vi" ? ["vi"] : ["vi", display];
}

/** Every piece of a language: id → the text that it says. */
export function spokenPieces(language: Language): Record<string, string> {
  return words[language];
}

/**
 * The pieces of the sentence that calls a number to a counter, in order.
 *
 * @example spokenCall("vi", { label: "A105", counterNumber: 3 })
 * // ["call", "letter-a", "hundreds-100", "linh-5", "to-counter", "number-3"]
 */
export function spokenCall(language: Language, call: SpokenCall): string[] {
  const letters = call.label.toLowerCase().match(/[a-z]/g) ?? [];
  const digits = call.label.match(/\d+/g) ?? [];
  return [
    "call",
    ...letters.map((letter) => `letter-${letter}`),
    ...digits.flatMap((number) => readNumber(language, number)),
    BREATH_BEFORE,
    ...readNumber(language, String(call.counterNumber)),
  ];
}

function readNumber(language: Language, digits: string): string[] {
  const number = Number(digits);
  if (number > HIGHEST) return [...digits].map((digit) => `number-${digit}`);
  return number === 0 ? ["number-0"] : readers[language](number);
}

/** How each language puts a number from 1 to 9999 together. */
const readers: Record<Language, (number: number) => string[]> = {
  vi: readVietnamese,
  en: readEnglish,
  ro: readRomanian,
};

/** The places of a number: 2105 is 2000, 100 and 5. */
function places(number: number): { thousands: number; hundreds: number; rest: number } {
  return {
    thousands: number - (number % 1000),
    hundreds: (number % 1000) - (number % 100),
    rest: number % 100,
  };
}

/** Below a thousand every hundred is named, none too: 1010 is "một nghìn không trăm mười". */
function readVietnamese(number: number): string[] {
  const { thousands, hundreds, rest } = places(number);
  return [
    ...(thousands > 0 ? [`thousands-${thousands}`] : []),
    ...(hundreds > 0 || (thousands > 0 && rest > 0) ? [`hundreds-${hundreds}`] : []),
    ...(rest > 0 && rest < 10 && number > 10 ? [`linh-${rest}`] : belowHundred(rest, vietnameseUnit)),
  ];
}

/** After twenty and above, one, four and five have a form of their own: mốt, tư, lăm. */
function vietnameseUnit(tens: number, unit: number): string[] {
  const changed = unit === 1 || unit === 4 || unit === 5;
  return [`tens-${tens}`, changed ? `unit-${unit}` : `number-${unit}`];
}

/** British: "and" before what is below a hundred. */
function readEnglish(number: number): string[] {
  const { thousands, hundreds, rest } = places(number);
  const and = rest > 0 ? "-and" : "";
  return [
    ...(thousands > 0 ? [`thousands${hundreds === 0 ? and : ""}-${thousands}`] : []),
    ...(hundreds > 0 ? [`hundreds${and}-${hundreds}`] : []),
    ...belowHundred(rest, (tens, unit) => [`tens-${tens}`, `number-${unit}`]),
  ];
}

/**
 * A number that names something ("numărul doi") has the masculine forms; hundreds and thousands are feminine, which
 * their pieces are already. "De" comes only before thousands from twenty on, beyond what is read.
 */
function readRomanian(number: number): string[] {
  const { thousands, hundreds, rest } = places(number);
  return [
    ...(thousands > 0 ? [`thousands-${thousands}`] : []),
    ...(hundreds > 0 ? [`hundreds-${hundreds}`] : []),
    ...belowHundred(rest, (tens, unit) => [`tens-and-${tens}`, `number-${unit}`]),
  ];
}

/** Up to nineteen and whole tens are one piece each, the others as `both` joins them. */
function belowHundred(rest: number, both: (tens: number, unit: number) => string[]): string[] {
  const unit = rest % 10;
  if (rest === 0) return [];
  if (rest < 20) return [`number-${rest}`];
  return unit === 0 ? [`tens-${rest}`] : both(rest - unit, unit);
}
