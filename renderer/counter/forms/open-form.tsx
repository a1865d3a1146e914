import { Button } from "@mantine/core";
import { useState } from "react";
import type { PrintJob } from "../../../contract/entities.ts";
import { station } from "../../ui/connection.ts";
import { asFailure, type Failure, failureText } from "../../ui/errors.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { session } from "../session.ts";
import "./open-form.css";

/** Opens a form on A4 or A5 as PDF, in the program that the PC has for it; without one, where the file is. */
export function OpenForm({ job, testId }: { job: PrintJob; testId: string }) {
  const { t } = useTexts();
  const [busy, setBusy] = useState(false);
  const [file, setFile] = useState<{ file: string; opened: boolean } | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  if (job.kind !== "form") return null;
  const open = async () => {
    setBusy(true);
    setFailure(null);
    try {
      setFile(await station.forms.open({ session: session(), id: job.id }));
    } catch (error) {
      setFailure(asFailure(error));
    }
    setBusy(false);
  };
  return (
    <>
      <Button
        variant="subtle"
        size="compact-sm"
        loading={busy}
        data-testid={testId}
        data-file={file?.file}
        onClick={() => void open()}
      >
        {t("dossier.openPaper")}
      </Button>
      {file === null || file.opened ? null : (
        <small className="form-file">{t("print.formFile", { file: file.file })}</small>
      )}
      {failure === null ? null : <small className="paper-failure">{failureText(t, failure)}</small>}
    </>
  );
}
