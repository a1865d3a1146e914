import { IconMoodAngry, IconMoodEmpty, IconMoodHappy, IconMoodSad, IconMoodSmile } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import type { Board, SurveyReason } from "../../contract/queue.ts";
import { station, useBoard, useConnection, watchBoard } from "../ui/connection.ts";
import { asFailure, type Failure, failureText } from "../ui/errors.ts";
import { StationGate } from "../ui/frame.tsx";
import { useTexts } from "../ui/i18n/index.ts";
import { LanguageSwitch } from "../ui/language-switch.tsx";
import { useNow } from "../ui/use-now.ts";
import "./survey.css";

/** As long as somebody may still stand at the counter. */
const ASKS_MS = 2 * 60 * 1000;
const THANKS_MS = 4000;
/** Whoever touched a face and went away has answered all the same. */
const GONE_MS = 20_000;
/** The next one may not read the language of the last. */
const LANGUAGE_MS = 60_000;

const faces = [
  { score: 1, Face: IconMoodAngry },
  { score: 2, Face: IconMoodSad },
  { score: 3, Face: IconMoodEmpty },
  { score: 4, Face: IconMoodSmile },
  { score: 5, Face: IconMoodHappy },
] as const;

const good: SurveyReason[] = ["quick", "friendly", "clear"];
const bad: SurveyReason[] = ["slow", "unfriendly", "unclear", "cameBack"];

/** The tablet at a counter: after a service it asks how satisfied the citizen is, and why. */
export default function SurveyWindow({ counter }: { counter: string | undefined }) {
  useEffect(() => watchBoard(), []);
  return (
    <StationGate help="link.kioskHelp">
      <Survey counter={counter ?? "1"} />
    </StationGate>
  );
}

function Survey({ counter }: { counter: string }) {
  const now = useNow(1000);
  const place = useBoard(({ board }) => board?.counters.find((entry) => entry.counter.id === counter));
  const [thanked, setThanked] = useState<{ ticket: string; at: number } | null>(null);
  const served = place?.lastServed ?? null;
  const servedAt = useServedAt(place);
  /** Whose face is touched already: they are let finish. */
  const [answering, setAnswering] = useState<string | null>(null);
  useOwnLanguage();
  const asks =
    served !== null &&
    thanked?.ticket !== served.ticket &&
    (now - servedAt < ASKS_MS || answering === served.ticket);
  return (
    <main className="survey" data-testid="survey">
      {asks ? (
        <Question
          key={served.ticket}
          ticket={served.ticket}
          label={served.label}
          onAnswering={() => setAnswering(served.ticket)}
          onDone={() => setThanked({ ticket: served.ticket, at: Date.now() })}
        />
      ) : thanked !== null && now - thanked.at < THANKS_MS ? (
        <Thanks />
      ) : (
        <Idle number={place?.counter.number ?? null} />
      )}
      <footer className="survey-foot">
        <LanguageSwitch large />
      </footer>
    </main>
  );
}

/**
 * When the one who is asked was served, by the tablet's own clock, which is often wrong: when it heard of it. Only who was
 * served before it was switched on counts by the station's.
 */
function useServedAt(place: Board["counters"][number] | undefined): number {
  const heard = useRef<{ ticket: string | null; at: number } | null>(null);
  if (place === undefined) return 0;
  const { lastServed } = place;
  const ticket = lastServed?.ticket ?? null;
  if (heard.current?.ticket !== ticket) {
    const isFirst = heard.current === null;
    heard.current = { ticket, at: isFirst && lastServed !== null ? Date.parse(lastServed.at) : Date.now() };
  }
  return heard.current?.at ?? 0;
}

/** The tablet speaks its own language again when nobody has touched it for a while. */
function useOwnLanguage(): void {
  const { language, setLanguage } = useTexts();
  const own = useRef(language);
  useEffect(() => {
    if (language === own.current) return;
    return afterQuiet(LANGUAGE_MS, () => setLanguage(own.current));
  }, [language, setLanguage]);
}

