import type { RollPaper } from "../../../contract/entities.ts";
import { officeDay, officeInstant } from "../../../contract/time.ts";

/** Papers for somebody who stands here now: nobody waits for them on the next day. */
const dayPapers: readonly RollPaper[] = ["ticket", "appointment", "test"];
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * Until when a paper is printed unasked; after that a person decides. A ticket is good to the end of the office's day at
 * the latest, whatever its life: a printer that was off overnight must not print yesterday in the morning. Receipts prove
 * something and stay for all of their life.
 *
 * @param from the instant from which its life counts.
 */
export function printedUntil(kind: RollPaper, from: string, lifeMinutes: number): string {
  const life = Date.parse(from) + lifeMinutes * MINUTE_MS;
  const dayEnd = Date.parse(officeInstant(officeDay(from), "00:00")) + DAY_MS;
  return new Date(dayPapers.includes(kind) ? Math.min(life, dayEnd) : life).toISOString();
}
