import { useEffect, useRef } from "react";
import { useTexts } from "../ui/i18n/index.ts";
import { Keyboard } from "./keyboard.tsx";
import { ProcedureList } from "./procedure-list.tsx";
import { readScan } from "./scan.ts";
import { ScreenFrame } from "./screen-frame.tsx";
import "./search.css";
import { useKiosk } from "./store.ts";
import { useProcedures } from "./use-procedures.ts";

/** Longer than any name: a scanner may type a card here. */
const LONGEST = 400;

/** Finds a procedure by a few letters, typed on the screen or on a keyboard. */
export function SearchScreen() {
  const { t } = useTexts();
  const { query, setQuery, scanned } = useKiosk();
  const input = useRef<HTMLInputElement>(null);
  const found = useProcedures(query, null);
  useEffect(() => input.current?.focus(), []);
  useEffect(() => {
    // What is typed on a real keyboard while a button has the focus is meant for the search all the same.
    const type = (event: KeyboardEvent) => {
      const letter = event.key.length === 1 && event.key !== " ";
      if (event.ctrlKey || event.altKey || event.metaKey || !(letter || event.key === "Backspace")) return;
      const { current } = input;
      if (current === null || document.activeElement === current) return;
      current.focus();
      // It goes on where it was: the focus alone would mark all of it, to be overwritten.
      current.setSelectionRange(current.value.length, current.value.length);
    };
    window.addEventListener("keydown", type);
    return () => window.removeEventListener("keydown", type);
  }, []);
  const press = (letter: string) => setQuery(`${query}${letter}`.trimStart().slice(0, LONGEST));
  return (
    <ScreenFrame
      title={t("kiosk.searchTitle")}
      hint={t("kiosk.searchHint")}
      focusHeading={false}
      className="kiosk-search"
    >
      <input
        ref={input}
        type="search"
        className="kiosk-search-input"
        data-testid="search-input"
        aria-label={t("kiosk.searchLabel")}
        placeholder={t("kiosk.searchLabel")}
        autoComplete="off"
        spellCheck={false}
        maxLength={LONGEST}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        onKeyDown={(event) => {
          const scan = event.key === "Enter" ? readScan(query) : null;
          if (scan === null || scan.kind === "unknown") return;
          setQuery("");
          void scanned(scan);
        }}
      />
      <div className="kiosk-search-found">
        <p role="status" data-testid="search-count">
          {found === null
            ? ""
            : found.length === 0
              ? t("kiosk.foundNone")
              : t("kiosk.found", { count: found.length })}
        </p>
        <ProcedureList procedures={found ?? []} label={t("kiosk.listHint")} />
      </div>
      <Keyboard onKey={press} onErase={() => setQuery(query.slice(0, -1))} onClear={() => setQuery("")} />
    </ScreenFrame>
  );
}
