import { type PrintJob, undecidedStates } from "../../../contract/entities.ts";
import {
  type PrinterStatus,
  type PrinterStep,
  type ToldPrinters,
  UNDECIDED_TOLD,
} from "../../../contract/printers.ts";
import { openPrintJobs } from "../../../db/print-jobs.ts";
import type { StationContext } from "../context.ts";
import type { PageQueue } from "../forms/page-queue.ts";
import type { AtCounter, Desk } from "../staff/desk.ts";
import type { Papers } from "./papers.ts";
import type { Printing } from "./printing.ts";

export interface StationPrintersOptions {
  station: StationContext;
  printing: Printing;
  papers: Papers;
  pagePrinting: PageQueue | null;
  desk: Desk;
}

/** Every printer of this PC, on a roll or for pages, and what people do about them, wherever in the hall they stand. */
export class StationPrinters {
  readonly #options: StationPrintersOptions;

  constructor(options: StationPrintersOptions) {
    this.#options = options;
  }

  async read(): Promise<{ printers: PrinterStatus[]; openJobs: PrintJob[] }> {
    const { station, printing, pagePrinting } = this.#options;
    const openJobs = await openPrintJobs(station.store.db);
    const printers = await printing.statuses(openJobs);
    if (pagePrinting === null) return { printers, openJobs };
    const page: PrinterStatus = {
      id: "page",
      name: pagePrinting.printer.name,
      connection: "laser",
      address: pagePrinting.printer.device,
      papers: ["form"],
      fallbackFor: [],
      cause: null,
      ...pagePrinting.state,
      roll: null,
      pending: openJobs.filter(({ kind }) => kind === "form").length,
    };
    return { printers: [...printers, page], openJobs };
  }

  /** What the other PCs of the hall are told; when a printer was asked last changes all the time, and is not. */
  async told(): Promise<ToldPrinters> {
    const { printers, openJobs } = await this.read();
    return {
      printers: printers.map((printer) => ({ ...printer, checkedAt: null })),
      undecided: openJobs.filter(({ state }) => undecidedStates.includes(state)).slice(0, UNDECIDED_TOLD),
      attended: await this.#options.desk.isAttended(),
    };
  }

  /** @throws AppError PRINT_JOB_UNKNOWN, PRINT_JOB_STATE, PRINTER_UNKNOWN */
  async take(by: AtCounter, step: PrinterStep): Promise<void> {
    const { papers, printing } = this.#options;
    switch (step.kind) {
      case "settle":
        await papers.settle(by, step.id, step.cameOut);
        return;
      case "cancel":
        await papers.cancel(by, step.id);
        return;
      case "test":
        await printing.test(step.printer);
        return;
      case "rollChanged":
        await printing.rollChanged(step.printer);
        return;
    }
  }
}
