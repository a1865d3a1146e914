import { IconTextIncrease, IconVolume } from "@tabler/icons-react";
import { useTexts } from "../ui/i18n/index.ts";
import { LanguageSwitch } from "../ui/language-switch.tsx";
import { useKiosk } from "./store.ts";
import { useHasVoice, useReadAloud } from "./voice.ts";

/** What helps to read the screen: the language, larger letters, a voice. */
export function Tools() {
  const { t, language } = useTexts();
  const { largeText, setLargeText, voice, setVoice } = useKiosk();
  const hasVoice = useHasVoice(language);
  useReadAloud(voice && hasVoice, language);
  return (
    <footer className="kiosk-foot">
      <LanguageSwitch large />
      <button
        type="button"
        className="kiosk-tool"
        data-testid="large-text"
        aria-pressed={largeText}
        onClick={() => setLargeText(!largeText)}
      >
        <IconTextIncrease size="1.4em" stroke={2} aria-hidden />
        {t("kiosk.largeText")}
      </button>
      {hasVoice ? (
        <button
          type="button"
          className="kiosk-tool"
          data-testid="voice"
          aria-pressed={voice}
          onClick={() => setVoice(!voice)}
        >
          <IconVolume size="1.4em" stroke={2} aria-hidden />
          {t("kiosk.voice")}
        </button>
      ) : null}
    </footer>
  );
}
