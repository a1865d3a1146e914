import type { Ticket } from "../../../contract/queue.ts";
import { goesBefore, greatestClaim } from "./policy.rules.ts";
import { type Hall, ticketAt } from "./steps.rules.ts";

/** How many of the latest services of a group are averaged. */
const REMEMBERED = 30;
/** A service longer than this was a ticket that nobody finished in time. */
const LONGEST_SECONDS = 90 * 60;

/** How long services take, group by group, from the latest that were finished. */
export class ServiceTimes {
  readonly #seconds = new Map<string, number[]>();
  readonly #assumed: number;

  /** @param assumedMinutes for a group of which nothing was measured yet. */
  constructor(assumedMinutes: number) {
    this.#assumed = assumedMinutes * 60;
  }

  /** Takes in a finished ticket; one that was not served tells nothing. */
  learn(ticket: Ticket): void {
    const from = ticket.servingAt ?? ticket.calledAt;
    if (ticket.status !== "served" || from === null || ticket.finishedAt === null) return;
    const seconds = (Date.parse(ticket.finishedAt) - Date.parse(from)) / 1000;
    if (seconds < 0 || seconds > LONGEST_SECONDS) return;
    const known = this.#seconds.get(ticket.queue) ?? [];
    known.push(seconds);
    if (known.length > REMEMBERED) known.shift();
    this.#seconds.set(ticket.queue, known);
  }

  /** Mean seconds of a service in the group; the first few are weighed with what the office assumes. */
  of(group: string): number {
    const known = this.#seconds.get(group) ?? [];
    const assumedWeight = Math.max(0, ASSUMED_WEIGHT - known.length);
    const sum = known.reduce((total, seconds) => total + seconds, 0);
    return (sum + assumedWeight * this.#assumed) / (known.length + assumedWeight);
  }
}

/** The office's assumption counts as so many measured services, one less for each that was measured. */
const ASSUMED_WEIGHT = 5;

/**
 * How long each of `newcomers` is likely to wait if it joins the queue now, in seconds. The hall is played forward, every
 * service as long as its group's mean, each counter calling by the policy as soon as it is free; a newcomer is called
 * when it would go before everybody who is still waiting then.
 *
 * @param newcomers tickets as they would be issued; they do not hold each other up.
 * @returns by newcomer; null where no counter that works now would ever call it.
 */
export function estimateWaits(
  hall: Hall,
  newcomers: readonly Ticket[],
  times: ServiceTimes,
  now: number,
): (number | null)[] {
  const waits = newcomers.map((): number | null => null);
  const waiting = new Set(hall.tickets.filter(({ status }) => status === "waiting"));
  const counters = hall.counters
    .filter(({ id }) => hall.policy.staffed.has(id) && !hall.paused.has(id))
    .map((counter) => ({ counter, freeAt: freeFrom(hall, counter.id, times, now) }));
  for (let next = soonest(counters); next !== null && waits.includes(null); next = soonest(counters)) {
    const { counter, freeAt } = next;
    const called = greatestClaim(waiting, counter, hall.policy, freeAt);
    newcomers.forEach((newcomer, index) => {
      if (waits[index] === null && goesBefore(newcomer, called, counter, hall.policy, freeAt)) {
        waits[index] = Math.round((freeAt - now) / 1000);
      }
    });
    if (called === null) {
      // Nobody is left for this counter.
      counters.splice(counters.indexOf(next), 1);
    } else {
      waiting.delete(called);
      next.freeAt += times.of(called.queue) * 1000;
    }
  }
  return waits;
}

function soonest<T extends { freeAt: number }>(counters: readonly T[]): T | null {
  return counters.reduce<T | null>(
    (best, counter) => (best === null || counter.freeAt < best.freeAt ? counter : best),
    null,
  );
}

function freeFrom(hall: Hall, counter: string, times: ServiceTimes, now: number): number {
  const current = ticketAt(hall.tickets, counter);
  if (current === undefined) return now;
  const since = Date.parse(current.servingAt ?? current.calledAt ?? new Date(now).toISOString());
  return Math.max(now, since + times.of(current.queue) * 1000);
}
