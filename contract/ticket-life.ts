import { type EventData, type EventType, eventData } from "./events.ts";
import type { Ticket, TicketStatus } from "./queue.ts";

/** The status a ticket has after an event about it; an event that is not listed leaves it as it is. */
export const statusAfter = {
  "ticket.issued": "waiting",
  "ticket.called": "called",
  "ticket.callUndone": "waiting",
  "ticket.serving": "serving",
  "ticket.held": "held",
  "ticket.resumed": "serving",
  "ticket.requeued": "waiting",
  "ticket.transferred": "waiting",
  "ticket.served": "served",
  "ticket.noShow": "noShow",
  "ticket.closed": "closed",
} as const satisfies Partial<Record<EventType, TicketStatus>>;

export type TicketEventType = Extract<EventType, `ticket.${string}`>;

/** An event about a ticket, before or after it was stored. */
export type TicketEvent = {
  [T in TicketEventType]: { type: T; at: string; actor: string; subject: string; data: EventData<T> };
}[TicketEventType];

export function isTicketEvent(type: string): type is TicketEventType {
  return type.startsWith("ticket.") && type in eventData;
}

type Change = Partial<Ticket>;

/**
 * The ticket after an event. The store's tables, the simulated halls and the tests all follow this one function, so
 * that what is proved of one holds for the others.
 *
 * @param before null where the event is the first about its ticket.
 */
export function ticketAfter(before: Ticket | null, event: TicketEvent): Ticket {
  if (event.type === "ticket.issued") return issued(event);
  if (before === null)
    throw new Error(`${event.type} about a ticket that was never issued: ${event.subject}`);
  const status = (statusAfter as Partial<Record<EventType, TicketStatus>>)[event.type] ?? before.status;
  return { ...before, status, ...changeBy(event) };
}

function changeBy(event: TicketEvent): Change {
  const { at, actor } = event;
  switch (event.type) {
    case "ticket.called":
      // One who did not come may be called again by number: the ticket is open again.
      return {
        counter: event.data.counter,
        staff: actor,
        calls: event.data.call,
        calledAt: at,
        // Called again, it is here for the reason of the first call.
        ...(event.data.call === 1 ? { callReason: event.data.reason ?? null } : {}),
        finishedAt: null,
      };
    case "ticket.callUndone":
      return { ...notAtCounter, calledAt: null };
    case "ticket.serving":
      return { servingAt: at };
    case "ticket.resumed":
      return { counter: event.data.counter, staff: actor, servingAt: at };
    case "ticket.requeued":
      return { ...notAtCounter, queuedFrom: event.data.queuedFrom, onlyCounter: null, finishedAt: null };
    case "ticket.transferred":
      return { ...notAtCounter, queue: event.data.queue, onlyCounter: event.data.onlyCounter };
    case "ticket.priority":
      return { priority: event.data.priority, priorityConfirmed: event.data.priority !== null };
    case "ticket.served":
    case "ticket.noShow":
    case "ticket.closed":
      return { finishedAt: at };
    default:
      return {};
  }
}

const notAtCounter = { calls: 0, counter: null, callReason: null, servingAt: null } as const;

function issued(event: Extract<TicketEvent, { type: "ticket.issued" }>): Ticket {
  const { data, at } = event;
  return {
    id: event.subject,
    day: data.day,
    serviceGroup: data.serviceGroup,
    number: data.number,
    label: data.label,
    queue: data.serviceGroup,
    priority: data.priority,
    priorityConfirmed: false,
    status: "waiting",
    issuedAt: at,
    queuedFrom: data.queuedFrom ?? at,
    onlyCounter: null,
    calledAt: null,
    callReason: null,
    calls: 0,
    counter: null,
    staff: null,
    servingAt: null,
    finishedAt: null,
    estimatedSeconds: data.estimatedSeconds ?? null,
    appointment: data.appointment ?? null,
  };
}
