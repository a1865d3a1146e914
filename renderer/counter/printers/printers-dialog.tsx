import { Button } from "@mantine/core";
import { useEffect, useRef } from "react";
import { undecidedStates } from "../../../contract/entities.ts";
import type { Health } from "../../../contract/station.ts";
import { useHealth } from "../../ui/connection.ts";
import { failureText } from "../../ui/errors.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { CounterModal } from "../counter-modal.tsx";
import { usePrintActions } from "./actions.ts";
import {
  byUrgency,
  isOurs,
  lampOf,
  otherPcs,
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
  const forgetFailure = usePrintActions((state) => state.forgetFailure);
  const undecided = health === null ? [] : undecidedPapers(health);
  const [first] = undecided;
  // A colleague who is asked there answers there; here only by a click that is meant.
  useAnswers(first !== undefined && isOurs(first.where) ? first : undefined);
  useEffect(() => forgetFailure, [forgetFailure]);
  if (health === null) return null;
  const printers = placedPrinters(health);
  const others = otherPcs(health);
  return (
    <CounterModal title={t("printers.title")} size="78rem">
      <div className="printers" data-testid="printers">
        {failure === null ? null : (
          <p className="notice notice-danger" role="alert">
            {failureText(t, failure)}
          </p>
        )}
        <Summary health={health} printers={printers} />
        <Undecided papers={undecided} />
        {others.length === 0 ? null : <h3 className="printers-of">{t("printers.here")}</h3>}
        {health.printers.length > 0 ? null : (
          <p className="printers-none">
            <strong>{t("print.none")}</strong>
            <span>{t("printers.noneHelp")}</span>
          </p>
        )}
        <Cards printers={printers.filter(({ where }) => where === null)} first />
        {others.map(({ pc, name, attended }) => (
          <section key={pc} className="printers-elsewhere" data-testid={`printers-of-${name}`}>
            <h3 className="printers-of">
              {t("printers.at", { pc: name })}
              {attended ? null : <small>{t("printers.unattended")}</small>}
            </h3>
            <Cards printers={printers.filter(({ where }) => where?.pc === pc)} />
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
function Summary({ health, printers }: { health: Health; printers: readonly PlacedPrinter[] }) {
  const { t } = useTexts();
  const count = (lamp: ReturnType<typeof lampOf>) =>
    printers.filter((printer) => lampOf(printer) === lamp).length;
  const lamps = [
    { lamp: "bad", text: "printers.summaryBad" },
    { lamp: "look", text: "printers.summaryLook" },
    { lamp: "good", text: "printers.summaryGood" },
  ] as const;
  const here = health.openJobs.filter((job) => !undecidedStates.includes(job.state)).length;
  // Of the others only the undecided papers are known one by one.
  const pending = printers.reduce((sum, printer) => sum + (printer.where === null ? 0 : printer.pending), 0);
  const there = pending - health.elsewhere.flatMap(({ undecided }) => undecided).length;
  const waiting = here + Math.max(0, there);
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
  const expired = papers.filter(({ job, where }) => job.state === "expired" && isOurs(where));
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
            onClick={() => void Promise.all(expired.map(({ job, where }) => cancel(job.id, where)))}
          >
            {t("printers.dropExpired", { n: expired.length })}
          </Button>
        )}
      </div>
      {papers.slice(0, SHOWN).map((paper, index) => (
        <Question key={paper.job.id} paper={paper} keys={index === 0 && isOurs(paper.where)} />
      ))}
    </section>
  );
}

/** A question that comes up under the finger was not read; the one with which the dialog was opened was. */
const READ_MS = 700;

/** The first question is answered by its digits, unless something is being typed. */
function useAnswers(paper: UndecidedPaper | undefined): void {
  const latest = useRef(paper);
  latest.current = paper;
  const id = paper?.job.id;
  const opened = useRef(id);
  useEffect(() => {
    if (id === undefined) return;
    const readable = opened.current === id ? 0 : Date.now() + READ_MS;
    const press = (event: KeyboardEvent) => {
      if (event.repeat || event.target instanceof HTMLInputElement || latest.current === undefined) return;
      const act = answerByKey(latest.current, event.key);
      if (act === null) return;
      event.preventDefault();
      if (Date.now() >= readable) void act();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [id]);
}
