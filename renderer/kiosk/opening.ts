import type { Board, Opening } from "../../contract/queue.ts";
import { officeDay } from "../../contract/time.ts";

export type GroupOnBoard = Board["groups"][number];

/** From how many numbers on a citizen is told that few are left. */
const FEW_LEFT = 10;
/** Whoever would wait longer than this is asked once before a number is taken. */
const LONG_WAIT_SECONDS = 40 * 60;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * What the board said, at `now`: a group opens and closes on its minute even where the station's next word is late.
 * The station decides all the same when the number is taken.
 */
export function openingAt(opening: Opening, now: number): Opening {
  if (opening.state === "closed") {
    const opened = opening.opensAt !== null && Date.parse(opening.opensAt) <= now;
    return opened ? { state: "open", closesAt: null, left: null } : opening;
  }
  const closed = opening.closesAt !== null && Date.parse(opening.closesAt) <= now;
  return closed ? { state: "closed", reason: "hours", opensAt: null } : opening;
}

/** How many numbers are left, where so few are left that one should know. */
export function fewLeft(opening: Opening): number | null {
  return opening.state === "open" && opening.left !== null && opening.left <= FEW_LEFT ? opening.left : null;
}

/** Where no group gives out numbers: why, if all have one reason, and when the first opens. Null where one is open. */
export function allClosed(
  groups: readonly GroupOnBoard[],
  now: number,
): { reason: (Opening & { state: "closed" })["reason"] | null; opensAt: string | null } | null {
  const closed = groups.flatMap(({ opening }) => {
    const at = openingAt(opening, now);
    return at.state === "closed" ? [at] : [];
  });
  const [first] = closed;
  if (first === undefined || closed.length < groups.length) return null;
  const opensAt = closed.flatMap((opening) => opening.opensAt ?? []).sort()[0] ?? null;
  return { reason: closed.every(({ reason }) => reason === first.reason) ? first.reason : null, opensAt };
}

/** How far ahead an opening time lies: that decides whether its day has to be named. */
export function nearness(instant: string, now: number): "today" | "tomorrow" | "later" {
  const day = officeDay(instant);
  if (day === officeDay(now)) return "today";
  return day === officeDay(now + DAY_MS) ? "tomorrow" : "later";
}

/** A wait in steps of five minutes: nobody can promise more exactly. 0: less than five. */
export function roundedMinutes(seconds: number): number {
  return seconds < 5 * 60 ? 0 : Math.round(seconds / 300) * 5;
}

export function isLongWait(group: GroupOnBoard): boolean {
  return group.estimatedSeconds !== null && group.estimatedSeconds > LONG_WAIT_SECONDS;
}
