import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { SyncState } from "../../contract/entities.ts";
import { officeDay } from "../../contract/time.ts";
import { station, useHealth } from "../ui/connection.ts";
import { failureText } from "../ui/errors.ts";
import { clockOf, shortDay } from "../ui/format.ts";
import { type Translate, useTexts } from "../ui/i18n/index.ts";
import { useNow } from "../ui/use-now.ts";
import { CounterModal } from "./counter-modal.tsx";

/** From here on a clerk should set the clock: papers would carry a wrong minute. */
const CLOCK_TOLERANCE_MS = 60_000;

/** What the district has and what waits, since when and why: live, in plain words, with a button to try now. */
export function SyncDialog() {
  const { t } = useTexts();
  const sync = useHealth((state) => state.health?.sync);
  if (sync === undefined) return null;
  return (
    <CounterModal title={t("sync.title")} size="xl">
      <p className="dialog-help">{t("sync.explain")}</p>
      <Facts sync={sync} />
      {sync.district === null ? null : <TryNow />}
    </CounterModal>
  );
}

function Facts({ sync }: { sync: SyncState }) {
  const { t } = useTexts();
  const now = useNow(1000);
  const waiting = sync.lastSeq - sync.ackedSeq;
  const time = (instant: string) => timeText(instant, now);
  return (
    <dl className="sync-facts" data-testid="sync-facts">
      <Fact title={t("sync.connection")} lamp={sync.district === null ? "look" : null}>
        {sync.district ?? t("sync.none")}
      </Fact>
      <Fact title={t("sync.entries")} lamp={waiting === 0 ? "good" : "look"} id="sync-entries">
        {waitingText(t, sync, time)}
      </Fact>
      <Fact title={t("sync.files")} lamp={sync.attachmentsWaiting === 0 ? "good" : "look"} id="sync-files">
        {sync.attachmentsWaiting === 0
          ? t("sync.filesNone")
          : t("sync.filesN", { n: sync.attachmentsWaiting })}
      </Fact>
      <Fact title={t("sync.lastTime")} lamp={null}>
        {sync.lastSuccessAt === null ? t("sync.never") : time(sync.lastSuccessAt)}
      </Fact>
      <Fact title={t("sync.problem")} lamp={problemLamp(sync)} id="sync-problem">
        {sync.lastError === null ? t("sync.problemNone") : failureText(t, sync.lastError)}
      </Fact>
      {sync.nextTryAt === null ? null : (
        <Fact title={t("sync.nextTry")} lamp={null}>
          {time(sync.nextTryAt)}
        </Fact>
      )}
      <Fact title={t("sync.clock")} lamp={clockLamp(sync)} id="sync-clock">
        {clockText(t, sync.clockAheadMs)}
      </Fact>
      {sync.unappliedItems === 0 ? null : (
        <Fact title={t("sync.unapplied")} lamp="look">
          {t("sync.unappliedN", { n: sync.unappliedItems })}
        </Fact>
      )}
      {sync.epoch === 1 ? null : (
        <Fact title={t("sync.epoch")} lamp="look">
          {t("sync.epochN", { n: sync.epoch })}
        </Fact>
      )}
    </dl>
  );
}

type Lamp = "good" | "look" | "bad";

function Fact(props: { title: string; lamp: Lamp | null; id?: string; children: ReactNode }) {
  return (
    <div>
      <dt>{props.title}</dt>
      <dd data-testid={props.id} data-lamp={props.lamp}>
        <i className={props.lamp === null ? "lamp" : `lamp lamp-${props.lamp}`} aria-hidden />
        <span>{props.children}</span>
      </dd>
    </div>
  );
}

function TryNow() {
  const { t } = useTexts();
  const [busy, setBusy] = useState(false);
  return (
    <Button
      size="lg"
      loading={busy}
      data-testid="sync-dialog-now"
      data-autofocus
      onClick={async () => {
        setBusy(true);
        await station.sync.now().catch(() => undefined);
        setBusy(false);
      }}
    >
      {t("sync.now")}
    </Button>
  );
}

function waitingText(t: Translate, sync: SyncState, time: (instant: string) => string): string {
  const n = sync.lastSeq - sync.ackedSeq;
  if (n === 0) return t("sync.entriesNone");
  // What was done this moment has been counted, and not looked at yet.
  return sync.waitingSince === null
    ? t("sync.pending", { n })
    : t("sync.since", { n, time: time(sync.waitingSince) });
}

function problemLamp({ lastError, state }: SyncState): Lamp {
  if (lastError === null) return "good";
  return state === "stopped" ? "bad" : "look";
}

function clockLamp({ clockAheadMs }: SyncState): Lamp | null {
  if (clockAheadMs === null) return null;
  return Math.abs(clockAheadMs) > CLOCK_TOLERANCE_MS ? "bad" : "good";
}

function clockText(t: Translate, aheadMs: number | null): string {
  if (aheadMs === null) return t("sync.clockUnknown");
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  if (Math.abs(aheadMs) <= CLOCK_TOLERANCE_MS) return t("sync.clockGood");
  return aheadMs > 0 ? t("sync.clockAhead", { n: seconds }) : t("sync.clockBehind", { n: seconds });
}

/** The minute today, with the day where it is another. */
function timeText(instant: string, now: number): string {
  const day = officeDay(instant);
  return day === officeDay(now) ? clockOf(instant) : `${clockOf(instant)} ${shortDay(day)}`;
}
