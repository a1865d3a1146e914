import { Button } from "@mantine/core";
import { useEffect } from "react";
import { type PrintJob, undecidedStates } from "../../../contract/entities.ts";
import { useHealth } from "../../ui/connection.ts";
import { failureText } from "../../ui/errors.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { CounterModal } from "../counter-modal.tsx";
import { usePrintActions } from "./actions.ts";
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
        <Undecided jobs={undecided} />
        {health.printers.length === 0 ? <p>{t("print.none")}</p> : null}
        <ul className="printer-cards">
          {health.printers.map((printer, index) => (
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
