import { useEffect, useRef } from "react";
import { useTexts } from "../ui/i18n/index.ts";
import { CardBurst, cardIn } from "./card-burst.ts";
import { useDialogs } from "./dialogs.ts";

/** A scanner that sends no Enter has ended when it is quiet for so long. */
const QUIET_MS = 300;
const LONGEST = 4000;

type Field = HTMLInputElement | HTMLTextAreaElement;

/**
 * Takes the citizen card that a scanner types, wherever the focus is. Letters with tones come by way of the system's
 * input, which needs a field: once it is known to be a card the rest is led into a hidden one, and the field that had
 * the focus gets back both the focus and what was in it.
 */
export function CardListener({ onCard }: { onCard: (text: string) => void }) {
  const { t } = useTexts();
  const hidden = useRef<HTMLInputElement>(null);
  const take = useRef(onCard);
  take.current = onCard;
  useEffect(() => {
    const burst = new CardBurst();
    let focused: Element | null = null;
    let former = "";
    let quiet: ReturnType<typeof setTimeout> | undefined;
    const finish = () => {
      clearTimeout(quiet);
      const { current } = hidden;
      if (current === null || current.value === "") return;
      const text = current.value;
      current.value = "";
      // Where nothing had the focus, or it has gone: the keys that follow are no card's.
      current.blur();
      if (focused instanceof HTMLElement && focused.isConnected) focused.focus({ preventScroll: true });
      take.current(text);
    };
    const takeFrom = (field: Field): boolean => {
      const text = cardIn(field.value);
      if (text === null) return false;
      clearTimeout(quiet);
      putBack(field, field.value.slice(0, field.value.length - text.length));
      take.current(text);
      return true;
    };
    const press = (event: KeyboardEvent) => {
      const { current } = hidden;
      if (current === null) return;
      if (event.target === current) {
        clearTimeout(quiet);
        if (event.key !== "Enter" && event.key !== "Tab") quiet = setTimeout(finish, QUIET_MS);
        else {
          event.preventDefault();
          finish();
        }
        event.stopImmediatePropagation();
        return;
      }
      if (useDialogs.getState().dialog !== null) return;
      if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
      if (isField(event.target) && (event.key === "Enter" || event.key === "Tab")) {
        // A slow scanner, or one with a tongue of its own, wrote the whole of it into the field.
        if (!takeFrom(event.target)) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      if (burst.isNew(event.timeStamp)) {
        focused = document.activeElement;
        former = isField(focused) ? focused.value : "";
      }
      const beginning = burst.press(event.key, event.timeStamp);
      if (beginning === null) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (isField(focused)) putBack(focused, former);
      current.value = beginning;
      current.focus({ preventScroll: true });
      current.setSelectionRange(LONGEST, LONGEST);
      quiet = setTimeout(finish, QUIET_MS);
    };
    const typed = (event: Event) => {
      const field = event.target;
      const { current } = hidden;
      if (current === null || !isField(field)) return;
      if (field === current) {
        // Letters that come by way of the system's input leave the cursor elsewhere.
        current.setSelectionRange(LONGEST, LONGEST);
        clearTimeout(quiet);
        quiet = setTimeout(finish, QUIET_MS);
        return;
      }
      if (useDialogs.getState().dialog !== null || cardIn(field.value) === null) return;
      clearTimeout(quiet);
      // The rest of it may still be on its way.
      quiet = setTimeout(() => takeFrom(field), QUIET_MS);
    };
    window.addEventListener("keydown", press, true);
    window.addEventListener("input", typed, true);
    return () => {
      clearTimeout(quiet);
      window.removeEventListener("keydown", press, true);
      window.removeEventListener("input", typed, true);
    };
  }, []);
  return (
    <input
      ref={hidden}
      type="text"
      className="visually-hidden"
      tabIndex={-1}
      maxLength={LONGEST}
      aria-label={t("intake.scan")}
      autoComplete="off"
      spellCheck={false}
      data-scanner
      data-testid="card-scan"
    />
  );
}

function isField(element: unknown): element is Field {
  return element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
}

/** Sets what is in a field so that whoever keeps it hears of it. */
function putBack(field: Field, value: string): void {
  if (field.value === value) return;
  const kind = field instanceof HTMLInputElement ? HTMLInputElement : HTMLTextAreaElement;
  Object.getOwnPropertyDescriptor(kind.prototype, "value")?.set?.call(field, value);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
