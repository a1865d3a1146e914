import type { PrinterCondition } from "../../../contract/entities.ts";
import type { PrinterSettings } from "../../../contract/settings.ts";
import type { ClaimedJob, PrintJobStore } from "./job-store.ts";
import { renderPaper } from "./render.ts";
import { canPrint, type Patience, parseAddress, queryStatus, sendPaper, usualPatience } from "./transport.ts";

/** While papers wait for a printer it is asked often, so that they come out soon after the roll was changed. */
const POLL_WAITING_MS = 1500;
const POLL_IDLE_MS = 15_000;

export interface PrinterState {
  printer: PrinterSettings;
  condition: PrinterCondition;
  checkedAt: string | null;
}

export interface PrintQueueOptions {
  printers: readonly PrinterSettings[];
  store: PrintJobStore;
  patience?: Patience;
  now?: () => string;
}

/**
 * Prints what is queued, a worker for each printer: one that is dead stops no other. A paper whose end is not known is
 * never tried again by the program; a person says whether it came out.
 */
export class PrintQueue {
  readonly #workers: PrinterWorker[];
  readonly #listeners = new Set<() => void>();

  constructor(options: PrintQueueOptions) {
    const changed = () => {
      for (const listener of this.#listeners) listener();
    };
    this.#workers = options.printers.map((printer) => new PrinterWorker(printer, options, changed));
  }

  start(): void {
    for (const worker of this.#workers) worker.start();
  }

  /** A job was added or decided on. */
  wake(): void {
    for (const worker of this.#workers) worker.wake();
  }

  /** Resolves when the papers under way are done or given up. */
  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop()));
  }

  statuses(): PrinterState[] {
    return this.#workers.map((worker) => worker.state);
  }

  /** Told when a printer's condition or a job changed. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }
}

class PrinterWorker {
  state: PrinterState;
  readonly #store: PrintJobStore;
  readonly #patience: Patience;
  readonly #now: () => string;
  readonly #changed: () => void;
  #number = Math.floor(Math.random() * 10_000);
  #running: Promise<void> | null = null;
  #stopping = false;
  #woken = false;
  #rouse: () => void = () => undefined;

  constructor(printer: PrinterSettings, options: PrintQueueOptions, changed: () => void) {
    this.state = { printer, condition: "unknown", checkedAt: null };
    this.#store = options.store;
    this.#patience = options.patience ?? usualPatience;
    this.#now = options.now ?? (() => new Date().toISOString());
    this.#changed = changed;
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
    await this.#check();
    while (!this.#stopping) {
      this.#woken = false;
      const job = canPrint(this.state.condition)
        ? await this.#stored(() => this.#store.claimNext(this.state.printer.papers, this.#now()))
        : null;
      if (job !== null && job !== undefined) {
        await this.#print(job);
        continue;
      }
      await this.#pause(canPrint(this.state.condition) ? POLL_IDLE_MS : POLL_WAITING_MS);
      // A paper that is waiting needs no look at a printer that was well a moment ago.
      if (!this.#stopping && !(this.#woken && canPrint(this.state.condition))) await this.#check();
    }
  }

  async #print(job: ClaimedJob): Promise<void> {
    const bytes = this.#bytesOf(job);
    if (bytes === null) {
      await this.#stored(() => this.#store.fail(job.id, "error", this.#now()));
      this.#changed();
      return;
    }
    this.#changed();
    this.#number += 1;
    const result = await sendPaper(
      parseAddress(this.state.printer.address),
      bytes,
      this.#number,
      this.#patience,
    );
    const now = this.#now();
    if (result.outcome === "printed") {
      this.#note("ready");
      await this.#stored(() => this.#store.markPrinted(job.id, now));
    } else if (result.outcome === "notStarted") {
      this.#note(result.condition);
      await this.#stored(() => this.#store.postpone(job.id, result.condition, now, now));
    } else {
      this.#note(result.condition);
      await this.#stored(() => this.#store.markUnknown(job.id, result.condition, now));
    }
    this.#changed();
  }

  /**
   * Asks the store until it answers: a full disk must neither end the printing nor make a paper that is out be printed
   * again. Only the stop ends it; what was being sent is then put before a person at the next start.
   */
  async #stored<T>(work: () => Promise<T>): Promise<T | undefined> {
    while (!this.#stopping) {
      try {
        return await work();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, POLL_WAITING_MS));
      }
    }
    // The last chance to note how the paper under way ended.
    return work().catch(() => undefined);
  }

  #bytesOf(job: ClaimedJob): Buffer | null {
    try {
      return renderPaper(job.paper, this.state.printer);
    } catch {
      // A paper that can't be set would block the printer for ever: it is put before a person instead.
      return null;
    }
  }

  async #check(): Promise<void> {
    const before = this.state.condition;
    this.#note(await queryStatus(parseAddress(this.state.printer.address), this.#patience));
    if (before !== this.state.condition) this.#changed();
  }

  #note(condition: PrinterCondition): void {
    this.state = { ...this.state, condition, checkedAt: this.#now() };
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
