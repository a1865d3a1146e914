import { z } from "zod";

/** The languages of screens and papers; the first is the office's own. */
export const languages = ["vi", "en", "ro"] as const;
export const languageSchema = z.enum(languages);
export type Language = z.infer<typeof languageSchema>;

/** A text that citizens read, in every language. An office may leave a translation out; Vietnamese never. */
export const localizedTextSchema = z.object({
  vi: z.string().min(1),
  en: z.string().min(1).optional(),
  ro: z.string().min(1).optional(),
});
export type LocalizedText = z.infer<typeof localizedTextSchema>;

/** The text in `language`, or in Vietnamese where it was not translated. */
export function inLanguage(text: LocalizedText, language: Language): string {
  return text[language] ?? text.vi;
}

/**
 * Text reduced for searching: lower case, no diacritics, đ as d.
 *
 * @example foldText("Đăng ký khai sinh") // "dang ky khai sinh"
 */
export function foldText(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[đĐ]/g, "d")
    .toLowerCase()
    .replace(/\s+/g, " ")
    .trim();
}

/** Signs that nobody means to write: they control machines, hide, turn the text around, or are half a letter. */
const UNWRITTEN = /(?![\t\n])[\p{Cc}\p{Cs}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/** Letters of Latin scripts, composed (Unicode: NFC_QC=Yes), and none of those signs: most texts are of them alone. */
const COMPOSED_LATIN = /^[\t\n\x20-\x7e\xa0-\u02ff\u1e00-\u1eff]*$/;

/**
 * Text as a person wrote it: composed letters, and none of the signs that come of scanners and copying and that no
 * database, paper or eye can take.
 */
export const writtenSchema = z
  .string()
  .overwrite((text) => (COMPOSED_LATIN.test(text) ? text : text.normalize("NFC").replace(UNWRITTEN, "")))
  .trim();

/**
 * A text of an office with what its braces name filled in; a name that has no value stays as it is.
 *
 * @example fillText("{count} bản", { count: 2 }) // "2 bản"
 */
export function fillText(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
