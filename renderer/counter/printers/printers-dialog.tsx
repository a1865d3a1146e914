import { Button } from "@mantine/core";
import { useEffect } from "react";
import { undecidedStates } from "../../../contract/entities.ts";
import type { Health } from "../../../contract/station.ts";
import { useHealth } from "../../ui/connection.ts";
import { failureText } from "../../ui/errors.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { CounterModal } from "../counter-modal.tsx";
import { usePrintActions } from "./actions.ts";
import {
  byUrgency,
  lampOf,
  type PlacedPrinter,
  placedPrinters,
  type UndecidedPaper,
  undecidedPapers,
} from "./condition.ts";
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
  const undecided = health === null ? [] : undecidedPapers(health, health.elsewhere);
  useAnswers(undecided[0]);
  if (health === null) return null;
  const own = placedPrinters(health, []);
  const others = health.elsewhere.filter(({ printers }) => printers.length > 0);
  return (
    <CounterModal title={t("printers.title")} size="78rem">
      <div className="printers" data-testid="printers">
        {failure === null ? null : (
          <p className="notice notice-danger" role="alert">
            {failureText(t, failure)}
          </p>
        )}
        <Summary health={health} />
        <Undecided papers={undecided} />
        {others.length === 0 ? null : <h3 className="printers-of">{t("printers.here")}</h3>}
        {health.printers.length > 0 ? null : (
          <p className="printers-none">
            <strong>{t("print.none")}</strong>
            <span>{t("printers.noneHelp")}</span>
          </p>
        )}
        <Cards printers={own} first />
        {others.map(({ printers, ...where }) => (
          <section key={where.pc} className="printers-elsewhere" data-testid={`printers-of-${where.name}`}>
            <h3 className="printers-of">
              {t("printers.at", { pc: where.name })}
              {where.attended ? null : <small>{t("printers.unattended")}</small>}
            </h3>
            <Cards printers={printers.map((printer) => ({ ...printer, where }))} />
          </section>
        ))}
        <div className="papers-pair">
          <Waiting health={health} />
          <Finished health={health} />
        </div>
      </div>
    </CounterModal>
  );
}

function Cards({ printers, first = false }: { printers: readonly PlacedPrinter[]; first?: boolean }) {
  return (
    <ul className="printer-cards">
      {byUrgency(printers).map((printer, index) => (
        <PrinterCard key={printer.id} printer={printer} first={first && index === 0} />
      ))}
    </ul>
  );
}

/** The whole hall in one line: how many print, how many do not, what waits. */
function Summary({ health }: { health: Health }) {
  const { t } = useTexts();
  const { openJobs } = health;
  const printers = placedPrinters(health, health.elsewhere);
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

function Undecided({ papers }: { papers: readonly UndecidedPaper[] }) {
  const { t } = useTexts();
  const cancel = usePrintActions((state) => state.cancel);
  const expired = papers.filter(({ job }) => job.state === "expired");
  if (papers.length === 0) return null;
  return (
    <section className="undecided">
      <div className="undecided-head">
        <h3>{t("printers.undecided", { n: papers.length })}</h3>
        {expired.length < 2 ? null : (
          <Button
            size="compact-md"
            variant="light"
            color="brick"
            data-testid="drop-expired"
            onClick={() =>
              void Promise.all(expired.map(({ job, where }) => cancel(job.id, where?.pc ?? null)))
            }
          >
            {t("printers.dropExpired", { n: expired.length })}
          </Button>
        )}
      </div>
      {papers.slice(0, SHOWN).map((paper, index) => (
        <Question key={paper.job.id} paper={paper} keys={index === 0} />
      ))}
    </section>
  );
}

/** The first question is answered by its digits, unless something is being typed. */
function useAnswers(paper: UndecidedPaper | undefined): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (paper === undefined || event.target instanceof HTMLInputElement) return;
      const act = answerByKey(paper, event.key);
      if (act === null) return;
      event.preventDefault();
      void act();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [paper]);
}
