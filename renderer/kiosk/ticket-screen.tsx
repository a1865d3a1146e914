import { IconPrinter, IconPrinterOff } from "@tabler/icons-react";
import { useEffect } from "react";
import { officeDay } from "../../contract/time.ts";
import { useBoard, useConnection } from "../ui/connection.ts";
import { clockOf, shortDay } from "../ui/format.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { useNow } from "../ui/use-now.ts";
import { QrCode } from "./qr-code.tsx";
import { ScreenFrame } from "./screen-frame.tsx";
import { useKiosk } from "./store.ts";
import "./ticket.css";
import { aboutWait } from "./words.ts";

/** How long a ticket stays on the screen: enough to read it, not so long that the next one has to wait. */
const TICKET_SECONDS = 12;
/** Whoever reads slowly, or listens, gets more; and without its paper a citizen needs time to take a photo. */
const LONGER_SECONDS = 40;
const PAPER_PATIENCE_MS = 5000;

/** The number, and what becomes of its paper. */
export function TicketScreen() {
  const { t, own } = useTexts();
  const { taken, printing, largeText, voice, followPrinting, restart, leave, touchedAt } = useKiosk();
  const note = useBoard(({ board }) => board?.texts.ticketNote);
  const office = useConnection(({ hello }) => hello?.station ?? null);
  const entry = useBoard(({ board }) =>
    board?.groups.find(({ group }) => group.id === taken?.ticket.serviceGroup),
  );
  const now = useNow(500);
  const printed = printing === "printed";
  const noPaper =
    !printed && (now - touchedAt > PAPER_PATIENCE_MS || printing === "unknown" || printing === "failed");
  const seconds = noPaper || largeText || voice ? LONGER_SECONDS : TICKET_SECONDS;
  // The clock that is shown may be a little older than the last touch.
  const left = Math.min(seconds, seconds - Math.floor((now - touchedAt) / 1000));
  useEffect(() => {
    if (printed) return;
    const timer = setInterval(() => void followPrinting(), 400);
    return () => clearInterval(timer);
  }, [printed, followPrinting]);
  useEffect(() => {
    if (left <= 0) leave();
  }, [left, leave]);
  if (taken === null) return null;
  const { ticket, waitingBefore } = taken;
  const about = waitingBefore === 0 ? null : aboutWait(t, ticket.estimatedSeconds);
  return (
    <ScreenFrame title={<TicketNumber label={ticket.label} />} back={false} className="kiosk-ticket">
      {ticket.priority === null ? null : <p className="kiosk-ticket-priority">{t("priority.sign")}</p>}
      <div className="kiosk-ticket-facts" aria-live="polite">
        <p data-testid="waiting-before">
          {waitingBefore === 0 ? t("kiosk.next") : t("kiosk.before", { count: waitingBefore })}
        </p>
        {about === null ? null : <p className="kiosk-ticket-wait">{t("kiosk.yourWait", { about })}</p>}
        {noPaper ? (
          <div className="kiosk-paper kiosk-paper-missing" data-testid="no-paper">
            <QrCode
              text={t("kiosk.keepText", {
                label: ticket.label,
                group: entry === undefined ? "" : own(entry.group.name),
                office: office === null ? "" : `${own(office.name)}, ${own(office.office)}`,
                time: `${clockOf(ticket.issuedAt)}, ${shortDay(officeDay(ticket.issuedAt))}`,
              })}
              name={t("kiosk.keepCode", { label: ticket.label })}
              testId="ticket-qr"
            />
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
        <p className="kiosk-advice">{note === undefined ? t("kiosk.advice") : own(note)}</p>
      </div>
      <button type="button" className="kiosk-primary" data-testid="kiosk-done" onClick={restart}>
        <span>
          {t("kiosk.done")} <span aria-hidden>({Math.max(0, left)})</span>
        </span>
      </button>
    </ScreenFrame>
  );
}

function TicketNumber({ label }: { label: string }) {
  const { t } = useTexts();
  return (
    <>
      <span className="kiosk-ticket-title">{t("kiosk.yourNumber")} </span>
      <span className="kiosk-ticket-label" data-testid="ticket-label">
        {label}
      </span>
    </>
  );
}
