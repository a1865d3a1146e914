import { Button } from "@mantine/core";
import type { PrintJob } from "../../../contract/entities.ts";
import { station } from "../../ui/connection.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { session } from "../session.ts";
import { useOpening } from "../use-opening.ts";
import "./open-form.css";

/** Opens a form on A4 or A5 as PDF, in the program that the PC has for it; without one, where the file is. */
export function OpenForm({ job, testId }: { job: PrintJob; testId: string }) {
  const { t } = useTexts();
  const { open, busy, file, left, failure } = useOpening(() =>
    station.forms.open({ session: session(), id: job.id }),
  );
  if (job.kind !== "form") return null;
  return (
    <>
      <Button
        variant="subtle"
        size="compact-sm"
        loading={busy}
        data-testid={testId}
        data-file={file}
        onClick={() => void open()}
      >
        {t("dossier.openPaper")}
      </Button>
      {left === null ? null : <small className="form-file">{left}</small>}
      {failure === null ? null : <small className="paper-failure">{failure}</small>}
    </>
  );
}
