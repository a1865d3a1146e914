import type { Counter } from "../../../contract/catalogue.ts";
import type { Ticket } from "../../../contract/entities.ts";

/** What decides who is called next. */
export interface QueuePolicy {
  /** Minutes by which a priority ticket goes before tickets taken earlier. */
  priorityLeadMinutes: number;
}

/**
 * The ticket that a counter calls next, or null where none waits for it.
 *
 * First come, first served; a priority ticket counts as taken `priorityLeadMinutes` earlier. So priority helps, and
 * nobody starves: a ticket waits for no priority ticket that is taken more than the lead after it.
 */
export function pickNext(waiting: readonly Ticket[], counter: Counter, policy: QueuePolicy): Ticket | null {
  let best: Ticket | null = null;
  for (const ticket of waiting) {
    if (ticket.status !== "waiting" || !counter.serviceGroups.includes(ticket.serviceGroup)) continue;
    if (best === null || comesBefore(ticket, best, policy)) best = ticket;
  }
  return best;
}

function comesBefore(a: Ticket, b: Ticket, policy: QueuePolicy): boolean {
  const difference = effectiveTime(a, policy) - effectiveTime(b, policy);
  if (difference !== 0) return difference < 0;
  // Taken in the same millisecond: the number decides, then the group, so that every counter decides alike.
  if (a.number !== b.number) return a.number < b.number;
  return a.serviceGroup < b.serviceGroup;
}

function effectiveTime(ticket: Ticket, policy: QueuePolicy): number {
  const lead = ticket.priority === null ? 0 : policy.priorityLeadMinutes * 60_000;
  return Date.parse(ticket.issuedAt) - lead;
}

/**
 * What stands on the ticket: the group's letter and the number with three digits at least.
 *
 * @example ticketLabel("A", 5) // "A005"
 */
export function ticketLabel(letter: string, number: number): string {
  return `${letter}${String(number).padStart(3, "0")}`;
}
