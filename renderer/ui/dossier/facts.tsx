import { useState } from "react";
import { COUNTER_UNIT, type Dossier } from "../../../contract/dossier.ts";
import type { HistoryEntry } from "../../../contract/dossier-calls.ts";
import { feeTotal, owedFees, paidAmount } from "../../../contract/dossier-fees.ts";
import { isDossierEvent } from "../../../contract/dossier-life.ts";
import { officeDay } from "../../../contract/time.ts";
import { clockOf, groupedNumber, money, shortDay, weekdayAndDay } from "../format.ts";
import { useTexts } from "../i18n/index.ts";
import { useNow } from "../use-now.ts";
import { stepText } from "./appointment-words.ts";
import { dueWords } from "./due-words.ts";
import { historyWords, momentWords } from "./history-words.ts";
import "./facts.css";
import { useUnitName, useUnitTitle } from "./wording.ts";

/** When the result is due, how that was counted, and what was promised before. */
export function Promised({ dossier }: { dossier: Dossier }) {
  const { t, own, language } = useTexts();
  const now = useNow(30_000);
  const [open, setOpen] = useState(false);
  const { dueAt, appointment, extension, returned, ended, resultHereSince } = dossier;
  const due = dueWords(dossier, now, t, language);
  const asked = dossier.supplements.find(({ answeredAt }) => answeredAt === null);
  return (
    <section className="fact promise" data-tone={due.tone} aria-label={t("intake.due")}>
      <div>
        <span>{t(returned === null && ended === null ? "dossier.due" : "dossier.closed")}</span>
        <strong data-testid="page-due">
          {returned !== null
            ? t("dossier.returnedAt", { time: momentWords(returned.at, language) })
            : ended !== null
              ? t(`dossier.ended.${ended.how}`, { time: momentWords(ended.at, language) })
              : dueAt === null
                ? t("dossier.standing")
                : momentWords(dueAt, language)}
        </strong>
        {ended === null ? null : <p>{ended.reason}</p>}
        {returned !== null || ended !== null ? null : (
          <p>
            {resultHereSince === null
              ? dossier.decision === null && dueAt !== null
                ? due.days === undefined
                  ? due.text
                  : t("due.left", { count: due.days })
                : ""
              : t("dossier.resultHere", { time: momentWords(resultHereSince, language) })}
            {asked === undefined || asked.until === null
              ? ""
              : t("dossier.waitsUntil", { day: shortDay(asked.until) })}
          </p>
        )}
      </div>
      <div className="promise-why">
        {extension === null ? null : (
          <p data-testid="page-extension">
            {t("dossier.extended", { former: momentWords(extension.formerDueAt, language) })}
          </p>
        )}
        <button
          type="button"
          className="link"
          aria-expanded={open}
          data-testid="page-why"
          onClick={() => setOpen(!open)}
        >
          {t("dossier.counted")}
        </button>
        {open ? (
          <ul>
            {appointment.steps.map((step) => {
              const text = stepText(step, t, own, language);
              return <li key={text}>{text}</li>;
            })}
            <li>{t("dossier.promised", { time: momentWords(appointment.dueAt, language) })}</li>
          </ul>
        ) : null}
      </div>
    </section>
  );
}

export function People({ dossier: { applicant, submitter } }: { dossier: Dossier }) {
  const { t } = useTexts();
  return (
    <section className="fact" aria-labelledby="fact-people">
      <h3 id="fact-people">{t(`dossier.applicant.${applicant.kind}`)}</h3>
      <p className="fact-name" data-testid="page-applicant">
        {applicant.fullName}
      </p>
      <dl>
        <Line name={t("dossier.number")}>
          {applicant.citizenNumber === null
            ? (applicant.taxCode ?? "–")
            : groupedNumber(applicant.citizenNumber)}
        </Line>
        {applicant.birthDate === null ? null : (
          <Line name={t("intake.birthDate")}>{shortDay(applicant.birthDate)}</Line>
        )}
        <Line name={t("intake.phone")}>{applicant.phone || "–"}</Line>
        <Line name={t("intake.address")}>{applicant.address || "–"}</Line>
        {submitter === null ? null : (
          <Line name={t(`dossier.submitter.${submitter.right}`)}>
            {submitter.fullName}
            {submitter.authorisation === "" ? "" : ` (${submitter.authorisation})`}
          </Line>
        )}
      </dl>
    </section>
  );
}

export function Where({ dossier }: { dossier: Dossier }) {
  const { t, language } = useTexts();
  const unitName = useUnitName();
  const { custody, legs, register } = dossier;
  const day = (instant: string) => `${clockOf(instant)} ${weekdayAndDay(officeDay(instant), language)}`;
  return (
    <section className="fact" aria-labelledby="fact-where">
      <h3 id="fact-where">{t("dossier.where")}</h3>
      <p className="fact-name" data-testid="page-unit" data-unit={custody.unit}>
        {unitName(custody.unit)}
      </p>
      <dl>
        <Line name={t("dossier.since")}>{day(custody.since)}</Line>
        {custody.passing === null ? null : (
          <Line name={t("dossier.passing")}>{unitName(custody.passing.to)}</Line>
        )}
        <Line name={t("dossier.accepted")}>
          {day(dossier.acceptedAt)} · {dossier.acceptedBy.name}
        </Line>
        <Line name={t("intake.delivery")}>{t(`intake.deliveryKind.${dossier.delivery}`)}</Line>
        {register === null ? null : (
          <Line name={t("dossier.register")}>
            {t("dossier.registerLine", { book: register.book, number: register.number })}
          </Line>
        )}
        {dossier.decision === null ? null : (
          <Line name={t(`history.decided.${dossier.decision.outcome}`)}>
            {dossier.decision.number || day(dossier.decision.at)}
          </Line>
        )}
        {legs.map((leg) => (
          <Line key={leg.node} name={leg.node === COUNTER_UNIT ? t("dossier.atCounter") : leg.name}>
            {t("dossier.legUntil", { time: day(leg.dueAt) })}
          </Line>
        ))}
        {dossier.note === "" ? null : <Line name={t("intake.note")}>{dossier.note}</Line>}
      </dl>
    </section>
  );
}

