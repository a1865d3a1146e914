import { languages } from "../../contract/text.ts";
import { languageNames, useTexts } from "./i18n/index.ts";
import "./language-switch.css";

/** Buttons that switch the language of this window at once. */
export function LanguageSwitch({ large = false }: { large?: boolean }) {
  const { t, language, setLanguage } = useTexts();
  return (
    <fieldset className={large ? "languages languages-large" : "languages"} aria-label={t("language.label")}>
      {languages.map((candidate) => (
        <button
          key={candidate}
          type="button"
          lang={candidate}
          aria-pressed={candidate === language}
          data-testid={`language-${candidate}`}
          onClick={() => setLanguage(candidate)}
        >
          {large ? languageNames[candidate] : candidate.toUpperCase()}
        </button>
      ))}
    </fieldset>
  );
}
