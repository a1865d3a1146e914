import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { Dossier } from "../../contract/dossier.ts";
import type { PrintJob } from "../../contract/entities.ts";
import { officeDay } from "../../contract/time.ts";
import { station } from "../ui/connection.ts";
import { clockOf, longDay } from "../ui/format.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { CardListener } from "./card-listener.tsx";
import { currentTicket, useDesk } from "./desk.ts";
import { OpenForm } from "./forms/open-form.tsx";
import { type GivenNotice, type Keep, type Outcome, useIntake } from "./intake-store.ts";
import { session } from "./session.ts";

const settled = new Set(["printed", "cancelled", "kept"]);

/** Two presses within this time are one that slipped. */
const DOUBLE_PRESS_MS = 500;

/** What came of it: dossiers with their codes and days, or the paper that says why not; and what becomes of the papers. */
export function Accepted() {
  const { t } = useTexts();
  const { accepted, clear, scan } = useIntake();
  if (accepted === null) return null;
  return (
    <section className="accepted" data-testid="accepted">
      <CardListener
        onCard={(text) => {
          clear();
          void scan(text);
        }}
      />
      <div className="accepted-card" aria-live="polite">
        {accepted.kind === "notice" ? (
          <Notice {...accepted} />
        ) : accepted.dossiers.length === 1 && accepted.dossiers[0] !== undefined ? (
          <One dossier={accepted.dossiers[0]} printJob={accepted.printJobs[0] ?? null} />
        ) : (
          <Several accepted={accepted} />
        )}
        <Next accepted={accepted} label={t("intake.next")} />
      </div>
    </section>
  );
}

function One({ dossier, printJob }: { dossier: Dossier; printJob: string | null }) {
  const { t } = useTexts();
  return (
    <>
      <p className="accepted-title">{t("intake.accepted")}</p>
      <p>{t("intake.code")}</p>
      <strong className="accepted-code" data-testid="dossier-code">
        {dossier.code}
      </strong>
      <p className="accepted-name">{dossier.applicant.fullName}</p>
      <p>{dossier.procedureName}</p>
      <Promised dossier={dossier} />
      <Paper id={printJob} name={t("print.kind.receipt")} />
    </>
  );
}

function Several({ accepted }: { accepted: Extract<Outcome, { kind: "accepted" }> }) {
  const { t } = useTexts();
  const { dossiers, printJobs } = accepted;
  const [first] = dossiers;
  return (
    <>
      <p className="accepted-title" data-testid="accepted-several">
        {t("intake.acceptedSeveral", { n: dossiers.length })}
      </p>
      {first === undefined ? null : <p>{first.procedureName}</p>}
      {first === undefined ? null : <Promised dossier={first} />}
      <ol className="accepted-list">
        {dossiers.map((dossier, index) => (
          <li key={dossier.id}>
            <b data-testid="dossier-code">{dossier.code}</b>
            <span>{dossier.applicant.fullName}</span>
            <Paper id={printJobs[index] ?? null} name={t("print.kind.receipt")} />
          </li>
        ))}
      </ol>
    </>
  );
}

function Notice({
  notice,
  printJob,
  lodged,
}: {
  notice: GivenNotice;
  printJob: string | null;
  lodged: boolean;
}) {
  const { t } = useTexts();
  return (
    <>
      <p className="accepted-title accepted-title-notice">{t(`intake.notice.${notice.kind}Given`)}</p>
      <strong className="accepted-code" data-testid="notice-number">
        {notice.number}
      </strong>
      <p className="accepted-name">{notice.applicant.fullName}</p>
      <p>{notice.procedureName}</p>
      {notice.kind === "supplement" ? <p>{t(lodged ? "online.waits" : "intake.notice.kept")}</p> : null}
      {printJob === null ? null : <Paper id={printJob} name={t("intake.notice.paper")} />}
    </>
  );
}

function Promised({ dossier }: { dossier: Dossier }) {
  const { t, language } = useTexts();
  const { dueAt } = dossier.appointment;
  return (
    <p className="accepted-due">
      {t("intake.due")}:{" "}
      <strong>
        {t("intake.dueAt", { clock: clockOf(dueAt), day: longDay(officeDay(dueAt), language) })}
      </strong>
    </p>
  );
}

function Paper({ id, name }: { id: string | null; name: string }) {
  const { t } = useTexts();
  const job = useJob(id);
  const state = job?.state ?? "queued";
  return (
    <p className="accepted-paper" data-testid="receipt-state" data-state={state}>
      {name}: {t(`print.state.${state}`)}
      {job === null ? null : <OpenForm job={job} testId="open-form" />}
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
  );
}

/** What is next, by a digit: Enter is another dossier. */
function Next({ accepted, label }: { accepted: Outcome; label: string }) {
  const { t } = useTexts();
  const clear = useIntake((state) => state.clear);
  const { here, callNext } = useDesk();
  const next = useRef<HTMLButtonElement>(null);
  const shownAt = useRef(performance.now());
  useEffect(() => next.current?.focus(), []);
  /** The second Enter of a hand that pressed twice was meant for the acceptance: the code is to be seen first. */
  const isMeant = ({ detail, timeStamp }: MouseEvent) =>
    detail > 0 || timeStamp - shownAt.current > DOUBLE_PRESS_MS;
  const finish = async () => {
    clear();
    await here("served");
    await callNext();
  };
  const keeping = (keep: Keep) => () => clear(keep);
  const ways: { id: string; text: string; act: () => void }[] = [
    { id: "intake-next", text: label, act: keeping("nothing") },
    ...(accepted.kind === "notice"
      ? []
      : [
          { id: "intake-next-same", text: t("intake.nextSame"), act: keeping("applicant") },
          { id: "intake-next-kind", text: t("intake.nextKind"), act: keeping("kind") },
          { id: "intake-next-both", text: t("intake.nextBoth"), act: keeping("both") },
        ]),
    ...(currentTicket() === null
      ? []
      : [{ id: "finish-and-next", text: t("intake.finishTicket"), act: () => void finish() }]),
  ];
  const acts = useRef(ways);
  acts.current = ways;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.target instanceof HTMLInputElement) return;
      const way = /^[1-9]$/.test(event.key) ? acts.current[Number(event.key) - 1] : undefined;
      if (way === undefined) return;
      event.preventDefault();
      way.act();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
  return (
    <div className="accepted-next">
      {ways.map(({ id, text, act }, index) => (
        <Button
          key={id}
          ref={index === 0 ? next : undefined}
          size="md"
          variant={index === 0 ? "filled" : "light"}
          data-testid={id}
          onClick={(event) => {
            if (isMeant(event.nativeEvent)) act();
          }}
        >
          {text} <kbd>{index + 1}</kbd>
        </Button>
      ))}
    </div>
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
