import type { PrintJob } from "../../../contract/entities.ts";
import type { PrinterStatus } from "../../../contract/station.ts";

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
export function byUrgency(printers: readonly PrinterStatus[]): PrinterStatus[] {
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
