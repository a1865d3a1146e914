import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import type { PrintJob } from "../../../contract/entities.ts";
import { station, useHealth } from "../../ui/connection.ts";
import { asFailure, type Failure, failureText } from "../../ui/errors.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { OpenForm } from "../forms/open-form.tsx";
import { session } from "../session.ts";

const LOOK_MS = 700;
/** What waits for nothing: a form that is kept is opened or printed when somebody asks. */
const settled = new Set(["printed", "cancelled", "kept"]);

/** A paper by its print job: what became of it, and once more as a copy. */
export function PrintState({
  job: first,
  name,
  testId,
}: {
  job: PrintJob;
  /** What it is called, where that says more than its kind. */
  name?: string;
  testId: string;
}) {
  const { t } = useTexts();
  const [id, setId] = useState(first.id);
  const [failure, setFailure] = useState<Failure | null>(null);
  const job = usePrintJob(id) ?? first;
  const hasPagePrinter = useHealth(
    ({ health }) => health?.printers.some(({ papers }) => papers.includes("form")) ?? false,
  );
  const act = async (asked: Promise<unknown>) => {
    setFailure(null);
    await asked.catch((error) => setFailure(asFailure(error)));
  };
  return (
    <span className="dossier-paper" data-testid={testId} data-state={job.state}>
      <span className="dossier-paper-name">
        <strong>{name ?? t(`print.kind.${job.kind}`)}</strong>
        <small>
          {job.title}
          {job.copy > 1 ? ` · ${t("dossier.copy", { n: job.copy })}` : ""}
        </small>
      </span>
      <span className="dossier-paper-state" data-state={job.state}>
        {t(`print.state.${job.state}`)}
      </span>
      <OpenForm job={job} testId={`${testId}-open`} />
      {job.state === "kept" && hasPagePrinter ? (
        <Button
          variant="subtle"
          size="compact-sm"
          data-testid={`${testId}-print`}
          onClick={() => void act(station.forms.print({ session: session(), id: job.id }))}
        >
          {t("dossier.printPaper")}
        </Button>
      ) : settled.has(job.state) && job.state !== "kept" ? (
        <Button
          variant="subtle"
          size="compact-sm"
          data-testid={`${testId}-again`}
          onClick={() =>
            void act(
              station.printing.again({ session: session(), id: job.id }).then((copy) => setId(copy.id)),
            )
          }
        >
          {t("print.again")}
        </Button>
      ) : null}
      {failure === null ? null : <small className="dossier-paper-failure">{failureText(t, failure)}</small>}
    </span>
  );
}

/** A print job, looked at until its paper is out. */
export function usePrintJob(id: string | null): PrintJob | null {
  const [job, setJob] = useState<PrintJob | null>(null);
  useEffect(() => {
    setJob(null);
    if (id === null) return;
    const look = async () => {
      const found = await station.printing.job({ id }).catch(() => null);
      if (found !== null) setJob(found);
      if (found !== null && settled.has(found.state)) clearInterval(timer);
    };
    const timer = setInterval(() => void look(), LOOK_MS);
    void look();
    return () => clearInterval(timer);
  }, [id]);
  return job;
}
