import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import type { RegisterLine } from "../../../contract/dossier-desk.ts";
import { officeDay } from "../../../contract/time.ts";
import { station } from "../../ui/connection.ts";
import { asFailure, type Failure, failureText } from "../../ui/errors.ts";
import { clockOf, shortDay, wholeNumber } from "../../ui/format.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { useSession } from "../session.ts";
import { useAreas } from "./areas.ts";
import { DayInput } from "./day-input.tsx";
import "../../ui/tables.css";
import "./tables.css";
import { StatusChip } from "../../ui/dossier/status-chip.tsx";
import { useUnitName } from "../../ui/dossier/wording.ts";
import { AreaFrame } from "./parts.tsx";
import { RegisterExport } from "./register-export.tsx";

const PAGE = 50;

/** The register of a period (*sổ theo dõi hồ sơ*), with the columns of its form, page by page. */
export function RegisterArea() {
  const { t, language } = useTexts();
  const today = officeDay(Date.now());
  const [from, setFrom] = useState(`${today.slice(0, 8)}01`);
  const [to, setTo] = useState(today);
  const [pages, setPages] = useState<readonly (string | null)[]>([null]);
  const { page, failure } = useRegister(from, to, pages.at(-1) ?? null);
  const next = page?.next ?? null;
  const change = (set: (day: string) => void) => (day: string) => {
    set(day);
    setPages([null]);
  };
  return (
    <AreaFrame
      title={t("area.register")}
      testId="area-register"
      aside={
        <div className="area-filters">
          <Day label={t("register.from")} value={from} testId="register-from" onChange={change(setFrom)} />
          <Day label={t("register.to")} value={to} testId="register-to" onChange={change(setTo)} />
          <strong data-testid="register-total">
            {t("register.total", { count: page?.total ?? 0, n: wholeNumber(page?.total ?? 0, language) })}
          </strong>
        </div>
      }
    >
      {failure === null ? null : (
        <p className="notice notice-danger" role="alert">
          {failureText(t, failure)}
        </p>
      )}
      {page === null || page.lines.length === 0 ? (
        <p className="list-none">{t("register.none")}</p>
      ) : (
        <>
          <Table lines={page.lines} />
          <RegisterExport from={from} to={to} />
        </>
      )}
      {pages.length === 1 && next === null ? null : (
        <footer className="pager">
          <Button
            variant="light"
            disabled={pages.length === 1}
            data-testid="register-back"
            onClick={() => setPages(pages.slice(0, -1))}
          >
            {t("find.back")}
          </Button>
          <span>{t("find.page", { n: pages.length })}</span>
          <Button
            variant="light"
            disabled={next === null}
            data-testid="register-forward"
            onClick={() => setPages([...pages, next])}
          >
            {t("find.forward")}
          </Button>
        </footer>
      )}
    </AreaFrame>
  );
}

function Day(props: { label: string; value: string; testId: string; onChange: (day: string) => void }) {
  return (
    <div className="area-day">
      <span aria-hidden>{props.label}</span>
      <DayInput label={props.label} day={props.value} testId={props.testId} onChange={props.onChange} />
    </div>
  );
}

function Table({ lines }: { lines: readonly RegisterLine[] }) {
  const { t } = useTexts();
  const unitName = useUnitName();
  const open = useAreas((state) => state.openDossier);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keys too
    <section className="table-frame" tabIndex={0} aria-label={t("area.register")}>
      <table className="table register">
        <thead>
          <tr>
            <th scope="col">{t("register.number")}</th>
            <th scope="col">{t("intake.code")}</th>
            <th scope="col">{t("intake.procedure")}</th>
            <th scope="col">{t("register.sets")}</th>
            <th scope="col">{t("register.applicant")}</th>
            <th scope="col">{t("register.unit")}</th>
            <th scope="col">{t("register.accepted")}</th>
            <th scope="col">{t("register.promised")}</th>
            <th scope="col">{t("register.returned")}</th>
            <th scope="col">{t("register.note")}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.id} data-testid={`register-${line.code}`}>
              <td>{line.number ?? "–"}</td>
              <td>
                <button type="button" className="link" onClick={() => open(line.id)}>
                  {line.code}
                </button>
              </td>
              <td>{line.procedureName}</td>
              <td>{line.sets}</td>
              <td>
                {line.applicantName}
                <small>{[line.address, line.phone].filter(Boolean).join(" · ")}</small>
              </td>
              <td>{unitName(line.unit)}</td>
              <td>
                <Moment at={line.acceptedAt} />
              </td>
              <td>
                <Moment at={line.promisedAt} />
              </td>
              <td>
                {line.returned === null ? (
                  <StatusChip status={line.status} />
                ) : (
                  <>
                    <Moment at={line.returned.at} />
                    <small>
                      {t(`intake.deliveryKind.${line.returned.via}`)}, {line.returned.receiver}
                    </small>
                  </>
                )}
              </td>
              <td>{line.note}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Moment({ at }: { at: string }) {
  return (
    <span className="moment">
      {shortDay(officeDay(at))} <small>{clockOf(at)}</small>
    </span>
  );
}

interface RegisterPage {
  lines: RegisterLine[];
  total: number;
  next: string | null;
}

function useRegister(
  from: string,
  to: string,
  after: string | null,
): { page: RegisterPage | null; failure: Failure | null } {
  const secret = useSession((state) => state.signIn?.session);
  const [answer, setAnswer] = useState<{ page: RegisterPage | null; failure: Failure | null }>({
    page: null,
    failure: null,
  });
  useEffect(() => {
    if (secret === undefined) return;
    let current = true;
    void station.dossiers
      .register({ session: secret, from, to, after, limit: PAGE })
      .then((page) => {
        if (current) setAnswer({ page, failure: null });
      })
      .catch((error) => {
        if (current) setAnswer({ page: null, failure: asFailure(error) });
      });
    return () => {
      current = false;
    };
  }, [from, to, after, secret]);
  return answer;
}
