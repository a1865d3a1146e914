import { IconPrinter, IconPrinterOff, IconUserHeart } from "@tabler/icons-react";
import { toDataURL } from "qrcode";
import { useEffect, useRef, useState } from "react";
import { ticketQr } from "../../contract/paper-qr.ts";
import { prioritySchema } from "../../contract/queue.ts";
import { officeDay } from "../../contract/time.ts";
import { useBoard, useConnection, watchBoard } from "../ui/connection.ts";
import { failureText } from "../ui/errors.ts";
import { clockOf, longDay } from "../ui/format.ts";
import { LanguageSwitch, StationGate, useNow } from "../ui/frame.tsx";
import { useTexts } from "../ui/i18n/index.ts";
import { GroupIcon } from "./icons.tsx";
import "./kiosk.css";
import { useKiosk } from "./store.ts";

/** A kiosk that nobody touches goes back to its first screen. */
const IDLE_MS = 45_000;
/** How long a ticket stays on the screen: enough to read it, not so long that the next one has to wait. */
const TICKET_SECONDS = 12;
/** Without its paper a citizen needs time to take a photo. */
const NO_PAPER_SECONDS = 40;
const PAPER_PATIENCE_MS = 5000;

export default function KioskWindow() {
  useEffect(() => watchBoard(), []);
  return (
    <StationGate help="link.kioskHelp">
      <Kiosk />
    </StationGate>
  );
}

function Kiosk() {
  const { view, touchedAt, touch, restart } = useKiosk();
  const { language, setLanguage } = useTexts();
  const first = useRef(language);
  const now = useNow();
  useEffect(() => {
    if (view !== "start" || now - touchedAt <= IDLE_MS) return;
    restart();
    // The next one may not read the language of the last.
    if (language !== first.current) setLanguage(first.current);
  }, [view, now, touchedAt, restart, language, setLanguage]);
  return (
    <main className="kiosk" data-testid="kiosk" onPointerDown={touch} onKeyDown={touch}>
      <Heading now={now} />
      {view === "ticket" ? <TicketTaken /> : <Groups />}
      <footer className="kiosk-foot">
        <LanguageSwitch large />
      </footer>
    </main>
  );
}

function Heading({ now }: { now: number }) {
  const { own, language } = useTexts();
  const office = useConnection((connection) => connection.hello?.station ?? null);
  return (
    <header className="kiosk-head">
      <div>
        <p>{office === null ? "" : own(office.office)}</p>
        <h1>{office === null ? "" : own(office.name)}</h1>
      </div>
      <div className="kiosk-clock">
        <strong>{clockOf(now)}</strong>
        <span>{longDay(officeDay(now), language)}</span>
      </div>
    </header>
  );
}

function Groups() {
  const { t, own } = useTexts();
  const board = useBoard((state) => state.board);
  const { view, failure, take } = useKiosk();
  return (
    <section className="kiosk-body" aria-busy={view === "taking"}>
      <div className="kiosk-greeting">
        <h2>{t("kiosk.greeting")}</h2>
        <p>{view === "taking" ? t("kiosk.taking") : t("kiosk.hint")}</p>
      </div>
      {failure === null ? null : (
        <p className="kiosk-failure" role="alert">
          {failureText(t, failure)}
        </p>
      )}
      <div className="kiosk-groups">
        {(board?.groups ?? []).map(({ group, waiting }) => (
          <button
            key={group.id}
            type="button"
            className="kiosk-group"
            data-testid={`group-${group.id}`}
            disabled={!group.open || view === "taking"}
            onClick={() => void take(group.id)}
          >
            <span className="kiosk-group-icon">
              <GroupIcon name={group.icon} />
            </span>
            <span className="kiosk-group-text">
              <strong>{own(group.name)}</strong>
              <span>{own(group.hint)}</span>
            </span>
            <span className="kiosk-group-foot">
              <b>{group.letter}</b>
              <span>
                {group.open
                  ? waiting === 0
                    ? t("kiosk.nobody")
                    : t("kiosk.waiting", { n: waiting })
                  : t("kiosk.closed")}
              </span>
            </span>
          </button>
        ))}
      </div>
      <PriorityChoice />
    </section>
  );
}

