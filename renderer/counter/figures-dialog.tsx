import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { v7 as uuidv7 } from "uuid";
import type { QueueFigures } from "../../contract/queue.ts";
import { station } from "../ui/connection.ts";
import { asFailure, type Failure, failureText } from "../ui/errors.ts";
import { wholeNumber } from "../ui/format.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { CounterModal } from "./counter-modal.tsx";
import { session, useSession } from "./session.ts";

/** The clerk's own day and the hall's; the head closes the day here. */
export function FiguresDialog() {
  const { t } = useTexts();
  const role = useSession((state) => state.signIn?.staff.role);
  const [figures, setFigures] = useState<{ mine: QueueFigures; hall: QueueFigures } | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    station.queue
      .figures({ session: session() })
      .then(setFigures)
      .catch((error: unknown) => setFailure(asFailure(error)));
  }, []);
  return (
    <CounterModal title={t("figures.title")}>
      {failure === null ? null : (
        <p className="notice notice-danger" role="alert">
          {failureText(t, failure)}
        </p>
      )}
      {figures === null ? null : <Table {...figures} />}
      {role === "head" || role === "admin" ? <CloseDay onFailure={setFailure} /> : null}
    </CounterModal>
  );
}

function Table({ mine, hall }: { mine: QueueFigures; hall: QueueFigures }) {
  const { t, language } = useTexts();
  const minutes = (seconds: number | null) =>
    seconds === null ? "–" : t("figures.minutes", { n: wholeNumber(seconds / 60, language) });
  const share = ({ surveyAnswers, satisfied }: QueueFigures) =>
    surveyAnswers === 0
      ? "–"
      : t("figures.share", {
          n: wholeNumber((100 * satisfied) / surveyAnswers, language),
          answers: surveyAnswers,
        });
  const rows = [
    ["served", String(mine.served), String(hall.served)],
    ["noShows", String(mine.noShows), String(hall.noShows)],
    ["meanWait", minutes(mine.meanWaitSeconds), minutes(hall.meanWaitSeconds)],
    ["longestWait", minutes(mine.longestWaitSeconds), minutes(hall.longestWaitSeconds)],
    ["meanService", minutes(mine.meanServiceSeconds), minutes(hall.meanServiceSeconds)],
    ["estimateError", minutes(mine.meanEstimateErrorSeconds), minutes(hall.meanEstimateErrorSeconds)],
    ["satisfied", share(mine), share(hall)],
    ["issued", "–", String(hall.issued)],
    ["waiting", "–", String(hall.waiting)],
  ] as const;
  return (
    <table className="figures">
      <thead>
        <tr>
          <td />
          <th scope="col">{t("figures.mine")}</th>
          <th scope="col">{t("figures.hall")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, own, all]) => (
          <tr key={name}>
            <th scope="row">{t(`figures.row.${name}`)}</th>
            <td data-testid={`figure-mine-${name}`}>{own}</td>
            <td data-testid={`figure-hall-${name}`}>{all}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function CloseDay({ onFailure }: { onFailure: (failure: Failure) => void }) {
  const { t } = useTexts();
  const [sure, setSure] = useState(false);
  const [closed, setClosed] = useState<string[] | null>(null);
  const close = async () => {
    try {
      const answer = await station.queue.closeDay({ session: session(), requestId: uuidv7() });
      setClosed(answer.closed.map(({ label }) => label));
    } catch (error) {
      onFailure(asFailure(error));
    }
  };
  if (closed !== null) {
    return (
      <p className="notice" role="status" data-testid="day-closed">
        {closed.length === 0
          ? t("figures.nothingOpen")
          : t("figures.closed", { n: closed.length, labels: closed.join(", ") })}
      </p>
    );
  }
  return (
    <div className="close-day">
      <p className="dialog-help">{t("figures.closeHelp")}</p>
      {sure ? (
        <Button color="brick" data-testid="close-day-sure" onClick={() => void close()}>
          {t("figures.closeSure")}
        </Button>
      ) : (
        <Button variant="light" data-testid="close-day" onClick={() => setSure(true)}>
          {t("figures.close")}
        </Button>
      )}
    </div>
  );
}