/** Does something once when nobody has touched the screen for so long. @returns what calls it off. */
function afterQuiet(quietMs: number, act: () => void): () => void {
  let touchedAt = Date.now();
  const touched = () => {
    touchedAt = Date.now();
  };
  const timer = setInterval(() => {
    if (Date.now() - touchedAt < quietMs) return;
    stop();
    act();
  }, 1000);
  const stop = () => {
    clearInterval(timer);
    window.removeEventListener("pointerdown", touched);
    window.removeEventListener("keydown", touched);
  };
  window.addEventListener("pointerdown", touched);
  window.addEventListener("keydown", touched);
  return stop;
}

function Idle({ number }: { number: number | null }) {
  const { t, own } = useTexts();
  const office = useConnection(({ hello }) => hello?.station ?? null);
  return (
    <section className="survey-body" data-testid="survey-idle">
      <p>{office === null ? "" : own(office.office)}</p>
      <h1>{office === null ? "" : own(office.name)}</h1>
      {number === null ? null : <p className="survey-counter">{t("counter.number", { n: number })}</p>}
      <p>{t("survey.idle")}</p>
    </section>
  );
}

function Thanks() {
  const { t } = useTexts();
  return (
    <section className="survey-body" role="status" data-testid="survey-thanks">
      <h1>{t("survey.thanks")}</h1>
    </section>
  );
}

interface QuestionProps {
  ticket: string;
  label: string;
  /** A face is touched; reasons may follow. */
  onAnswering: () => void;
  onDone: () => void;
}

function Question({ ticket, label, onAnswering, onDone }: QuestionProps) {
  const { t, own } = useTexts();
  const asked = useBoard(({ board }) => board?.texts.surveyQuestion);
  const question = asked === undefined ? t("survey.question") : own(asked);
  const [score, setScore] = useState<number | null>(null);
  const [reasons, setReasons] = useState<SurveyReason[]>([]);
  const [failure, setFailure] = useState<Failure | null>(null);
  const isSent = useRef(false);
  const send = async () => {
    if (score === null) return;
    try {
      await station.queue.answerSurvey({ ticket, score, reasons });
      isSent.current = true;
      onDone();
    } catch (error) {
      const named = asFailure(error);
      // Answered already, at another tablet or a moment ago: that is no trouble of the citizen's.
      if (named.code === "SURVEY_CLOSED") onDone();
      else setFailure(named);
    }
  };
  const latestSend = useRef(send);
  latestSend.current = send;
  const isAnswered = score !== null;
  useEffect(() => {
    if (!isAnswered) return;
    const stop = afterQuiet(GONE_MS, () => void latestSend.current());
    return () => {
      stop();
      // The next one is served already: the face that was touched counts.
      if (!isSent.current) void latestSend.current();
    };
  }, [isAnswered]);
  const toggle = (reason: SurveyReason) =>
    setReasons((chosen) =>
      chosen.includes(reason) ? chosen.filter((other) => other !== reason) : [...chosen, reason],
    );
  return (
    <section className="survey-body" data-answered={isAnswered}>
      <p className="survey-number">{t("survey.number", { label })}</p>
      <h1>{question}</h1>
      <fieldset className="survey-faces">
        <legend className="visually-hidden">{question}</legend>
        {faces.map(({ score: value, Face }) => (
          <button
            key={value}
            type="button"
            aria-pressed={score === value}
            data-testid={`score-${value}`}
            data-score={value}
            onClick={() => {
              setScore(value);
              setReasons([]);
              onAnswering();
            }}
          >
            <Face size="1em" stroke={1.4} aria-hidden />
            <span>{t(`survey.score.${value}`)}</span>
          </button>
        ))}
      </fieldset>
      {score === null ? null : (
        <>
          <h2>{t("survey.why")}</h2>
          <div className="survey-reasons">
            {(score >= 4 ? good : bad).map((reason) => (
              <button
                key={reason}
                type="button"
                aria-pressed={reasons.includes(reason)}
                data-testid={`reason-${reason}`}
                onClick={() => toggle(reason)}
              >
                {t(`survey.reason.${reason}`)}
              </button>
            ))}
          </div>
          <button type="button" className="survey-send" data-testid="survey-send" onClick={() => void send()}>
            {t("survey.send")}
          </button>
        </>
      )}
      {failure === null ? null : <p role="alert">{failureText(t, failure)}</p>}
    </section>
  );
}
