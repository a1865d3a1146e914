import type { RollPaper } from "../../../contract/entities.ts";
import type { PrinterSettings } from "../../../contract/settings.ts";
import { canPrint, type Patience, type PrinterDriver, usualPatience } from "./driver.ts";
import type { PrintJobStore } from "./job-store.ts";
import { type PrinterState, PrinterWorker } from "./worker.ts";

export interface PrintQueueOptions {
  printers: readonly PrinterSettings[];
  /** What prints on it. */
  driverOf: (printer: PrinterSettings, patience: Patience) => PrinterDriver;
  store: PrintJobStore;
  patience?: Patience;
  now?: () => string;
}

/**
 * Prints what is queued, a worker for each printer: one that is dead stops no other, and another that is named for that
 * stands in for it. A paper whose end is not known is never tried again by the program; a person says whether it came out.
 */
export class PrintQueue {
  readonly #workers: PrinterWorker[];
  readonly #listeners = new Set<() => void>();
  readonly #patience: Patience;
  #standIn: NodeJS.Timeout | null = null;

  constructor(options: PrintQueueOptions) {
    const { printers, store, driverOf, patience = usualPatience } = options;
    this.#patience = patience;
    this.#workers = printers.map(
      (printer) =>
        new PrinterWorker(printer, {
          driver: driverOf(printer, patience),
          store,
          patience,
          now: options.now ?? (() => new Date().toISOString()),
          standsInFor: () => printer.fallbackFor.filter((kind) => this.#isOrphaned(kind, printer.id)),
          changed: () => this.#changed(),
        }),
    );
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
    if (this.#standIn !== null) clearTimeout(this.#standIn);
    await Promise.all(this.#workers.map((worker) => worker.stop()));
  }

  statuses(): PrinterState[] {
    return this.#workers.map((worker) => worker.state);
  }

  /** Told when a printer's condition or a job changed. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Whether none of the printers that are named for such papers can print. */
  #isOrphaned(kind: RollPaper, besides: string): boolean {
    return this.#workers.every((worker) => {
      const { id, papers } = worker.state.printer;
      return id === besides || !papers.includes(kind) || worker.isDown();
    });
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
    // Whoever stands in is told when it is time, not only at its next look.
    const isGettingDown = this.#workers.some(
      (worker) => !canPrint(worker.state.condition) && !worker.isDown(),
    );
    if (!isGettingDown || this.#standIn !== null) return;
    this.#standIn = setTimeout(() => {
      this.#standIn = null;
      this.wake();
    }, this.#patience.fallbackMs);
    this.#standIn.unref();
  }
}