function PriorityChoice() {
  const { t } = useTexts();
  const { priority, choosingPriority, choosePriority, setPriority } = useKiosk();
  return (
    <div className="kiosk-priority">
      <button
        type="button"
        data-testid="priority-toggle"
        aria-expanded={choosingPriority}
        aria-pressed={priority !== null}
        className="kiosk-priority-toggle"
        onClick={() => choosePriority(!choosingPriority)}
      >
        <IconUserHeart size="1.4em" stroke={1.7} aria-hidden />
        {priority === null
          ? t("kiosk.priorityAsk")
          : t("kiosk.priorityChosen", { kind: t(`priority.${priority}`) })}
      </button>
      {choosingPriority ? (
        <fieldset className="kiosk-priority-kinds">
          <legend>{t("kiosk.priorityPick")}</legend>
          {prioritySchema.options.map((kind) => (
            <button
              key={kind}
              type="button"
              data-testid={`priority-${kind}`}
              onClick={() => setPriority(kind)}
            >
              {t(`priority.${kind}`)}
            </button>
          ))}
          <button type="button" data-testid="priority-none" onClick={() => setPriority(null)}>
            {t("kiosk.priorityNone")}
          </button>
        </fieldset>
      ) : null}
    </div>
  );
}

function TicketTaken() {
  const { t } = useTexts();
  const { taken, printing, followPrinting, restart, touchedAt } = useKiosk();
  const now = useNow(500);
  const printed = printing === "printed";
  const noPaper =
    !printed && (now - touchedAt > PAPER_PATIENCE_MS || printing === "unknown" || printing === "failed");
  const left = (noPaper ? NO_PAPER_SECONDS : TICKET_SECONDS) - Math.floor((now - touchedAt) / 1000);
  useEffect(() => {
    if (printed) return;
    const timer = setInterval(() => void followPrinting(), 400);
    return () => clearInterval(timer);
  }, [printed, followPrinting]);
  useEffect(() => {
    if (left <= 0) restart();
  }, [left, restart]);
  if (taken === null) return null;
  const { ticket, waitingBefore } = taken;
  return (
    <section className="kiosk-body kiosk-ticket" aria-live="polite">
      <p className="kiosk-ticket-title">{t("kiosk.yourNumber")}</p>
      <p className="kiosk-ticket-label" data-testid="ticket-label">
        {ticket.label}
      </p>
      {ticket.priority === null ? null : <p className="kiosk-ticket-priority">{t("priority.sign")}</p>}
      <p className="kiosk-ticket-waiting" data-testid="waiting-before">
        {waitingBefore === 0 ? t("kiosk.next") : t("kiosk.before", { n: waitingBefore })}
      </p>
      {noPaper ? (
        <div className="kiosk-paper kiosk-paper-missing" data-testid="no-paper">
          <TicketQr id={ticket.id} label={ticket.label} />
          <p>
            <IconPrinterOff size="1.4em" stroke={1.7} aria-hidden /> {t("kiosk.noPaper")}
          </p>
        </div>
      ) : (
        <p className="kiosk-paper" data-testid="ticket-paper">
          <IconPrinter size="1.4em" stroke={1.7} aria-hidden />{" "}
          {printed ? t("kiosk.takePaper") : t("kiosk.printing")}
        </p>
      )}
      <p className="kiosk-advice">{t("kiosk.advice")}</p>
      <button type="button" className="kiosk-done" data-testid="kiosk-done" onClick={restart}>
        {t("kiosk.doneIn", { n: Math.max(0, left) })}
      </button>
    </section>
  );
}

/** The code that the paper would carry, to be kept as a photo. */
function TicketQr({ id, label }: { id: string; label: string }) {
  const [picture, setPicture] = useState<string | null>(null);
  useEffect(() => {
    void toDataURL(ticketQr({ id, label }), { margin: 1, scale: 6 }).then(setPicture);
  }, [id, label]);
  return picture === null ? null : <img src={picture} alt={label} />;
}
