import { Button } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { v7 as uuidv7 } from "uuid";
import type { PrintJob } from "../../../contract/entities.ts";
import { station } from "../../ui/connection.ts";
import { asFailure, type Failure, failureText } from "../../ui/errors.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { PrintState } from "../dossiers/print-state.tsx";
import { session } from "../session.ts";
import "./make-form.css";

export type FormToMake = Parameters<typeof station.forms.make>[0]["paper"];

/** Makes a form of what is known now, and shows what becomes of it. */
export function MakeForm({
  paper,
  testId,
  onMade,
  children,
}: {
  paper: FormToMake;
  testId: string;
  /** Where the paper is shown elsewhere; it is not shown here then. */
  onMade?: (job: PrintJob) => void;
  children: ReactNode;
}) {
  const { t } = useTexts();
  const [job, setJob] = useState<PrintJob | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const asked = JSON.stringify(paper);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a paper of something else is another one
  useEffect(() => setJob(null), [asked]);
  const make = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const made = await station.forms.make({ session: session(), requestId: uuidv7(), paper });
      if (onMade === undefined) setJob(made);
      else onMade(made);
    } catch (error) {
      setFailure(asFailure(error));
    }
    setBusy(false);
  };
  return (
    <div className="make-form">
      <Button
        variant="light"
        size="compact-md"
        loading={busy}
        data-testid={testId}
        onClick={() => void make()}
      >
        {children}
      </Button>
      {job === null ? null : (
        <PrintState key={job.id} job={job} name={t("forms.made")} testId={`${testId}-paper`} />
      )}
      {failure === null ? null : <small className="paper-failure">{failureText(t, failure)}</small>}
    </div>
  );
}
