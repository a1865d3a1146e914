import type { Transaction } from "kysely";
import { type PrinterCondition, type RollPaper, rollPaperSchema } from "../../../contract/entities.ts";
import type { EventLog } from "../../../db/event-log.ts";
import {
  expirePrintJobs,
  hasExpiredJobs,
  nextPrintJob,
  printJobById,
  updatePrintJob,
} from "../../../db/print-jobs.ts";
import { addUsedDots, printerRow, updatePrinter } from "../../../db/printers.ts";
import type { StoreSchema } from "../../../db/schema.ts";
import type { Store } from "../../../db/store.ts";
import type { Printed, PrintJobStore } from "./job-store.ts";

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

  async expire(now: string): Promise<boolean> {
    // Most turns find nothing to do; those must not write.
    if (!(await hasExpiredJobs(this.#store.db, now))) return false;
    await this.#store.write((trx) => expirePrintJobs(trx, now));
    return true;
  }

  async claimNext(claim: { printer: string; kinds: RollPaper[] }, now: string) {
    await this.expire(now);
    if ((await nextPrintJob(this.#store.db, claim, now)) === null) return null;
    return this.#store.write(async (trx) => {
      const job = await nextPrintJob(trx, claim, now);
      if (job === null) return null;
      const attempts = job.attempts + 1;
      await updatePrintJob(trx, job.id, {
        state: "sending",
        attempts,
        next_try_at: null,
        sent_to: claim.printer,
      });
      const { id, title, copy } = job;
      return {
        id,
        kind: rollPaperSchema.parse(job.kind),
        title,
        copy,
        attempts,
        paper: JSON.parse(job.paper) as unknown,
      };
    });
  }

  async markPrinted(id: string, printed: Printed, now: string): Promise<void> {
    await this.#store.write(async (trx) => {
      await updatePrintJob(trx, id, { state: "printed", condition: null, finished_at: now });
      await addUsedDots(trx, printed.printer, printed.dots);
      await this.#settled(trx, id, printed, now);
    });
    this.#onSettled();
  }

  async markUnknown(id: string, printer: string, condition: PrinterCondition): Promise<void> {
    await this.#store.write(async (trx) => {
      await updatePrintJob(trx, id, { state: "unknown", condition });
      // A line that broke may have left half a picture in the printer, which would swallow the next paper.
      if (condition !== "paperOut" && condition !== "coverOpen")
        await updatePrinter(trx, printer, { clear_first: 1 });
    });
  }

  async postpone(id: string, condition: PrinterCondition, nextTryAt: string): Promise<void> {
    await this.#store.write((trx) =>
      updatePrintJob(trx, id, { state: "waiting", condition, next_try_at: nextTryAt }),
    );
  }

  async fail(id: string, condition: PrinterCondition): Promise<void> {
    await this.#store.write((trx) => updatePrintJob(trx, id, { state: "failed", condition }));
  }

  async mustClear(printer: string): Promise<boolean> {
    return (await printerRow(this.#store.db, printer)).clear_first === 1;
  }

  async cleared(printer: string): Promise<void> {
    await this.#store.write((trx) => updatePrinter(trx, printer, { clear_first: 0 }));
  }

  async rollChanged(printer: string, now: string): Promise<void> {
    await this.#store.write((trx) => updatePrinter(trx, printer, { used_dots: 0, roll_changed_at: now }));
  }

  async #settled(trx: Transaction<StoreSchema>, id: string, printed: Printed, now: string): Promise<void> {
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
        printer: printed.printer,
        ...(printed.unconfirmed ? { unconfirmed: true } : {}),
      },
    });
  }
}
