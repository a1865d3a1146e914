import type { RollPaper } from "../../../contract/entities.ts";
import { officeDay, officeInstant } from "../../../contract/time.ts";
import { addDays } from "../calendar/days.rules.ts";

/** Papers for somebody who stands here now: nobody waits for them on the next day. */
const dayPapers: readonly RollPaper[] = ["ticket", "appointment", "test"];
const MINUTE_MS = 60_000;

/**
 * Until when a paper is printed unasked; after that a person decides. A ticket is good to the end of the office's day at
 * the latest, whatever its life: a printer that was off overnight must not print yesterday in the morning. Receipts prove
 * something and stay for all of their life.
 *
 * @param from the instant from which its life counts.
 */
export function printedUntil(kind: RollPaper, from: string, lifeMinutes: number): string {
  const life = Date.parse(from) + lifeMinutes * MINUTE_MS;
  const dayEnd = Date.parse(officeInstant(addDays(officeDay(from), 1), "00:00"));
  return new Date(dayPapers.includes(kind) ? Math.min(life, dayEnd) : life).toISOString();
}
