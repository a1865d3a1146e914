import { officeDay } from "../../../contract/time.ts";

/**
 * What stands on the ticket: the group's letter and the number with three digits at least.
 *
 * @example ticketLabel("A", 5) // "A005"
 */
export function ticketLabel(letter: string, number: number): string {
  return `${letter}${String(number).padStart(3, "0")}`;
}

/**
 * The numbers that a host may give out in each group on a day. Every PC of a hall that can be its host has a place of
 * its own (0 the first host), and no two places share a number: after a take-over neither host can give out a number
 * that the other has given, whether they can hear each other or not.
 *
 * @example numberRange(0, 500) // { first: 1, last: 499 }
 * @example numberRange(1, 500) // { first: 501, last: 999 }
 */
export function numberRange(place: number, numbersPerHost: number): { first: number; last: number } {
  return { first: place * numbersPerHost + 1, last: (place + 1) * numbersPerHost - 1 };
}

/**
 * The queue's day at an instant: the office's date, where the hours before `dayBegins` (`HH:mm`) still belong to the
 * day before, so that a hall that works past midnight carries on.
 *
 * A PC whose clock is put back must not begin an earlier day anew and give the same numbers twice: up to a week before
 * `latest` (the last day with tickets) the queue stays on `latest`. Further back it was the former clock that was wrong.
 */
export function queueDay(now: string, dayBegins: string, latest: string | null): string {
  const [hours = 0, minutes = 0] = dayBegins.split(":").map(Number);
  const day = officeDay(Date.parse(now) - (hours * 60 + minutes) * 60_000);
  if (latest === null || day >= latest) return day;
  return Date.parse(latest) - Date.parse(day) <= WEEK_MS ? latest : day;
}

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
