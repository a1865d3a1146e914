import { type PrintJob, undecidedStates } from "../../../contract/entities.ts";
import type { PcPrinters, PrinterStatus } from "../../../contract/printers.ts";
import type { Health } from "../../../contract/station.ts";

/** The PC of the hall where a printer or a paper is; null for this one. */
export type Where = Pick<PcPrinters, "pc" | "name" | "attended"> | null;

export type PlacedPrinter = PrinterStatus & { where: Where };

/** A paper that only a person can decide on. */
export interface UndecidedPaper {
  job: PrintJob;
  where: Where;
}

/** Somebody who is signed in there may be away from it: after so long everybody is asked. */
const ANSWERED_WITHIN_MS = 5 * 60_000;

/** Whether it is this counter's to look after: here, or where nobody is signed in (a kiosk in the lobby). */
export function isOurs(where: Where): boolean {
  return where === null || !where.attended;
}

/**
 * What is asked at this counter.
 *
 * @param firstSeen when each paper was first seen undecided at this window, by its id, in milliseconds.
 */
export function askedHere(
  papers: readonly UndecidedPaper[],
  firstSeen: ReadonlyMap<string, number>,
  now: number,
): UndecidedPaper[] {
  return papers.filter(
    ({ job, where }) => isOurs(where) || now - (firstSeen.get(job.id) ?? now) >= ANSWERED_WITHIN_MS,
  );
}

/** The other PCs of the hall that have printers: those first whose printer needs somebody, else by name. */
export function otherPcs({ elsewhere }: Health): PcPrinters[] {
  const worst = ({ printers }: PcPrinters) =>
    Math.min(...printers.map((printer) => urgency[lampOf(printer)]));
  return elsewhere
    .filter(({ printers }) => printers.length > 0)
    .sort((a, b) => worst(a) - worst(b) || a.name.localeCompare(b.name));
}

/** This PC's printers, then those of the others. */
export function placedPrinters(health: Health): PlacedPrinter[] {
  return [
    ...health.printers.map((printer) => ({ ...printer, where: null })),
    ...otherPcs(health).flatMap(({ pc, name, attended, printers }) =>
      printers.map((printer) => ({ ...printer, where: { pc, name, attended } })),
    ),
  ];
}

/** What is to be decided at this PC, then where nobody is signed in, then at the others. */
export function undecidedPapers(health: Health): UndecidedPaper[] {
  const own = health.openJobs.filter(({ state }) => undecidedStates.includes(state));
  const others = otherPcs(health).flatMap(({ pc, name, attended, undecided }) =>
    undecided.map((job) => ({ job, where: { pc, name, attended } })),
  );
  return [
    ...own.map((job) => ({ job, where: null })),
    ...others.filter(({ where }) => !where.attended),
    ...others.filter(({ where }) => where.attended),
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
