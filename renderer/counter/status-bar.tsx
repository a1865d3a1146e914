import { Button } from "@mantine/core";
import { useState } from "react";
import type { PrintJob, SyncState } from "../../contract/entities.ts";
import { station, useHealth } from "../ui/connection.ts";
import { asFailure, type Failure, failureText } from "../ui/errors.ts";
import { clockOf } from "../ui/format.ts";
import { type Translate, useTexts } from "../ui/i18n/index.ts";
import { useDialogs } from "./dialogs.ts";
import { useHall } from "./hall-dialog.tsx";
import { session } from "./session.ts";

/** Printer and sync at one glance, and the papers that only a person can decide on. */
export function StatusBar() {
  const { t } = useTexts();
  const health = useHealth((state) => state.health);
  if (health === null) return <footer className="status" />;
  const doubtful = health.openJobs.filter((job) => job.state === "unknown" || job.state === "failed");
  return (
    <footer className="status">
      {doubtful.map((job) => (
        <Doubt key={job.id} job={job} />
      ))}
      <div className="status-line">
        {health.printers.length === 0 ? <span>{t("print.none")}</span> : null}
        {health.printers.map((printer) => (
          <span
            key={printer.id}
            className="status-item"
            data-testid="printer-condition"
            data-condition={printer.condition}
            data-pending={printer.pending}
          >
            <i className={`lamp lamp-${lampOf(printer.condition)}`} aria-hidden />
            <b>{printer.name}</b> {t(`print.condition.${printer.condition}`)}
            {printer.pending === 0 ? null : ` · ${t("print.pending", { n: printer.pending })}`}
          </span>
        ))}
        <HallStatus />
        <SyncStatus sync={health.sync} />
      </div>
    </footer>
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
      className="status-item status-hall"
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

/** A paper of which nobody but the person beside the printer can say whether it came out. */
function Doubt({ job }: { job: PrintJob }) {
  const { t } = useTexts();
  const [failure, setFailure] = useState<Failure | null>(null);
  const settle = async (cameOut: boolean) => {
    await station.printing
      .settle({ session: session(), id: job.id, cameOut })
      .catch((error) => setFailure(asFailure(error)));
  };
  return (
    <div className="doubt" role="alert">
      <strong>{t("print.ask", { paper: t(`print.kind.${job.kind}`), title: job.title })}</strong>
      {failure === null ? null : <span>{failureText(t, failure)}</span>}
      <Button size="compact-md" data-testid={`settle-yes-${job.title}`} onClick={() => void settle(true)}>
        {t("print.cameOut")}
      </Button>
      <Button
        size="compact-md"
        variant="light"
        data-testid={`settle-no-${job.title}`}
        onClick={() => void settle(false)}
      >
        {t("print.notOut")}
      </Button>
    </div>
  );
}

function lampOf(condition: string): "good" | "look" | "bad" {
  if (condition === "ready") return "good";
  return condition === "paperNearEnd" || condition === "unknown" ? "look" : "bad";
}
