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

const digits = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
const scales = ["", " nghìn", " triệu", " tỷ"];

/**
 * An amount in Vietnamese words (*số tiền bằng chữ*), which a receipt for fees has to carry.
 *
 * @param amount whole đồng, below a thousand milliards.
 * @example amountInWords(75_000) // "Bảy mươi lăm nghìn đồng"
 */
export function amountInWords(amount: number): string {
  const groups: number[] = [];
  for (let rest = amount; rest > 0; rest = Math.floor(rest / 1000)) groups.unshift(rest % 1000);
  const parts = groups.flatMap((group, index) =>
    group === 0 ? [] : [`${below1000(group, index > 0)}${scales[groups.length - 1 - index] ?? ""}`],
  );
  const text = `${parts.length === 0 ? digits[0] : parts.join(" ")} đồng`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @param follows whether higher digits stand before it: hundreds are then said even where there are none. */
function below1000(number: number, follows: boolean): string {
  const [hundreds, tens, ones] = [Math.floor(number / 100), Math.floor(number / 10) % 10, number % 10];
  const said: string[] = [];
  if (hundreds > 0 || follows) said.push(`${digits[hundreds]} trăm`);
  if (tens === 0 && ones > 0 && said.length > 0) said.push("lẻ");
  if (tens === 1) said.push("mười");
  if (tens > 1) said.push(`${digits[tens]} mươi`);
  if (ones === 1 && tens > 1) said.push("mốt");
  else if (ones === 5 && tens > 0) said.push("lăm");
  else if (ones > 0) said.push(digits[ones] ?? "");
  return said.join(" ");
}
