import type { Counter, QueueRules, ServiceGroup } from "../../../contract/catalogue.ts";
import { AppError } from "../../../contract/errors.ts";
import type { CallReason, CounterStep, Ticket, TicketStatus } from "../../../contract/queue.ts";
import type { TicketEvent } from "../../../contract/ticket-life.ts";
import { pickNext, type QueuePolicy } from "./policy.rules.ts";

/** The hall as a step at a counter finds it. */
export interface Hall {
  /** Open tickets, and the one that the step names, whatever its state. */
  tickets: readonly Ticket[];
  serviceGroups: readonly ServiceGroup[];
  counters: readonly Counter[];
  paused: ReadonlySet<string>;
  rules: QueueRules;
  policy: QueuePolicy;
}

export type TicketStep = Exclude<CounterStep, { kind: "pause" | "unpause" }>;

/** Who takes the step, where and when. */
export interface StepBy {
  counter: string;
  staff: string;
  /** ISO 8601 in UTC. */
  at: string;
}

/**
 * What a step at a counter does: the event to be stored, or null where nobody waits.
 *
 * @throws AppError TICKET_UNKNOWN, TICKET_STATE, COUNTER_BUSY, COUNTER_PAUSED, CALLS_LEFT, UNDO_TOO_LATE,
 * SERVICE_GROUP_UNKNOWN, COUNTER_UNKNOWN.
 */
export function decide(hall: Hall, by: StepBy, step: TicketStep): TicketEvent | null {
  const counter = counterOf(hall, by.counter);
  if (step.kind === "callNext") {
    requireFree(hall, by);
    const next = pickNext(hall.tickets, counter, hall.policy, Date.parse(by.at));
    return next === null ? null : call(by, next.ticket, next.reason);
  }
  const ticket = hall.tickets.find((candidate) => candidate.id === step.ticket);
  if (ticket === undefined) throw new AppError("TICKET_UNKNOWN", { id: step.ticket });
  const event = <T extends TicketEvent["type"]>(
    type: T,
    data: Extract<TicketEvent, { type: T }>["data"],
  ): TicketEvent => ({ type, at: by.at, actor: by.staff, subject: ticket.id, data }) as TicketEvent;
  const here = { counter: by.counter };

  switch (step.kind) {
    case "call":
      requireStatus(ticket, "waiting", "held", "noShow");
      requireFree(hall, by);
      return call(by, ticket, "byNumber");
    case "recall":
      requireHere(ticket, by, "called");
      return event("ticket.called", { ...here, call: ticket.calls + 1, reason: "byNumber" });
    case "undoCall":
      requireHere(ticket, by, "called");
      requireJustCalled(ticket, by, hall.rules);
      return event("ticket.callUndone", here);
    case "serve":
      requireHere(ticket, by, "called");
      return event("ticket.serving", here);
    case "served":
      requireHere(ticket, by, "called", "serving");
      return event("ticket.served", here);
    case "noShow":
      requireHere(ticket, by, "called");
      requireCalls(ticket, hall.rules);
      return event("ticket.noShow", here);
    case "hold":
      requireHere(ticket, by, "called", "serving");
      return event("ticket.held", { ...here, reason: step.reason });
    case "resume":
      requireStatus(ticket, "held");
      requireFree(hall, by);
      return event("ticket.resumed", here);
    case "requeue":
      requireStatus(ticket, "held", "noShow");
      return event("ticket.requeued", { ...here, queuedFrom: placeOnReturn(ticket, by.at, hall.rules) });
    case "transfer":
      requireHere(ticket, by, "called", "serving");
      if (!hall.serviceGroups.some((group) => group.id === step.queue)) {
        throw new AppError("SERVICE_GROUP_UNKNOWN", { id: step.queue });
      }
      if (step.counter !== null) counterOf(hall, step.counter);
      return event("ticket.transferred", { ...here, queue: step.queue, onlyCounter: step.counter });
    case "setPriority":
      requireStatus(ticket, "waiting", "called", "serving", "held");
      return event("ticket.priority", { ...here, priority: step.priority });
  }
}

/**
 * From when the wait of one who returns counts: a held ticket keeps its place, and so does one who comes soon after the
 * last call; who comes later waits from now on.
 */
export function placeOnReturn(ticket: Ticket, at: string, rules: QueueRules): string {
  if (ticket.status !== "noShow" || ticket.finishedAt === null) return ticket.queuedFrom;
  const away = Date.parse(at) - Date.parse(ticket.finishedAt);
  return away <= rules.noShowGraceMinutes * 60_000 ? ticket.queuedFrom : at;
}

/** The ticket that is at the counter, called or being served. */
export function ticketAt(tickets: readonly Ticket[], counter: string): Ticket | undefined {
  return tickets.find(
    (ticket) => ticket.counter === counter && (ticket.status === "called" || ticket.status === "serving"),
  );
}

function call(by: StepBy, ticket: Ticket, reason: CallReason): TicketEvent {
  return {
    type: "ticket.called",
    at: by.at,
    actor: by.staff,
    subject: ticket.id,
    data: { counter: by.counter, call: 1, reason },
  };
}

function counterOf(hall: Hall, id: string): Counter {
  const counter = hall.counters.find((candidate) => candidate.id === id);
  if (counter === undefined) throw new AppError("COUNTER_UNKNOWN", { id });
  return counter;
}

function requireFree(hall: Hall, by: StepBy): void {
  const current = ticketAt(hall.tickets, by.counter);
  if (current !== undefined) throw new AppError("COUNTER_BUSY", { label: current.label });
  if (hall.paused.has(by.counter)) {
    throw new AppError("COUNTER_PAUSED", { counter: String(counterOf(hall, by.counter).number) });
  }
}

function requireStatus(ticket: Ticket, ...allowed: TicketStatus[]): void {
  if (!allowed.includes(ticket.status)) {
    throw new AppError("TICKET_STATE", { label: ticket.label, status: ticket.status });
  }
}

function requireHere(ticket: Ticket, by: StepBy, ...allowed: TicketStatus[]): void {
  requireStatus(ticket, ...allowed);
  if (ticket.counter !== by.counter) {
    throw new AppError("TICKET_STATE", { label: ticket.label, status: ticket.status });
  }
}

function requireCalls(ticket: Ticket, rules: QueueRules): void {
  const left = rules.callsBeforeNoShow - ticket.calls;
  if (left > 0) throw new AppError("CALLS_LEFT", { label: ticket.label, left });
}

function requireJustCalled(ticket: Ticket, by: StepBy, rules: QueueRules): void {
  const since = Date.parse(by.at) - Date.parse(ticket.calledAt ?? by.at);
  if (ticket.calls > 1 || since > rules.undoSeconds * 1000) {
    throw new AppError("UNDO_TOO_LATE", { label: ticket.label, seconds: rules.undoSeconds });
  }
}
