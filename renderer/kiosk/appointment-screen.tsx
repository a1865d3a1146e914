import { useEffect, useRef, useState } from "react";
import { useTexts } from "../ui/i18n/index.ts";
import { Keyboard } from "./keyboard.tsx";
import { readScan } from "./scan.ts";
import { hasScanner } from "./scanner.tsx";
import { ScreenFrame } from "./screen-frame.tsx";
import "./search.css";
import { useKiosk } from "./store.ts";

/** Longer than a typed code: the whole text of the slip's QR or of a citizen card, as a scanner types it. */
const LONGEST = 400;

/** The code of an appointment slip, scanned, typed on the screen or on a keyboard; Enter or the button takes the number. */
export function AppointmentScreen() {
  const { t } = useTexts();
  const { checkIn, scanned, taking } = useKiosk();
  const [code, setCode] = useState("");
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <ScreenFrame
      title={t("kiosk.appointmentTitle")}
      hint={t(hasScanner ? "kiosk.appointmentScan" : "kiosk.appointmentHint")}
      focusHeading={false}
      className="kiosk-search"
    >
      <form
        className="kiosk-code"
        onSubmit={(event) => {
          event.preventDefault();
          const scan = readScan(code);
          if (scan === null || scan.kind === "unknown") {
            void checkIn(code);
            return;
          }
          setCode("");
          void scanned(scan);
        }}
      >
        <input
          ref={input}
          type="text"
          className="kiosk-search-input"
          data-testid="appointment-code"
          aria-label={t("kiosk.appointmentCode")}
          placeholder={t("kiosk.appointmentCode")}
          autoComplete="off"
          spellCheck={false}
          maxLength={LONGEST}
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
        <button
          type="submit"
          className="kiosk-code-go"
          data-testid="appointment-go"
          disabled={code.trim() === "" || taking}
        >
          {t("kiosk.takeNumber")}
        </button>
      </form>
      <Keyboard
        digits
        onKey={(letter) => setCode((typed) => `${typed}${letter}`.trimStart().slice(0, LONGEST))}
        onErase={() => setCode((typed) => typed.slice(0, -1))}
        onClear={() => setCode("")}
      />
    </ScreenFrame>
  );
}
