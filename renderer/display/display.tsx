import { useEffect } from "react";
import type { Board, Call } from "../../contract/queue.ts";
import { officeDay } from "../../contract/time.ts";
import { useBoard, useConnection, watchBoard } from "../ui/connection.ts";
import { clockOf, longDay } from "../ui/format.ts";
import { StationGate, useNow } from "../ui/frame.tsx";
import { useTexts } from "../ui/i18n/index.ts";
import "./display.css";
import { useAnnouncements, useVoice } from "./voice/use-voice.ts";

export default function DisplayWindow() {
  useEffect(() => watchBoard(), []);
  const board = useBoard((state) => state.board);
  useAnnouncements(board, useTexts().language);
  return (
    <>
      <StationGate help="link.faultHelp">
        <Display board={board} />
      </StationGate>
      <SoundNotice />
    </>
  );
}

function Display({ board }: { board: Board | null }) {
  const speaking = useVoice((voice) => voice.speaking);
  const latest = board?.calls[0] ?? null;
  return (
    <main className="display" data-testid="display" data-speaking={speaking}>
      <Heading board={board} />
      <section className="display-body">
        <LatestCall call={latest} />
        <Counters board={board} />
      </section>
      <Announcement board={board} />
    </main>
  );
}

/** The office's one line, where it has something to say. */
function Announcement({ board }: { board: Board | null }) {
  const { own } = useTexts();
  const text = board?.announcement ?? null;
  if (text === null) return null;
  return (
    <footer className="display-announcement" data-testid="announcement">
      {own(text)}
    </footer>
  );
}

/** Browsers keep back sound until somebody touches the page; the app itself never does. */
function SoundNotice() {
  const { t } = useTexts();
  const blocked = useVoice((voice) => voice.soundBlocked);
  if (!blocked) return null;
  return (
    <p className="display-sound" role="status" data-testid="sound-blocked">
      {t("display.soundBlocked")}
    </p>
  );
}

function Heading({ board }: { board: Board | null }) {
  const { t, own, language } = useTexts();
  const office = useConnection((connection) => connection.hello?.station ?? null);
  const now = useNow();
  const waiting = (board?.groups ?? []).reduce((sum, group) => sum + group.waiting, 0);
  return (
    <header className="display-head">
      <div>
        <p>{office === null ? "" : own(office.office)}</p>
        <h1>{office === null ? "" : own(office.name)}</h1>
      </div>
      <p className="display-waiting">{t("display.waitingTotal", { n: waiting })}</p>
      <div className="display-clock">
        <strong>{clockOf(now)}</strong>
        <span>{longDay(officeDay(now), language)}</span>
      </div>
    </header>
  );
}

function LatestCall({ call }: { call: Call | null }) {
  const { t } = useTexts();
  if (call === null) {
    return (
      <div className="display-latest display-latest-empty">
        <p>{t("display.nobody")}</p>
      </div>
    );
  }
  return (
    // A new key for each call: the number shows itself anew.
    <div className="display-latest" key={`${call.ticket}-${call.calledAt}`} aria-live="assertive">
      <p className="display-title">{t("display.number")}</p>
      <p className="display-label" data-testid="call-label">
        {call.label}
      </p>
      {call.priority === null ? null : <p className="display-priority">{t("priority.sign")}</p>}
      <p className="display-title">{t("display.toCounter")}</p>
      <p className="display-counter" data-testid="call-counter">
        {call.counterNumber}
      </p>
    </div>
  );
}

function Counters({ board }: { board: Board | null }) {
  const { t, own } = useTexts();
  return (
    <ol className="display-counters">
      {(board?.counters ?? []).map(({ counter, staff, current }) => (
        <li key={counter.id} className={current === null ? "display-row" : "display-row display-row-busy"}>
          <span className="display-row-number">
            <small>{t("display.counter")}</small>
            {counter.number}
          </span>
          <span className="display-row-name">{own(counter.name)}</span>
          {current === null ? (
            <span className="display-row-idle">
              {staff === null ? t("display.closed") : t("display.free")}
            </span>
          ) : (
            <strong className="display-row-label" data-testid={`counter-${counter.id}-label`}>
              {current.label}
            </strong>
          )}
        </li>
      ))}
    </ol>
  );
}
