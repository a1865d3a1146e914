import type { Transaction } from "kysely";
import type { PaperKind, PrinterCondition } from "../../../contract/entities.ts";
import type { EventLog } from "../../../db/event-log.ts";
import { nextPrintJob, printJobById, updatePrintJob } from "../../../db/print-jobs.ts";
import type { StoreSchema } from "../../../db/schema.ts";
import type { Store } from "../../../db/store.ts";
import type { PrintJobStore } from "./job-store.ts";
import { paperSchema } from "./paper.rules.ts";

/** The print queue's view of the store. That a paper came out is a fact: it gets its event. */
export class StoredPrintJobs implements PrintJobStore {
  readonly #store: Store;
  readonly #log: EventLog;
  readonly #onSettled: () => void;

  constructor(store: Store, log: EventLog, onSettled: () => void) {
    this.#store = store;
    this.#log = log;
    this.#onSettled = onSettled;
  }

  async claimNext(papers: PaperKind[], now: string) {
    // Most turns find nothing to do; those must not write.
    if ((await nextPrintJob(this.#store.db, papers, now)) === null) return null;
    return this.#store.write(async (trx) => {
      const job = await nextPrintJob(trx, papers, now);
      if (job === null) return null;
      const attempts = job.attempts + 1;
      await updatePrintJob(trx, job.id, { state: "sending", attempts, next_try_at: null });
      const { id, kind, title, copy } = job;
      return { id, kind, title, copy, attempts, paper: paperSchema.parse(JSON.parse(job.paper)) };
    });
  }

  async markPrinted(id: string, now: string): Promise<void> {
    await this.#store.write(async (trx) => {
      await updatePrintJob(trx, id, { state: "printed", condition: null, finished_at: now });
      await this.#settled(trx, id, now);
    });
    this.#onSettled();
  }

  async markUnknown(id: string, condition: PrinterCondition, _now: string): Promise<void> {
    await this.#store.write((trx) => updatePrintJob(trx, id, { state: "unknown", condition }));
  }

  async postpone(id: string, condition: PrinterCondition, nextTryAt: string, _now: string): Promise<void> {
    await this.#store.write((trx) =>
      updatePrintJob(trx, id, { state: "waiting", condition, next_try_at: nextTryAt }),
    );
  }

  async fail(id: string, condition: PrinterCondition, _now: string): Promise<void> {
    await this.#store.write((trx) => updatePrintJob(trx, id, { state: "failed", condition }));
  }

  async #settled(trx: Transaction<StoreSchema>, id: string, now: string): Promise<void> {
    const job = await printJobById(trx, id);
    if (job === null) return;
    await this.#log.append(trx, now, {
      type: "paper.settled",
      actor: "station",
      subject: job.subject,
      data: {
        printJob: id,
        kind: job.kind,
        subject: job.subject,
        copy: job.copy,
        outcome: "printed",
        by: "printer",
      },
    });
  }
}
