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
