import { Button, Progress } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { ExportProgress } from "../../../contract/form-calls.ts";
import { station } from "../../ui/connection.ts";
import { asFailure, type Failure, failureText } from "../../ui/errors.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { session } from "../session.ts";

/** The register of the period as files on this PC; a long one takes its time and can be stopped. */
export function RegisterExport({ from, to }: { from: string; to: string }) {
  const { t } = useTexts();
  const [progress, setProgress] = useState<ExportProgress | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const isRunning = progress !== null && progress.files === null;
  const write = async (as: "pdf" | "xlsx") => {
    const stop = new AbortController();
    running.current = stop;
    setFailure(null);
    setProgress({ done: 0, total: 0, files: null });
    try {
      const steps = await station.forms.exportRegister(
        { session: session(), from, to, as },
        { signal: stop.signal, context: { patience: Number.POSITIVE_INFINITY } },
      );
      for await (const step of steps) setProgress(step);
    } catch (error) {
      setProgress(null);
      if (!stop.signal.aborted) setFailure(asFailure(error));
    }
  };
  const share = progress === null || progress.total === 0 ? 0 : (progress.done / progress.total) * 100;
  return (
    <div className="register-export">
      {isRunning ? (
        <>
          <Progress value={share} aria-label={t("register.writing")} data-testid="export-progress" />
          <span role="status">{t("register.written", { done: progress.done, total: progress.total })}</span>
          <Button variant="light" data-testid="export-stop" onClick={() => running.current?.abort()}>
            {t("register.stop")}
          </Button>
        </>
      ) : (
        <>
          {failure === null ? null : (
            <p className="notice notice-danger" role="alert" data-testid="export-failure">
              {failureText(t, failure)}
            </p>
          )}
          {progress?.files == null ? null : (
            <p role="status" data-testid="export-done">
              {t("register.files", { files: progress.files.join(", ") })}
            </p>
          )}
          <Button variant="light" data-testid="export-pdf" onClick={() => void write("pdf")}>
            {t("register.pdf")}
          </Button>
          <Button variant="light" data-testid="export-xlsx" onClick={() => void write("xlsx")}>
            {t("register.xlsx")}
          </Button>
        </>
      )}
    </div>
  );
}
