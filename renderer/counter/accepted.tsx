import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { PrintJob } from "../../contract/entities.ts";
import { officeDay } from "../../contract/time.ts";
import { station } from "../ui/connection.ts";
import { clockOf, longDay } from "../ui/format.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { currentTicket, useDesk } from "./desk.ts";
import { useIntake } from "./intake-store.ts";
import { session } from "./session.ts";

const settled = new Set(["printed", "cancelled"]);

/** The dossier is in: its code, its day, and what becomes of its receipt. */
export function Accepted() {
  const { t, language } = useTexts();
  const { accepted, clear } = useIntake();
  const { here, callNext } = useDesk();
  const next = useRef<HTMLButtonElement>(null);
  const job = useJob(accepted?.printJob ?? null);
  useEffect(() => next.current?.focus(), []);
  if (accepted === null) return null;
  const { dossier } = accepted;
  return (
    <section className="accepted" data-testid="accepted">
      <div className="accepted-card" aria-live="polite">
        <p className="accepted-title">{t("intake.accepted")}</p>
        <p>{t("intake.code")}</p>
        <strong className="accepted-code" data-testid="dossier-code">
          {dossier.code}
        </strong>
        <p className="accepted-name">{dossier.applicant.fullName}</p>
        <p>{dossier.procedureName}</p>
        <p className="accepted-due">
          {t("intake.due")}:{" "}
          <strong>
            {t("intake.dueAt", {
              clock: clockOf(dossier.appointment.dueAt),
              day: longDay(officeDay(dossier.appointment.dueAt), language),
            })}
          </strong>
        </p>
        <p className="accepted-paper" data-testid="receipt-state" data-state={job?.state ?? "queued"}>
          {t("print.kind.receipt")}: {t(`print.state.${job?.state ?? "queued"}`)}
          {job !== null && settled.has(job.state) ? (
            <Button
              variant="subtle"
              size="compact-md"
              data-testid="print-again"
              onClick={() =>
                void station.printing.again({ session: session(), id: job.id }).catch(() => undefined)
              }
            >
              {t("print.again")}
            </Button>
          ) : null}
        </p>
        <div className="accepted-next">
          <Button ref={next} size="md" onClick={() => clear()} data-testid="intake-next">
            {t("intake.next")}
          </Button>
          <Button size="md" variant="light" onClick={() => clear(true)} data-testid="intake-next-same">
            {t("intake.nextSame")}
          </Button>
          {currentTicket() === null ? null : (
            <Button
              size="md"
              variant="light"
              data-testid="finish-and-next"
              onClick={async () => {
                clear();
                await here("served");
                await callNext();
              }}
            >
              {t("intake.finishTicket")}
            </Button>
          )}
        </div>
      </div>
    </section>
  );
}

/** The print job, looked at until its paper is out. */
function useJob(id: string | null): PrintJob | null {
  const [job, setJob] = useState<PrintJob | null>(null);
  useEffect(() => {
    if (id === null) return;
    const look = async () => {
      const found = await station.printing.job({ id }).catch(() => null);
      if (found !== null) setJob(found);
      if (found !== null && settled.has(found.state)) clearInterval(timer);
    };
    const timer = setInterval(() => void look(), 500);
    void look();
    return () => clearInterval(timer);
  }, [id]);
  return job;
}
