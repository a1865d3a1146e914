import type { Counter, QueueRules } from "../../../contract/catalogue.ts";
import type { CallReason, LineEntry, Ticket } from "../../../contract/queue.ts";

/** What decides who is called next, besides the tickets. */
export interface QueuePolicy {
  rules: Pick<QueueRules, "priorityLeadMinutes" | "preferenceMinutes">;
  /** How often a minute waited in a group counts; 1 where a group is left out. */
  shares: ReadonlyMap<string, number>;
  /** Counters where somebody works: a ticket sent to one of the others is called by whoever serves its group. */
  staffed: ReadonlySet<string>;
}

const MINUTE_MS = 60_000;

/**
 * The tickets that a counter may call, in the order in which it would call them now, each with the reason.
 *
 * A ticket's claim is the time since `queuedFrom`, with `priorityLeadMinutes` on top for a priority, times its group's
 * share, less `preferenceMinutes` for each place of its group in the counter's order; the greatest claim comes first.
 * Every claim grows with time, so nobody starves: with equal shares a ticket is passed over only by tickets queued less
 * than the lead and the counter's preferences after it; with unequal ones only by tickets that have themselves waited
 * the inverse ratio of the shares as long, less those minutes.
 */
export function callingOrder(
  tickets: readonly Ticket[],
  counter: Counter,
  policy: QueuePolicy,
  now: number,
): LineEntry[] {
  const claims = tickets
    .filter((ticket) => mayCall(ticket, counter, policy))
    .map((ticket) => ({ ticket, claim: claimOf(ticket, counter, policy, now) }))
    .sort((a, b) => b.claim - a.claim || inOrderOfTaking(a.ticket, b.ticket));
  const longest = claims.map(({ ticket }) => ticket.queuedFrom).reduce(earlier, "");
  return claims.map(({ ticket }) => ({ ticket, reason: reasonOf(ticket, counter, longest) }));
}

/** The ticket that a counter calls next, or null where none waits for it: the first of `callingOrder`. */
export function pickNext(
  tickets: readonly Ticket[],
  counter: Counter,
  policy: QueuePolicy,
  now: number,
): LineEntry | null {
  const best = greatestClaim(tickets, counter, policy, now);
  if (best === null) return null;
  const longest = tickets.reduce(
    (oldest, ticket) => (mayCall(ticket, counter, policy) ? earlier(oldest, ticket.queuedFrom) : oldest),
    "",
  );
  return { ticket: best, reason: reasonOf(best, counter, longest) };
}

/** As `pickNext`, without the reason: for whoever plays a hall forward, thousands of times. */
export function greatestClaim(
  tickets: Iterable<Ticket>,
  counter: Counter,
  policy: QueuePolicy,
  now: number,
): Ticket | null {
  let best: Ticket | null = null;
  let bestClaim = 0;
  for (const ticket of tickets) {
    if (!mayCall(ticket, counter, policy)) continue;
    const claim = claimOf(ticket, counter, policy, now);
    const difference = best === null ? 1 : claim - bestClaim || inOrderOfTaking(best, ticket);
    if (difference > 0) {
      best = ticket;
      bestClaim = claim;
    }
  }
  return best;
}

/** Whether `newcomer` would be called before `best` (null: before nobody, so it is called). */
export function goesBefore(
  newcomer: Ticket,
  best: Ticket | null,
  counter: Counter,
  policy: QueuePolicy,
  now: number,
): boolean {
  if (!mayCall(newcomer, counter, policy)) return false;
  return best === null || greatestClaim([best, newcomer], counter, policy, now) === newcomer;
}

function mayCall(ticket: Ticket, counter: Counter, policy: QueuePolicy): boolean {
  if (ticket.status !== "waiting") return false;
  if (ticket.onlyCounter === counter.id) return true;
  const sentElsewhere = ticket.onlyCounter !== null && policy.staffed.has(ticket.onlyCounter);
  return !sentElsewhere && counter.serviceGroups.includes(ticket.queue);
}

function claimOf(ticket: Ticket, counter: Counter, policy: QueuePolicy, now: number): number {
  const lead = ticket.priority === null ? 0 : policy.rules.priorityLeadMinutes * MINUTE_MS;
  const place = ticket.onlyCounter === counter.id ? 0 : counter.serviceGroups.indexOf(ticket.queue);
  const waited = now - instantOf(ticket) + lead;
  return (
    waited * (policy.shares.get(ticket.queue) ?? 1) -
    Math.max(0, place) * policy.rules.preferenceMinutes * MINUTE_MS
  );
}

/** `queuedFrom` as a number; a queue is compared many times over, its tickets never change. */
const instants = new WeakMap<Ticket, number>();

function instantOf(ticket: Ticket): number {
  const known = instants.get(ticket);
  if (known !== undefined) return known;
  const instant = Date.parse(ticket.queuedFrom);
  instants.set(ticket, instant);
  return instant;
}

/** Below zero where `a` was taken before `b`; of the same instant the number decides, then the group. */
function inOrderOfTaking(a: Ticket, b: Ticket): number {
  if (a.queuedFrom !== b.queuedFrom) return a.queuedFrom < b.queuedFrom ? -1 : 1;
  if (a.number !== b.number) return a.number - b.number;
  return a.serviceGroup < b.serviceGroup ? -1 : 1;
}

function earlier(a: string, b: string): string {
  return a === "" || b < a ? b : a;
}

function reasonOf(ticket: Ticket, counter: Counter, longest: string): CallReason {
  if (ticket.onlyCounter === counter.id) return "sentHere";
  if (ticket.priority !== null) return "priority";
  if (ticket.appointment !== null) return "appointment";
  return ticket.queuedFrom === longest ? "turn" : "groupOrder";
}
