import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { SyncState } from "../../contract/entities.ts";
import type { Health } from "../../contract/station.ts";
import { station, useHealth } from "../ui/connection.ts";
import { failureText } from "../ui/errors.ts";
import { clockOf } from "../ui/format.ts";
import { type Translate, useTexts } from "../ui/i18n/index.ts";
import { useNow } from "../ui/use-now.ts";
import { useDialogs } from "./dialogs.ts";
import { useHall } from "./hall-dialog.tsx";
import { usePrintActions } from "./printers/actions.ts";
import {
  askedHere,
  byUrgency,
  isLow,
  isOurs,
  lampOf,
  type PlacedPrinter,
  placedPrinters,
  type UndecidedPaper,
  undecidedPapers,
} from "./printers/condition.ts";
import { Question } from "./printers/question.tsx";

/** More questions than these would hide the work. */
const SHOWN = 2;
/** As many printers have room on the line. */
const NAMED = 3;
const PRINTERS_KEY = "Ctrl P";

/** Printer and sync at one glance, and the papers that only a person can decide on. */
export function StatusBar() {
  const { t } = useTexts();
  const health = useHealth((state) => state.health);
  const open = useDialogs((state) => state.open);
  const forgetFailure = usePrintActions((state) => state.forgetFailure);
  const doubtful = useAsked(health);
  // Whoever signs in next did not ask for it.
  useEffect(() => forgetFailure, [forgetFailure]);
  if (health === null) return <footer className="status" />;
  const printers = placedPrinters(health).filter(({ where }) => isOurs(where));
  return (
    <footer className="status">
      <Refused />
      {doubtful.slice(0, SHOWN).map((paper) => (
        <Question key={paper.job.id} paper={paper} />
      ))}
      {doubtful.length <= SHOWN ? null : (
        <div className="doubt">
          <strong>{t("print.moreQuestions", { n: doubtful.length - SHOWN })}</strong>
          <Button
            size="compact-md"
            rightSection={<kbd>{PRINTERS_KEY}</kbd>}
            onClick={() => open({ kind: "printers" })}
          >
            {t("printers.title")}
          </Button>
        </div>
      )}
      <div className="status-line">
        {health.printers.length === 0 ? <span>{t("print.none")}</span> : null}
        <PrinterStatuses printers={printers} />
        {printers.length === 0 ? null : <kbd>{PRINTERS_KEY}</kbd>}
        <HallStatus />
        <SyncStatus sync={health.sync} />
      </div>
    </footer>
  );
}

/** What is asked here, now and once it was left unanswered elsewhere. */
function useAsked(health: Health | null): UndecidedPaper[] {
  const now = useNow(10_000);
  const firstSeen = useRef(new Map<string, number>());
  const papers = health === null ? [] : undecidedPapers(health);
  const ids = new Set(papers.map(({ job }) => job.id));
  for (const id of firstSeen.current.keys()) if (!ids.has(id)) firstSeen.current.delete(id);
  for (const id of ids) if (!firstSeen.current.has(id)) firstSeen.current.set(id, Date.now());
  return askedHere(papers, firstSeen.current, now);
}

/** Why an answer to a question here could not be carried out. */
function Refused() {
  const { t } = useTexts();
  const { failure, forgetFailure } = usePrintActions();
  const isOpen = useDialogs(({ dialog }) => dialog?.kind === "printers");
  // The dialog says it itself.
  if (failure === null || isOpen) return null;
  return (
    <div className="doubt" role="alert" data-testid="print-refused">
      <strong>{failureText(t, failure)}</strong>
      <Button size="compact-md" variant="light" onClick={forgetFailure}>
        {t("printers.understood")}
      </Button>
    </div>
  );
}

