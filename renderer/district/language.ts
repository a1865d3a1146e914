import i18next from "i18next";
import { type Language, languageSchema } from "../../contract/text.ts";

const KEY = "motcua.language";

/** The language that was chosen last in this browser. */
export function lastLanguage(): Language {
  try {
    return languageSchema.catch("vi").parse(localStorage.getItem(KEY));
  } catch {
    // A browser that keeps nothing.
    return "vi";
  }
}

export function keepLanguage(): void {
  document.documentElement.lang = i18next.language;
  i18next.on("languageChanged", (language) => {
    try {
      localStorage.setItem(KEY, language);
    } catch {
      // Chosen again next time.
    }
  });
}