function Line({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export function Components({ dossier: { components, sets } }: { dossier: Dossier }) {
  const { t } = useTexts();
  return (
    <section className="fact" aria-labelledby="fact-components">
      <h3 id="fact-components">
        {t("intake.components")} · {t("dossier.sets", { count: sets })}
      </h3>
      <ul className="fact-lines" data-testid="page-components">
        {components.map((component) => (
          <li key={component.componentId}>
            <span>{component.name}</span>
            <small>
              {[
                component.originals > 0 ? t("kiosk.originals", { count: component.originals }) : "",
                component.certified > 0 ? t("dossier.certified", { count: component.certified }) : "",
                component.copies > 0 ? t("kiosk.copies", { count: component.copies }) : "",
                component.reusedFrom === null ? "" : t("dossier.reused", { code: component.reusedFrom }),
              ]
                .filter((part) => part !== "")
                .join(", ") || "–"}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Costs({ dossier }: { dossier: Dossier }) {
  const { t, language } = useTexts();
  const { fees, fee, payments } = dossier;
  const owed = owedFees(dossier).reduce((sum, line) => sum + line.owed, 0);
  return (
    <section className="fact" aria-labelledby="fact-fees">
      <h3 id="fact-fees">{t("dossier.fees")}</h3>
      {fee === 0 && payments.length === 0 ? <p className="fact-none">{t("dossier.free")}</p> : null}
      <ul className="fact-lines">
        {fees.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a fee may have two equal lines
          <li key={`${line.feeId}-${index}`}>
            <span>
              {line.name}
              {line.exemption === null ? "" : ` (${line.exemption})`}
              {line.quantity === 1 ? "" : ` × ${line.quantity}`}
            </span>
            <b>{money(feeTotal([line]), language)}</b>
          </li>
        ))}
        {fees.length === 0 && fee > 0 ? (
          <li>
            <span>{t("dossier.feeTotal")}</span>
            <b>{money(fee, language)}</b>
          </li>
        ) : null}
        {payments.map((payment) => (
          <li key={payment.id} className="fact-paid" data-testid={`payment-${payment.number}`}>
            <span>
              {t("dossier.paidWith", { number: payment.number })}
              <small>
                {t(`pay.method.${payment.method}`)} · {payment.cashier.name}
              </small>
            </span>
            <b>{money(-payment.amount, language)}</b>
          </li>
        ))}
      </ul>
      {fee === 0 && payments.length === 0 ? null : (
        <p className="fact-sum" data-tone={owed > 0 ? "owed" : "settled"} data-testid="page-owed">
          {owed > 0
            ? t("dossier.owed", { amount: money(owed, language) })
            : t("dossier.settled", { amount: money(paidAmount(dossier), language) })}
        </p>
      )}
    </section>
  );
}

/** What people did who did not know of each other: it counts, and somebody has to look at it. */
export function Breaches({
  dossier: { breaches = [] },
  history,
}: {
  dossier: Dossier;
  history: readonly HistoryEntry[];
}) {
  const { t, language } = useTexts();
  if (breaches.length === 0) return null;
  // The course of the dossier knows the people's names.
  const nameOf = ({ at, type, actor }: (typeof breaches)[number]) =>
    history.find((entry) => entry.at === at && entry.type === type)?.by ?? actor;
  return (
    <div className="notice notice-danger" role="alert" data-testid="page-breaches">
      <p>{t("breach.about")}</p>
      <ul>
        {breaches.map((breach) => (
          <li key={`${breach.at}-${breach.type}`}>
            {t(`breach.${breach.kind}`, { time: momentWords(breach.at, language), who: nameOf(breach) })}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Everything that happened, the latest first. */
export function History({ history }: { history: readonly HistoryEntry[] }) {
  const { t, language } = useTexts();
  const unitName = useUnitTitle();
  return (
    <section className="fact" aria-labelledby="fact-history">
      <h3 id="fact-history">{t("dossier.history")}</h3>
      <ol className="history" data-testid="page-history">
        {[...history]
          .filter(({ type }) => isDossierEvent(type))
          .reverse()
          .map((entry) => {
            const { title, details } = historyWords(entry, { t, language, unitName });
            return (
              <li key={`${entry.at}-${entry.type}`} data-type={entry.type}>
                <time dateTime={entry.at}>
                  {clockOf(entry.at)} <small>{shortDay(officeDay(entry.at))}</small>
                </time>
                <div>
                  <strong>{title}</strong>
                  {details.map((line) => (
                    <p key={line}>{line}</p>
                  ))}
                </div>
                <span>{entry.by}</span>
              </li>
            );
          })}
      </ol>
    </section>
  );
}
