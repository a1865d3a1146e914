import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import type { DossierSummary } from "../../../contract/dossier-lists.ts";
import { officeDay } from "../../../contract/time.ts";
import { dueWords } from "../../ui/dossier/due-words.ts";
import { StatusChip } from "../../ui/dossier/status-chip.tsx";
import { useUnitName } from "../../ui/dossier/wording.ts";
import { dayAndMonth } from "../../ui/format.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { useNow } from "../../ui/use-now.ts";

export const LIST_ID = "dossier-list";

/** Dossiers one below the other: the marked one is opened by Enter, any by a click. */
export function DossierList({
  dossiers,
  label,
  at,
  none,
  takesFocus,
  mark,
  onMove,
  onOpen,
}: {
  dossiers: readonly DossierSummary[];
  label: string;
  at: number;
  none: string;
  /** Where no box above has the focus and the arrows. */
  takesFocus: boolean;
  mark?: (dossier: DossierSummary) => ReactNode;
  onMove: (at: number) => void;
  onOpen: (id: string) => void;
}) {
  const { t, language } = useTexts();
  const unitName = useUnitName();
  const now = useNow(30_000);
  const list = useRef<HTMLDivElement>(null);
  const marked = dossiers[at];
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list is another label
  useEffect(() => {
    if (takesFocus && dossiers.length > 0) list.current?.focus({ preventScroll: true });
  }, [takesFocus, dossiers.length, label]);
  useEffect(() => {
    if (marked !== undefined) document.getElementById(rowId(marked.id))?.scrollIntoView({ block: "nearest" });
  }, [marked]);
  if (dossiers.length === 0) return <p className="list-none">{none}</p>;
  return (
    <div
      ref={list}
      id={LIST_ID}
      className="dossier-list"
      role="listbox"
      aria-label={label}
      tabIndex={0}
      aria-activedescendant={marked === undefined ? undefined : rowId(marked.id)}
      data-testid="dossier-list"
      onKeyDown={(event) => pressInList(event, dossiers, at, onMove, onOpen)}
    >
      {dossiers.map((dossier, index) => {
        const due = dueWords(dossier, now, t, language);
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the list has the focus and the keys
          <div
            key={dossier.id}
            id={rowId(dossier.id)}
            role="option"
            className="dossier-row"
            aria-selected={index === at}
            data-testid={`row-${dossier.code}`}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onOpen(dossier.id)}
          >
            <span className="row-code">
              <strong>{dossier.code}</strong>
              <small>
                {t("dossier.acceptedOn", { day: dayAndMonth(officeDay(dossier.acceptedAt)) })}
                {dossier.ticketLabel === null ? "" : ` · ${dossier.ticketLabel}`}
              </small>
            </span>
            <span className="row-who">
              <strong>{dossier.applicantName}</strong>
              <small>{dossier.procedureName}</small>
            </span>
            <span className="row-where">
              <StatusChip status={dossier.status} />
              <small>{unitName(dossier.unit)}</small>
            </span>
            <span className="row-due" data-tone={due.tone}>
              {due.text}
              {mark?.(dossier)}
            </span>
          </div>
        );
      })}
    </div>
  );
}

export function rowId(id: string): string {
  return `dossier-${id}`;
}

/** Arrows, Home and End move the mark, Enter opens what is marked. @returns whether the key meant something here. */
export function pressInList(
  event: KeyboardEvent,
  dossiers: readonly { id: string }[],
  at: number,
  onMove: (at: number) => void,
  onOpen: (id: string) => void,
): boolean {
  if (event.ctrlKey || event.altKey) return false;
  const last = dossiers.length - 1;
  const marked = dossiers[at];
  if (event.key === "ArrowDown") onMove(Math.min(at + 1, last));
  else if (event.key === "ArrowUp") onMove(Math.max(at - 1, 0));
  else if (event.key === "Enter" && marked !== undefined) onOpen(marked.id);
  else return false;
  event.preventDefault();
  return true;
}
