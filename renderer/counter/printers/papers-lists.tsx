import { Button, Select, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import type { PrintJob } from "../../../contract/entities.ts";
import type { PrinterStatus } from "../../../contract/printers.ts";
import type { Health } from "../../../contract/station.ts";
import { station } from "../../ui/connection.ts";
import { momentOf } from "../../ui/format.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { session } from "../session.ts";
import { usePrintActions } from "./actions.ts";
import { printersFor, takes } from "./condition.ts";

/** Papers that wait for their printer; each can be given to another. */
export function Waiting({ health }: { health: Health }) {
  const { t } = useTexts();
  const waiting = health.openJobs.filter((job) => ["queued", "waiting", "sending"].includes(job.state));
  return (
    <section className="papers" aria-label={t("printers.waiting")}>
      <h3>{t("printers.waitingTitle", { n: waiting.length })}</h3>
      {waiting.length === 0 ? <p className="side-none">{t("printers.nothingWaits")}</p> : null}
      <ul>
        {waiting.map((job) => (
          <WaitingPaper key={job.id} job={job} printers={health.printers} />
        ))}
      </ul>
    </section>
  );
}

function WaitingPaper({ job, printers }: { job: PrintJob; printers: readonly PrinterStatus[] }) {
  const { t, language } = useTexts();
  const { move, cancel } = usePrintActions();
  const others = printersFor(job, printers);
  const isNobodys = !printers.some((printer) => takes(printer, job));
  return (
    <li data-testid={`waiting-${job.title}`}>
      <Name job={job} />
      <span className={isNobodys ? "paper-nobodys" : undefined}>
        {t(isNobodys ? "printers.nobodys" : `print.state.${job.state}`)} · {momentOf(job.createdAt, language)}
      </span>
      {job.state === "sending" ? null : (
        <>
          {others.length === 0 ? null : (
            <Select
              size="xs"
              aria-label={t("printers.moveTo")}
              placeholder={t("printers.moveTo")}
              data={others.map(({ id, name }) => ({ value: id, label: name }))}
              value={job.printer}
              comboboxProps={{ withinPortal: true }}
              data-testid={`move-${job.title}`}
              onChange={(printer) => printer !== null && void move(job.id, printer)}
            />
          )}
          <Button
            size="compact-sm"
            variant="subtle"
            color="brick"
            data-testid={`drop-${job.title}`}
            onClick={() => void cancel(job.id, null)}
          >
            {t("print.drop")}
          </Button>
        </>
      )}
    </li>
  );
}

/** Papers that came out, the latest first, or those that fit what is typed: each can be printed once more, as a copy. */
export function Finished({ health }: { health: Health }) {
  const { t, language } = useTexts();
  const { again } = usePrintActions();
  const [query, setQuery] = useState("");
  const [jobs, setJobs] = useState<PrintJob[]>([]);
  const { lastSeq } = health.sync;
  // What was finished meanwhile has grown the log.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is what tells that there may be more to read
  useEffect(() => {
    let isCurrent = true;
    void station.printing
      .finished({ session: session(), query })
      .then((found) => isCurrent && setJobs(found))
      .catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, [query, lastSeq]);
  return (
    <section className="papers" aria-label={t("printers.finished")}>
      <h3>{t("printers.finished")}</h3>
      <TextInput
        size="sm"
        placeholder={t("printers.search")}
        aria-label={t("printers.search")}
        value={query}
        data-testid="paper-search"
        onChange={(event) => setQuery(event.currentTarget.value)}
      />
      <ul>
        {jobs.map((job) => (
          <li key={job.id}>
            <Name job={job} />
            <span>
              {t(`print.state.${job.state}`)} · {momentOf(job.finishedAt ?? job.createdAt, language)}
            </span>
            {job.kind === "test" ? null : (
              <Button
                size="compact-sm"
                variant="light"
                data-testid={`again-${job.title}`}
                onClick={() => void again(job.id)}
              >
                {t("print.again")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Name({ job }: { job: PrintJob }) {
  const { t } = useTexts();
  return (
    <strong>
      {t(`print.kind.${job.kind}`)} {job.title}
      {job.copy > 1 ? ` · ${t("printers.copy", { n: job.copy })}` : null}
    </strong>
  );
}
