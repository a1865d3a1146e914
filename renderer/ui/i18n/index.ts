import i18next from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import { inLanguage, type Language, type LocalizedText, languages } from "../../../contract/text.ts";
import en from "./en.json";
import ro from "./ro.json";
import vi from "./vi.json";

export const catalogues = { vi, en, ro } as const;

/** The name of each language in itself. */
export const languageNames: Record<Language, string> = { vi: "Tiếng Việt", en: "English", ro: "Română" };

/** Makes the texts ready, in `language`; all of them are on board, so this is done at once. */
export function startTexts(language: Language): void {
  i18next.on("languageChanged", (changed) => {
    document.documentElement.lang = changed;
  });
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: "vi",
    supportedLngs: languages,
    resources: {
      vi: { translation: vi },
      en: { translation: en },
      ro: { translation: ro },
    },
    initAsync: false,
    interpolation: { escapeValue: false },
  });
}

/** The texts of the program, the language they are in, and the office's own texts in it. */
export function useTexts() {
  const { t, i18n } = useTranslation();
  const language = languages.find((candidate) => candidate === i18n.language) ?? "vi";
  return {
    t,
    language,
    /** The office's own text in the language of the window. */
    own: (text: LocalizedText) => inLanguage(text, language),
    setLanguage,
  };
}

/** One function for good: an effect that depends on it is not begun anew at every look. */
function setLanguage(next: Language): void {
  void i18next.changeLanguage(next);
}

export type Translate = ReturnType<typeof useTexts>["t"];
