import { Button } from "@mantine/core";
import { momentOf } from "../../ui/format.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { subjectOf, usePrintActions } from "./actions.ts";
import type { UndecidedPaper } from "./condition.ts";

/**
 * A paper that only a person can decide on: did it come out, is it still wanted, is it tried again.
 *
 * @param keys the digits that answer it, where it is the one that the keyboard answers.
 */
export function Question({ paper: { job, where }, keys = false }: { paper: UndecidedPaper; keys?: boolean }) {
  const { t, language } = useTexts();
  const { settle, cancel, busy } = usePrintActions();
  const isBusy = busy.has(subjectOf("question", job.id, where));
  const paper = t(`print.kind.${job.kind}`);
  const values = { paper, title: job.title, time: momentOf(job.createdAt, language) };
  const isDoubt = job.state === "unknown";
  const question = t(
    isDoubt ? "print.ask" : job.state === "expired" ? "print.askExpired" : "print.askFailed",
    values,
  );
  const key = (digit: string) => (keys ? <kbd>{digit}</kbd> : undefined);
  return (
    <div className="doubt" role="alert">
      <strong>{where === null ? question : t("printers.askAt", { pc: where.name, question })}</strong>
      {isDoubt ? (
        <Button
          size="compact-md"
          loading={isBusy}
          rightSection={key("1")}
          data-testid={`settle-yes-${job.title}`}
          onClick={() => void settle(job.id, true, where)}
        >
          {t("print.cameOut")}
        </Button>
      ) : null}
      <Button
        size="compact-md"
        loading={isBusy}
        variant={isDoubt ? "light" : "filled"}
        rightSection={key("2")}
        data-testid={`settle-no-${job.title}`}
        onClick={() => void settle(job.id, false, where)}
      >
        {t(isDoubt ? "print.notOut" : "print.printNow")}
      </Button>
      {isDoubt ? null : (
        <Button
          size="compact-md"
          loading={isBusy}
          variant="light"
          rightSection={key("3")}
          data-testid={`drop-${job.title}`}
          onClick={() => void cancel(job.id, where)}
        >
          {t("print.drop")}
        </Button>
      )}
    </div>
  );
}

/** What a digit answers to that question; null for one that has no such answer. */
export function answerByKey({ job, where }: UndecidedPaper, key: string): (() => Promise<void>) | null {
  const { settle, cancel } = usePrintActions.getState();
  const isDoubt = job.state === "unknown";
  if (key === "1" && isDoubt) return () => settle(job.id, true, where);
  if (key === "2") return () => settle(job.id, false, where);
  return key === "3" && !isDoubt ? () => cancel(job.id, where) : null;
}
