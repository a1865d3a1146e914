import type { PrinterCondition } from "../../../contract/entities.ts";
import type { PagePrinterSettings } from "../../../contract/settings.ts";
import type { PageResult, PageWork } from "../../../contract/station-process.ts";
import { nextPrintJob, updatePrintJob } from "../../../db/print-jobs.ts";
import type { PrintJobRow } from "../../../db/schema.ts";
import type { StationContext } from "../context.ts";
import { type FormPage, type Forms, formJobSchema } from "./forms.ts";

export type DoPageWork = (work: PageWork) => Promise<PageResult>;

/** Of this station's printers it has the forms. */
const PAGE_PRINTER = "page";
const CLAIM = { printer: PAGE_PRINTER, kinds: ["form" as const] };
const POLL_WAITING_MS = 5000;
const POLL_IDLE_MS = 60_000;

export interface PageState {
  condition: PrinterCondition;
  /** Since when it is in that condition. */
  since: string | null;
  checkedAt: string | null;
  /** The title of what is given to it now. */
  printing: string | null;
}

export interface PageQueueOptions {
  station: StationContext;
  forms: Forms;
  printer: PagePrinterSettings;
  doPageWork: DoPageWork;
  onChange: () => void;
}

/**
 * Gives forms to the page printer, one after the other. The operating system takes a page and says no more of it, so a
 * form counts as printed when the system has taken it; the log calls that `unconfirmed`. What the system refused after
 * it began is put before a person.
 */
export class PageQueue {
  readonly #options: PageQueueOptions;
  state: PageState = { condition: "unknown", since: null, checkedAt: null, printing: null };
  #running: Promise<void> | null = null;
  #stopping = false;
  #woken = false;
  #rouse: () => void = () => undefined;

  constructor(options: PageQueueOptions) {
    this.#options = options;
  }

  get printer(): PagePrinterSettings {
    return this.#options.printer;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  wake(): void {
    this.#woken = true;
    this.#rouse();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#rouse();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      this.#woken = false;
      // A full disk, say: what was being sent is put before a person at the next start.
      const more = await this.#turn().catch(() => false);
      if (!more) await this.#pause(this.state.condition === "offline" ? POLL_WAITING_MS : POLL_IDLE_MS);
    }
  }

  /** @returns whether there may be more to print. */
  async #turn(): Promise<boolean> {
    const { station, printer, doPageWork } = this.#options;
    const now = station.now();
    const waits = (await nextPrintJob(station.store.db, CLAIM, now)) !== null;
    // Asked at the start, and then only where something is to be printed.
    if (!waits && this.state.condition === "ready") return false;
    const look = await doPageWork({ do: "look", device: printer.device });
    this.#note(look.outcome === "done" ? "ready" : "offline");
    if (look.outcome !== "done" || !waits) return false;
    const job = await this.#claim();
    if (job === null) return false;
    this.state = { ...this.state, printing: job.title };
    this.#options.onChange();
    try {
      return await this.#print(job);
    } finally {
      this.state = { ...this.state, printing: null };
      this.#options.onChange();
    }
  }

  /** @returns whether the next may be tried at once. */
  async #print(job: PrintJobRow): Promise<boolean> {
    const { station, forms, printer, doPageWork } = this.#options;
    const page = await pageOf(forms, job);
    if (page === null) {
      // It would block the others for ever: it is put before a person instead.
      await station.store.write((trx) =>
        updatePrintJob(trx, job.id, { state: "failed", condition: "error" }),
      );
      return true;
    }
    const { html, design, title } = page;
    const { device, duplex } = printer;
    // A shell that goes in the middle has perhaps given it to the system, perhaps not.
    const result = await doPageWork({ do: "print", html, title, page: design.page, device, duplex }).catch(
      (error): PageResult => ({ outcome: "unknown", detail: String(error) }),
    );
    await this.#noteResult(job, result);
    return result.outcome === "done";
  }

  #claim(): Promise<PrintJobRow | null> {
    const { station } = this.#options;
    return station.store.write(async (trx) => {
      const job = await nextPrintJob(trx, CLAIM, station.now());
      if (job !== null)
        await updatePrintJob(trx, job.id, {
          state: "sending",
          attempts: job.attempts + 1,
          next_try_at: null,
          sent_to: PAGE_PRINTER,
        });
      return job;
    });
  }

  async #noteResult(job: PrintJobRow, { outcome }: PageResult): Promise<void> {
    const { station } = this.#options;
    const { store, log } = station;
    const at = station.now();
    if (outcome === "notStarted") {
      this.#note("offline");
      await store.write((trx) => updatePrintJob(trx, job.id, { state: "waiting", condition: "offline" }));
      return;
    }
    if (outcome === "unknown") {
      this.#note("error");
      await store.write((trx) => updatePrintJob(trx, job.id, { state: "unknown", condition: "error" }));
      return;
    }
    await store.write(async (trx) => {
      await updatePrintJob(trx, job.id, { state: "printed", condition: null, finished_at: at });
      await log.append(trx, at, {
        type: "paper.settled",
        actor: "station",
        subject: job.subject,
        data: {
          printJob: job.id,
          kind: job.kind,
          subject: job.subject,
          copy: job.copy,
          outcome: "printed",
          by: "printer",
          unconfirmed: true,
        },
      });
    });
    station.wakeSync();
  }

  #note(condition: PrinterCondition): void {
    const before = this.state.condition;
    const at = this.#options.station.now();
    const since = before === condition && this.state.since !== null ? this.state.since : at;
    this.state = { ...this.state, condition, since, checkedAt: at };
    if (before !== condition) this.#options.onChange();
  }

  #pause(ms: number): Promise<void> {
    if (this.#woken || this.#stopping) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** A form's page; null where it can't be made. */
async function pageOf(forms: Forms, job: PrintJobRow): Promise<FormPage | null> {
  try {
    return await forms.document(formJobSchema.parse(JSON.parse(job.paper)));
  } catch {
    return null;
  }
}
