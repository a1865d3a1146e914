import type { OfflineCause, PrinterCondition, RollPaper } from "../../../contract/entities.ts";
import type { PrinterSettings } from "../../../contract/settings.ts";
import { canPrint, type Patience, type PrinterDriver, type SendResult } from "./driver.ts";
import type { ClaimedJob, PrintJobStore } from "./job-store.ts";

export interface PrinterState {
  printer: PrinterSettings;
  condition: PrinterCondition;
  /** Why it is off-line, where that is known. */
  cause: OfflineCause | null;
  /** Since when it is in that condition. */
  since: string | null;
  checkedAt: string | null;
  /** The title of what it prints now. */
  printing: string | null;
}

export interface WorkerOptions {
  driver: PrinterDriver;
  store: PrintJobStore;
  patience: Patience;
  now: () => string;
  /** Kinds of papers that this printer is to take over now, from others that can't print. */
  standsInFor: () => RollPaper[];
  changed: () => void;
}

/** A printer that is off for long is asked seldom: at most this many times as seldom as at first. */
const MOST_PATIENT = 6;

/** One printer at its work: what is queued for it comes out one after the other. */
export class PrinterWorker {
  state: PrinterState;
  readonly #options: WorkerOptions;
  #troubles = 0;
  #isRollOut = false;
  #running: Promise<void> | null = null;
  #stopping = false;
  #woken = false;
  #rouse: () => void = () => undefined;

  constructor(printer: PrinterSettings, options: WorkerOptions) {
    this.state = { printer, condition: "unknown", cause: null, since: null, checkedAt: null, printing: null };
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  wake(): void {
    this.#woken = true;
    this.#rouse();
  }

  /** Resolves when the paper under way is done or given up. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#rouse();
    const { patience, driver } = this.#options;
    // A paper that waits in the printer for a new roll may wait for long; the program does not.
    const limit = setTimeout(() => driver.close(), patience.answerMs * 2);
    await this.#running;
    clearTimeout(limit);
  }

  /** Whether it could not print for so long that another stands in for it. */
  isDown(): boolean {
    const { condition, since } = this.state;
    if (canPrint(condition) || since === null) return false;
    return Date.parse(this.#options.now()) - Date.parse(since) >= this.#options.patience.fallbackMs;
  }

  async #run(): Promise<void> {
    const { store, patience } = this.#options;
    await this.#check();
    while (!this.#stopping) {
      this.#woken = false;
      const job = canPrint(this.state.condition)
        ? await this.#stored(() => store.claimNext(this.#claim(), this.#options.now()))
        : null;
      if (job !== null && job !== undefined) {
        await this.#print(job);
        continue;
      }
      const isWell = canPrint(this.state.condition);
      await this.#pause(isWell ? patience.idleMs : this.#patientMs());
      // A paper that is waiting needs no look at a printer that was well a moment ago.
      if (!this.#stopping && !(this.#woken && canPrint(this.state.condition))) await this.#check();
    }
  }

  #claim() {
    const { id, papers } = this.state.printer;
    return { printer: id, kinds: [...papers, ...this.#options.standsInFor()] };
  }

  /** Soon after it began, so that papers come out when the roll was changed; ever less often when it stays. */
  #patientMs(): number {
    const { pollMs } = this.#options.patience;
    return (
      pollMs * (this.state.condition === "offline" ? Math.min(1 + this.#troubles / 10, MOST_PATIENT) : 1)
    );
  }

  async #print(job: ClaimedJob): Promise<void> {
    const { store, driver, now } = this.#options;
    const { id } = this.state.printer;
    this.state = { ...this.state, printing: job.title };
    this.#options.changed();
    if (!(await this.#isCleared())) {
      await this.#stored(() => store.postpone(job.id, "offline", now()));
      this.#note("offline");
      this.#done();
      return;
    }
    let result: SendResult;
    try {
      result = await driver.print(job, (condition) => {
        this.#note(condition);
        this.#options.changed();
      });
    } catch {
      // A paper that can't be set would block the printer for ever: it is put before a person instead.
      await this.#stored(() => store.fail(job.id, "error"));
      this.#done();
      return;
    }
    this.#note(result.condition);
    if (result.outcome === "printed") {
      const { dots, unconfirmed } = result;
      await this.#stored(() => store.markPrinted(job.id, { printer: id, dots, unconfirmed }, now()));
    } else if (result.outcome === "notStarted") {
      await this.#stored(() => store.postpone(job.id, result.condition, now()));
    } else {
      await this.#stored(() => store.markUnknown(job.id, id, result.condition));
    }
    this.#done();
  }

  /**
   * What the printer may still hold of an earlier paper is cleared as soon as it can be reached, even while it can't print:
   * with the new roll it would come out by itself, beside its reprint. @returns false where something may be left.
   */
  async #isCleared(): Promise<boolean> {
    const { store, driver } = this.#options;
    const { id } = this.state.printer;
    if ((await this.#stored(() => store.mustClear(id))) !== true) return true;
    if (!(await driver.clear())) return false;
    await this.#stored(() => store.cleared(id));
    return true;
  }

  #done(): void {
    this.state = { ...this.state, printing: null };
    this.#options.changed();
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
        await new Promise((resolve) => setTimeout(resolve, this.#options.patience.pollMs));
      }
    }
    // The last chance to note how the paper under way ended.
    return work().catch(() => undefined);
  }

  async #check(): Promise<void> {
    const before = this.state;
    await this.#isCleared();
    const condition = await this.#options.driver.status();
    this.#note(condition);
    this.#troubles = canPrint(condition) ? 0 : this.#troubles + 1;
    // What a dead printer keeps waiting gets old all the same.
    const hasExpired = await this.#stored(() => this.#options.store.expire(this.#options.now()));
    if (hasExpired === true || before.condition !== condition || before.cause !== this.state.cause)
      this.#options.changed();
  }

  #note(condition: PrinterCondition): void {
    const { now, store } = this.#options;
    const at = now();
    const before = this.state.condition;
    this.state = {
      ...this.state,
      condition,
      cause: condition === "offline" ? this.#options.driver.cause() : null,
      checkedAt: at,
      since: before === condition && this.state.since !== null ? this.state.since : at,
    };
    if (condition === "paperOut") this.#isRollOut = true;
    // The cover is open in between, or the power off: what counts is that there is paper again.
    if (condition !== "ready" || !this.#isRollOut) return;
    this.#isRollOut = false;
    void this.#stored(() => store.rollChanged(this.state.printer.id, at));
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