/** Each printer in a few words; of many, those that need somebody first, and the others as a number. */
function PrinterStatuses({ printers }: { printers: readonly PlacedPrinter[] }) {
  const { t } = useTexts();
  const open = useDialogs((state) => state.open);
  const shown = printers.length <= NAMED ? printers : byUrgency(printers).slice(0, NAMED - 1);
  const others = byUrgency(printers.filter((printer) => !shown.includes(printer)));
  const [worst] = others;
  return (
    <>
      {shown.map((printer) => (
        <button
          type="button"
          key={`${printer.where?.pc}/${printer.id}`}
          className="status-item status-button status-printer"
          data-testid={printer.where === null ? "printer-condition" : "printer-elsewhere"}
          data-condition={printer.condition}
          data-pending={printer.pending}
          onClick={() => open({ kind: "printers" })}
        >
          <i className={`lamp lamp-${lampOf(printer)}`} aria-hidden />
          <b>
            {printer.where === null
              ? printer.name
              : t("printers.ofPc", { printer: printer.name, pc: printer.where.name })}
          </b>
          <span>
            {printer.condition === "ready" && isLow(printer)
              ? t("print.condition.paperNearEnd")
              : t(`print.condition.${printer.condition}`)}
            {printer.pending === 0 ? null : ` · ${t("print.pending", { n: printer.pending })}`}
          </span>
        </button>
      ))}
      {worst === undefined ? null : (
        <button
          type="button"
          className="status-item status-button"
          onClick={() => open({ kind: "printers" })}
        >
          <i className={`lamp lamp-${lampOf(worst)}`} aria-hidden />
          {t("printers.others", { n: others.length })}
        </button>
      )}
    </>
  );
}

/** Where the queue is kept, for a PC that is one of several. */
function HallStatus() {
  const { t } = useTexts();
  const hall = useHall((state) => state.hall);
  const open = useDialogs((state) => state.open);
  if (hall === null || !hall.enabled) return null;
  return (
    <button
      type="button"
      className="status-item status-button"
      data-testid="hall-status"
      data-link={hall.link}
      onClick={() => open({ kind: "hall" })}
    >
      <i className={`lamp lamp-${hall.link === "lost" ? "bad" : "good"}`} aria-hidden />
      <b>{t("hall.title")}</b>{" "}
      {hall.role === "host"
        ? t("hall.thisPc")
        : hall.link === "lost"
          ? t("hall.lost", { host: hall.host.name })
          : hall.host.name}
    </button>
  );
}

function SyncStatus({ sync }: { sync: SyncState }) {
  const { t } = useTexts();
  const open = useDialogs((state) => state.open);
  const [busy, setBusy] = useState(false);
  const waiting = sync.lastSeq - sync.ackedSeq;
  const good = sync.state === "idle" && waiting === 0;
  return (
    <span
      className="status-item status-sync"
      data-testid="sync-state"
      data-state={sync.state}
      data-waiting={waiting}
    >
      <i className={`lamp lamp-${good ? "good" : sync.state === "stopped" ? "bad" : "look"}`} aria-hidden />
      <button
        type="button"
        className="status-open"
        data-testid="sync-open"
        onClick={() => open({ kind: "sync" })}
      >
        <b>{t("sync.title")}</b> {syncText(t, sync, waiting)} <kbd>Ctrl G</kbd>
      </button>
      {sync.lastSuccessAt === null ? null : (
        <small>{t("sync.lastSuccess", { time: clockOf(sync.lastSuccessAt) })}</small>
      )}
      {good || sync.district === null ? null : (
        <Button
          size="compact-sm"
          variant="light"
          loading={busy}
          data-testid="sync-now"
          onClick={async () => {
            setBusy(true);
            await station.sync.now().catch(() => undefined);
            setBusy(false);
          }}
        >
          {t("sync.now")}
        </Button>
      )}
    </span>
  );
}

function syncText(t: Translate, sync: SyncState, waiting: number): string {
  if (sync.district === null) return t("sync.none");
  if (sync.state === "stopped" && sync.lastError !== null)
    return t("sync.stopped", { reason: failureText(t, sync.lastError) });
  if (sync.state === "waiting") return t("sync.waiting", { n: waiting });
  if (sync.state === "sending") return t("sync.sending", { n: waiting });
  return waiting === 0 ? t("sync.idle") : t("sync.pending", { n: waiting });
}
