import { useEffect, useRef } from "react";
import { useTexts } from "../ui/i18n/index.ts";
import { readScan } from "./scan.ts";
import { useKiosk } from "./store.ts";

/** A scanner that sends no Enter has ended when it is quiet for so long. */
const QUIET_MS = 300;
const LONGEST = 4000;

/** Whether the kiosk has a scanner, by the settings of its PC: only then the screens speak of it. */
export const hasScanner = new URLSearchParams(window.location.search).get("scanner") === "1";

/**
 * Takes what a scanner types, whatever is on the screen. It types like a keyboard, letters with tones by way of the
 * system's input: that needs a field, so the first key leads into a hidden one, and the focus goes back afterwards.
 */
export function Scanner() {
  const { t } = useTexts();
  const field = useRef<HTMLInputElement>(null);
  const scanned = useKiosk((state) => state.scanned);
  useEffect(() => {
    let before: Element | null = null;
    let quiet: ReturnType<typeof setTimeout> | undefined;
    const finish = () => {
      clearTimeout(quiet);
      const { current } = field;
      if (current === null || document.activeElement !== current) return;
      const scan = readScan(current.value);
      current.value = "";
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
      else current.blur();
      if (scan !== null) void scanned(scan);
    };
    const press = (event: KeyboardEvent) => {
      const { current } = field;
      const focused = document.activeElement;
      if (current === null) return;
      if (focused === current) {
        if (event.key !== "Enter" && event.key !== "Tab") return;
        event.preventDefault();
        event.stopPropagation();
        finish();
        return;
      }
      const isLetter = event.key.length === 1 && event.key !== " ";
      if (!isLetter || event.ctrlKey || event.altKey || event.metaKey) return;
      // Where something is typed anyway, the screen itself sees what came.
      if (document.querySelector("input:not([data-scanner])") !== null) return;
      before = focused;
      current.value = "";
      current.focus({ preventScroll: true });
    };
    const typed = () => {
      // Letters that come by way of the system's input leave the cursor elsewhere.
      field.current?.setSelectionRange(LONGEST, LONGEST);
      clearTimeout(quiet);
      quiet = setTimeout(finish, QUIET_MS);
    };
    const { current } = field;
    window.addEventListener("keydown", press, { capture: true });
    current?.addEventListener("input", typed);
    return () => {
      clearTimeout(quiet);
      window.removeEventListener("keydown", press, { capture: true });
      current?.removeEventListener("input", typed);
    };
  }, [scanned]);
  return (
    <input
      ref={field}
      type="text"
      className="visually-hidden"
      tabIndex={-1}
      maxLength={LONGEST}
      aria-label={t("kiosk.scanner")}
      autoComplete="off"
      spellCheck={false}
      data-scanner
      data-testid="scanner"
    />
  );
}
