import { NativeSelect } from "@mantine/core";
import { useEffect, useState } from "react";
import type { CashLine, CashReport } from "../../../contract/dossier-calls.ts";
import { officeDay } from "../../../contract/time.ts";
import { station, useHealth } from "../../ui/connection.ts";
import { asFailure, type Failure, failureText } from "../../ui/errors.ts";
import { clockOf, money, shortDay } from "../../ui/format.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { MakeForm } from "../forms/make-form.tsx";
import { useSession } from "../session.ts";
import { DayInput } from "./day-input.tsx";
import "../../ui/tables.css";
import "./tables.css";
import { AreaFrame } from "./parts.tsx";
import { useStaff } from "./steps/step-frame.tsx";

/** What was taken in a day, receipt by receipt (*bảng kê thu phí, lệ phí*): of one cashier or of all. */
export function CashArea() {
  const { t, language } = useTexts();
  const me = useSession((state) => state.signIn?.staff.id) ?? "";
  const staff = useStaff(({ role }) => role !== "officer");
  const [day, setDay] = useState(() => officeDay(Date.now()));
  const [cashier, setCashier] = useState(me);
  const { report, failure } = useReport(day, cashier === "" ? null : cashier);
  const total = report?.totals.reduce((sum, { amount }) => sum + amount, 0) ?? 0;
  return (
    <AreaFrame
      title={t("cash.title")}
      testId="area-cash"
      aside={
        <div className="area-filters">
          <NativeSelect
            aria-label={t("cash.cashier")}
            value={cashier}
            data-testid="cash-cashier"
            data={[
              { value: "", label: t("cash.all") },
              ...staff.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={(event) => setCashier(event.currentTarget.value)}
          />
          <DayInput label={t("cash.day")} day={day} testId="cash-day" onChange={setDay} />
        </div>
      }
    >
      {failure === null ? null : (
        <p className="notice notice-danger" role="alert">
          {failureText(t, failure)}
        </p>
      )}
      <dl className="cash-totals">
        {(report?.totals ?? []).map(({ method, count, amount }) => (
          <div key={method} data-testid={`cash-${method}`}>
            <dt>{t(`pay.method.${method}`)}</dt>
            <dd>
              {money(amount, language)} <small>{t("cash.receipts", { count })}</small>
            </dd>
          </div>
        ))}
        <div className="cash-total">
          <dt>{t("cash.total")}</dt>
          <dd data-testid="cash-total">{money(total, language)}</dd>
        </div>
      </dl>
      <MakeForm
        paper={{ form: "cashReport", day, cashier: cashier === "" ? null : cashier }}
        testId="cash-print"
      >
        {t("cash.make")}
      </MakeForm>
      {report === null || report.payments.length + report.voidedLater.length === 0 ? (
        <p className="list-none">{t("cash.none")}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keys too
        <section className="table-frame" tabIndex={0} aria-label={t("cash.title")}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t("cash.number")}</th>
                <th scope="col">{t("cash.time")}</th>
                <th scope="col">{t("intake.code")}</th>
                <th scope="col">{t("cash.payer")}</th>
                <th scope="col">{t("pay.how")}</th>
                <th scope="col">{t("cash.cashier")}</th>
                <th scope="col" className="figure">
                  {t("cash.amount")}
                </th>
              </tr>
            </thead>
            <tbody>
              {report.payments.map((line) => (
                <Line key={line.number} line={line} sign={1} />
              ))}
              {report.voidedLater.map((line) => (
                <Line key={line.number} line={line} sign={-1} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </AreaFrame>
  );
}

/** `sign` -1: a receipt of an earlier day, taken off in this one. */
function Line({ line, sign }: { line: CashLine; sign: 1 | -1 }) {
  const { t, language } = useTexts();
  return (
    <tr data-voided={line.voided !== null} data-testid={`cash-line-${line.number}`}>
      <td>{line.number}</td>
      <td>
        {clockOf(line.at)}
        {sign === 1 ? null : <small>{shortDay(officeDay(line.at))}</small>}
      </td>
      <td>{line.dossierCode}</td>
      <td>
        {line.payer}
        {line.voided === null ? null : (
          <small className="cash-void">{t("cash.voided", { reason: line.voided.reason })}</small>
        )}
      </td>
      <td>{t(`pay.method.${line.method}`)}</td>
      <td>{line.cashier.name}</td>
      <td className="figure">{money(sign * line.amount, language)}</td>
    </tr>
  );
}

function useReport(
  day: string,
  cashier: string | null,
): { report: CashReport | null; failure: Failure | null } {
  const secret = useSession((state) => state.signIn?.session);
  const lastSeq = useHealth((state) => state.health?.sync.lastSeq ?? 0);
  const [answer, setAnswer] = useState<{ report: CashReport | null; failure: Failure | null }>({
    report: null,
    failure: null,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: lastSeq tells that there may be another payment
  useEffect(() => {
    if (secret === undefined) return;
    let current = true;
    void station.dossiers
      .cashReport({ session: secret, day, cashier })
      .then((report) => {
        if (current) setAnswer({ report, failure: null });
      })
      .catch((error) => {
        if (current) setAnswer({ report: null, failure: asFailure(error) });
      });
    return () => {
      current = false;
    };
  }, [day, cashier, lastSeq, secret]);
  return answer;
}
