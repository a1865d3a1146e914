import { type PrintJob, undecidedStates } from "../../../contract/entities.ts";
import type { PcPrinters, PrinterStatus } from "../../../contract/printers.ts";
import type { Health } from "../../../contract/station.ts";

/** The PC of the hall where a printer or a paper is; null for this one. */
export type Where = Pick<PcPrinters, "pc" | "name"> | null;

export type PlacedPrinter = PrinterStatus & { where: Where };

/** A paper that only a person can decide on. */
export interface UndecidedPaper {
  job: PrintJob;
  where: Where;
}

/** Other PCs where nobody would see what their printers ask: a kiosk in the lobby, a counter that is not manned. */
export function unattended({ elsewhere }: Health): PcPrinters[] {
  return elsewhere.filter(({ attended }) => !attended);
}

/** This PC's printers, then those of the others. */
export function placedPrinters(health: Health, others: readonly PcPrinters[]): PlacedPrinter[] {
  return [
    ...health.printers.map((printer) => ({ ...printer, where: null })),
    ...others.flatMap(({ printers, ...where }) => printers.map((printer) => ({ ...printer, where }))),
  ];
}

/** What is to be decided at this PC, then at the others. */
export function undecidedPapers(health: Health, others: readonly PcPrinters[]): UndecidedPaper[] {
  const own = health.openJobs.filter(({ state }) => undecidedStates.includes(state));
  return [
    ...own.map((job) => ({ job, where: null })),
    ...others.flatMap(({ undecided, ...where }) => undecided.map((job) => ({ job, where }))),
  ];
}

/** Metres below which a roll is changed before it ends in the middle of a paper. */
const LOW_METRES = 3;

/** What a new roll holds less what was printed since it was put in. */
export function metresLeft({ roll }: PrinterStatus): number | null {
  return roll === null ? null : Math.max(0, roll.metres - roll.usedMetres);
}

/** The counted length says that the roll is near its end, though the printer may have no sensor for it. */
export function isLow(printer: PrinterStatus): boolean {
  return (metresLeft(printer) ?? Number.POSITIVE_INFINITY) < LOW_METRES;
}

const urgency = { bad: 0, look: 1, good: 2 };

/** Those first that need somebody; the others as they are set up. */
export function byUrgency<T extends PrinterStatus>(printers: readonly T[]): T[] {
  return [...printers].sort((a, b) => urgency[lampOf(a)] - urgency[lampOf(b)]);
}

/** Whether that printer takes the paper without being told: as its own, or where another is dead. */
export function takes({ id, papers, fallbackFor }: PrinterStatus, { printer, kind }: PrintJob): boolean {
  return printer === null ? papers.includes(kind) || fallbackFor.includes(kind) : printer === id;
}

/** Printers that a paper can be given to: a form is a sheet, everything else comes out of a roll. Empty where none helps. */
export function printersFor(job: PrintJob, printers: readonly PrinterStatus[]): PrinterStatus[] {
  const rolls = job.kind === "form" ? [] : printers.filter(({ roll }) => roll !== null);
  return rolls.every((printer) => takes(printer, job)) ? [] : rolls;
}

/** What an eye should see first: all well, soon to be looked after, nothing comes out. */
export function lampOf(printer: PrinterStatus): "good" | "look" | "bad" {
  const { condition } = printer;
  if (condition === "ready") return isLow(printer) ? "look" : "good";
  return condition === "paperNearEnd" || condition === "unknown" ? "look" : "bad";
}
