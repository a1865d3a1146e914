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

/** What an eye should see first: all well, soon to be looked after, nothing comes out. */
export function lampOf(printer: PrinterStatus): "good" | "look" | "bad" {
  const { condition } = printer;
  if (condition === "ready") return isLow(printer) ? "look" : "good";
  return condition === "paperNearEnd" || condition === "unknown" ? "look" : "bad";
}
