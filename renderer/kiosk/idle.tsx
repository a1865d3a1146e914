import { useEffect, useRef } from "react";
import { useTexts } from "../ui/i18n/index.ts";
import { useNow } from "../ui/use-now.ts";
import { useKiosk, useScreen } from "./store.ts";

/** A kiosk that nobody touches goes back to its first screen, and forgets what was chosen. */
const IDLE_SECONDS = 45;
const WARNING_SECONDS = 10;

/** Counts the time since the last touch or key; shows the last seconds of it where something would be lost. */
export function IdleReturn() {
  const { t, language, setLanguage } = useTexts();
  const { taking, touchedAt, touch, leave } = useKiosk();
  const { kind } = useScreen();
  const first = useRef(language);
  const now = useNow();
  useEffect(() => {
    const events = ["pointerdown", "keydown", "wheel"] as const;
    for (const event of events) window.addEventListener(event, touch, { capture: true, passive: true });
    return () => {
      for (const event of events) window.removeEventListener(event, touch, { capture: true });
    };
  }, [touch]);
  // The ticket counts for itself; a number that is asked for is waited for.
  const left =
    kind === "ticket" || taking ? IDLE_SECONDS : IDLE_SECONDS - Math.floor((now - touchedAt) / 1000);
  useEffect(() => {
    // The time that is shown may be older than a clock that was put back since.
    const quietMs = Date.now() - useKiosk.getState().touchedAt;
    if (left > 0 || quietMs < IDLE_SECONDS * 1000) return;
    leave();
    // The next one may not read the language of the last.
    if (language !== first.current) setLanguage(first.current);
  }, [left, leave, language, setLanguage]);
  if (kind === "groups" || left > WARNING_SECONDS || left <= 0) return null;
  return (
    <aside className="kiosk-idle" data-testid="idle" aria-label={t("kiosk.idleSoon")}>
      <p role="timer">{t("kiosk.idle", { count: left })}</p>
      <p role="status" className="visually-hidden">
        {t("kiosk.idleSoon")}
      </p>
      <button type="button" data-testid="idle-stay" onClick={touch}>
        {t("kiosk.stay")}
      </button>
    </aside>
  );
}
