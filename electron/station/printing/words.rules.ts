import { doReadNumber, ReadingConfig } from "read-vietnamese-number";
import type { PaperWords } from "../../../contract/paper-design.ts";
import { inLanguage, type Language } from "../../../contract/text.ts";
import { officeWallTime } from "../../../contract/time.ts";

/** Puts values in the place of their names in braces; what has no value stays as it is. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** An instant as the office writes it. */
export function timeText(instant: string, words: PaperWords, language: Language): string {
  const wall = officeWallTime(instant);
  return fill(inLanguage(words.time, language), {
    hour: wall.slice(11, 13),
    minute: wall.slice(14, 16),
    day: wall.slice(8, 10),
    month: wall.slice(5, 7),
    year: wall.slice(0, 4),
  });
}

/** Đồng with a point between thousands, as Vietnam writes it. */
export function amountText(amount: number, words: PaperWords, language: Language): string {
  if (amount === 0) return inLanguage(words.free, language);
  const digits = String(amount).replace(/\B(?=(\d{3})+$)/g, ".");
  return fill(inLanguage(words.currency, language), { amount: digits });
}

const reading = new ReadingConfig();
reading.unit = ["đồng"];
reading.units = [[], ["nghìn"], ["triệu"], ["tỷ"]];

/**
 * An amount in Vietnamese words (*số tiền bằng chữ*), with a capital: receipts for fees have to carry it.
 *
 * @param amount whole đồng, not negative.
 * @example amountInWords(75_000) // "Bảy mươi lăm nghìn đồng"
 */
export function amountInWords(amount: number): string {
  const words = doReadNumber(String(amount), reading);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
