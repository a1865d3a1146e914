import { Button } from "@mantine/core";
import { useEffect } from "react";
import { type PrintJob, undecidedStates } from "../../../contract/entities.ts";
import type { Health } from "../../../contract/station.ts";
import { useHealth } from "../../ui/connection.ts";
import { failureText } from "../../ui/errors.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { CounterModal } from "../counter-modal.tsx";
import { usePrintActions } from "./actions.ts";
import { byUrgency, lampOf } from "./condition.ts";
import { Finished, Waiting } from "./papers-lists.tsx";
import { PrinterCard } from "./printer-card.tsx";
import "./printers.css";
import { answerByKey, Question } from "./question.tsx";

/** How many questions stand below each other; the next follow when these are answered. */
const SHOWN = 6;

/** Every printer at one glance, what waits and what only a person can decide. */
export function PrintersDialog() {
  const { t } = useTexts();
  const health = useHealth((state) => state.health);
  const failure = usePrintActions((state) => state.failure);
  const undecided = (health?.openJobs ?? []).filter((job) => undecidedStates.includes(job.state));
  useAnswers(undecided[0]);
  if (health === null) return null;
  return (
    <CounterModal title={t("printers.title")} size="78rem">
      <div className="printers" data-testid="printers">
        {failure === null ? null : (
          <p className="notice notice-danger" role="alert">
            {failureText(t, failure)}
          </p>
        )}
        <Summary health={health} />
        <Undecided jobs={undecided} />
        {health.printers.length > 0 ? null : (
          <p className="printers-none">
            <strong>{t("print.none")}</strong>
            <span>{t("printers.noneHelp")}</span>
          </p>
        )}
        <ul className="printer-cards">
          {byUrgency(health.printers).map((printer, index) => (
            <PrinterCard key={printer.id} printer={printer} first={index === 0} />
          ))}
        </ul>
        <div className="papers-pair">
          <Waiting health={health} />
          <Finished health={health} />
        </div>
      </div>
    </CounterModal>
  );
}

/** The whole hall in one line: how many print, how many do not, what waits. */
function Summary({ health }: { health: Health }) {
  const { t } = useTexts();
  const { printers, openJobs } = health;
  const count = (lamp: ReturnType<typeof lampOf>) =>
    printers.filter((printer) => lampOf(printer) === lamp).length;
  const lamps = [
    { lamp: "bad", text: "printers.summaryBad" },
    { lamp: "look", text: "printers.summaryLook" },
    { lamp: "good", text: "printers.summaryGood" },
  ] as const;
  const waiting = openJobs.filter((job) => !undecidedStates.includes(job.state)).length;
  return (
    <p className="printers-summary" role="status">
      {lamps.map(({ lamp, text }) =>
        count(lamp) === 0 ? null : (
          <span key={lamp}>
            <i className={`lamp lamp-${lamp}`} aria-hidden />
            {t(text, { n: count(lamp) })}
          </span>
        ),
      )}
      {waiting === 0 ? null : <span>{t("printers.summaryWaiting", { n: waiting })}</span>}
    </p>
  );
}

function Undecided({ jobs }: { jobs: readonly PrintJob[] }) {
  const { t } = useTexts();
  const cancel = usePrintActions((state) => state.cancel);
  const expired = jobs.filter((job) => job.state === "expired");
  if (jobs.length === 0) return null;
  return (
    <section className="undecided">
      <div className="undecided-head">
        <h3>{t("printers.undecided", { n: jobs.length })}</h3>
        {expired.length < 2 ? null : (
          <Button
            size="compact-md"
            variant="light"
            color="brick"
            data-testid="drop-expired"
            onClick={() => void Promise.all(expired.map((job) => cancel(job.id)))}
          >
            {t("printers.dropExpired", { n: expired.length })}
          </Button>
        )}
      </div>
      {jobs.slice(0, SHOWN).map((job, index) => (
        <Question key={job.id} job={job} keys={index === 0} />
      ))}
    </section>
  );
}

/** The first question is answered by its digits, unless something is being typed. */
function useAnswers(job: PrintJob | undefined): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (job === undefined || event.target instanceof HTMLInputElement) return;
      const act = answerByKey(job, event.key);
      if (act === null) return;
      event.preventDefault();
      void act();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [job]);
}
