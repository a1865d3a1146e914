import { IconBackspace, IconSpace } from "@tabler/icons-react";
import { useTexts } from "../ui/i18n/index.ts";

const letters = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
/** Those that no code confuses with a letter. */
const figures = "23456789";
/** A code as it stands on a paper has them all. */
const codeFigures = "1234567890";
const codeSigns = ".-";

/**
 * Big letters to touch; no diacritics, the search needs none. It is one stop of Tab, the arrows lead from key to key:
 * whoever has a keyboard should not have to pass thirty buttons.
 */
export function Keyboard({
  digits = false,
  onKey,
  onErase,
  onClear,
}: {
  /** A row of figures besides: those that look like no letter, or all that a dossier's code is made of. */
  digits?: boolean | "code";
  onKey: (letter: string) => void;
  onErase: () => void;
  onClear: () => void;
}) {
  const { t } = useTexts();
  const rows = digits === false ? letters : [digits === "code" ? codeFigures : figures, ...letters];
  return (
    <fieldset className="kiosk-keyboard" aria-label={t("kiosk.keyboard")}>
      {rows.map((row, index) => (
        <div key={row}>
          {[...row].map((letter) => (
            <button
              key={letter}
              type="button"
              tabIndex={letter === "q" ? 0 : -1}
              data-testid={`key-${letter}`}
              onClick={() => onKey(letter)}
            >
              {letter.toUpperCase()}
            </button>
          ))}
          {index < rows.length - 1 ? null : (
            <button
              type="button"
              tabIndex={-1}
              className="kiosk-key-wide"
              data-testid="key-erase"
              onClick={onErase}
            >
              <IconBackspace size="1.4em" stroke={1.8} aria-hidden />
              {t("kiosk.keyErase")}
            </button>
          )}
        </div>
      ))}
      <div>
        {digits === "code" ? (
          [...codeSigns].map((sign) => (
            <button
              key={sign}
              type="button"
              tabIndex={-1}
              className="kiosk-key-sign"
              data-testid={`key-${sign}`}
              onClick={() => onKey(sign)}
            >
              {sign}
            </button>
          ))
        ) : (
          <button
            type="button"
            tabIndex={-1}
            className="kiosk-key-space"
            data-testid="key-space"
            onClick={() => onKey(" ")}
          >
            <IconSpace size="1.4em" stroke={1.8} aria-hidden />
            {t("kiosk.keySpace")}
          </button>
        )}
        <button
          type="button"
          tabIndex={-1}
          className="kiosk-key-wide"
          data-testid="key-clear"
          onClick={onClear}
        >
          {t("kiosk.keyClear")}
        </button>
      </div>
    </fieldset>
  );
}
