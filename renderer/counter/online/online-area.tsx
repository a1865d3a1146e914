import { useEffect, useRef, useState } from "react";
import type { LodgedLine } from "../../../contract/lodged.ts";
import { failureText } from "../../ui/errors.ts";
import { momentOf } from "../../ui/format.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { pressInList, rowId } from "../dossiers/dossier-list.tsx";
import { AreaFrame } from "../dossiers/parts.tsx";
import { useOnline } from "./online-store.ts";

/** What was lodged online and has to be answered, the most urgent first: Enter takes the marked one in hand. */
export function OnlineArea() {
  const { t } = useTexts();
  const { lines, taking, failure, open } = useOnline();
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const all = lines ?? [];
  const place = Math.min(at, Math.max(0, all.length - 1));
  const marked = all[place];
  useEffect(() => {
    if (all.length > 0) list.current?.focus({ preventScroll: true });
  }, [all.length]);
  return (
    <AreaFrame title={t("online.title")} testId="area-online" busy={lines === null || taking !== null}>
      <p className="due-help">{t("online.help")}</p>
      {failure === null ? null : (
        <p className="notice notice-danger" role="alert" data-testid="online-failure">
          {failureText(t, failure)}
        </p>
      )}
      {taking === null ? null : <p className="notice notice-call">{t("online.taking")}</p>}
      {all.length === 0 ? (
        <p className="list-none" data-testid="online-none">
          {t("online.none")}
        </p>
      ) : (
        <div
          ref={list}
          className="dossier-list"
          role="listbox"
          aria-label={t("online.title")}
          tabIndex={0}
          aria-activedescendant={marked === undefined ? undefined : rowId(marked.id)}
          data-testid="online-list"
          onKeyDown={(event) => pressInList(event, all, place, setAt, (id) => void open(id))}
        >
          {all.map((line, index) => (
            <Row key={line.id} line={line} selected={index === place} onOpen={() => void open(line.id)} />
          ))}
        </div>
      )}
    </AreaFrame>
  );
}

function Row({ line, selected, onOpen }: { line: LodgedLine; selected: boolean; onOpen: () => void }) {
  const { t, language } = useTexts();
  const { id, code, applicantName, procedureName, lodgedAt, answerBy, inHand, awaits, overdue } = line;
  const time = momentOf(answerBy, language);
  const state =
    awaits === null ? t(inHand ? "online.inHand" : "online.waiting") : t(`online.awaits.${awaits}`);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the list has the focus and the keys
    <div
      id={rowId(id)}
      role="option"
      className="dossier-row"
      aria-selected={selected}
      data-testid={`online-${code}`}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onOpen}
    >
      <span className="row-code">
        <strong>{code}</strong>
        <small>{t("online.lodgedAt", { time: momentOf(lodgedAt, language) })}</small>
      </span>
      <span className="row-who">
        <strong>{applicantName}</strong>
        <small>{procedureName}</small>
      </span>
      <span className="row-where">
        <span className="status-chip" data-tone={awaits !== null ? "wait" : inHand ? "work" : "plain"}>
          {state}
        </span>
      </span>
      <span className="row-due" data-tone={awaits === "supplement" ? "none" : overdue ? "late" : "soon"}>
        {awaits === "supplement" ? "–" : t(overdue ? "online.overdue" : "online.answerBy", { time })}
      </span>
    </div>
  );
}
