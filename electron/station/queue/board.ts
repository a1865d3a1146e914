import type { Ticket } from "../../../contract/entities.ts";
import type { Board, Call } from "../../../contract/station.ts";
import { officeDay } from "../../../contract/time.ts";
import { lastNumbers, openTickets } from "../../../db/tickets.ts";
import type { StationContext } from "../context.ts";
import type { Desk } from "../staff/desk.ts";

/** The whole state of the hall today, as kiosk, counters and display show it. */
export async function readBoard(station: StationContext, desk: Desk): Promise<Board> {
  const { store, catalogue, now, hall } = station;
  const revision = hall.revision;
  const day = officeDay(now());
  const open = await openTickets(store.db, day);
  const last = await lastNumbers(store.db, day);
  const staff = await desk.staffByCounter();
  const waiting = open.filter((ticket) => ticket.status === "waiting");
  const waitingFor = (groups: readonly string[]) =>
    waiting.filter((ticket) => groups.includes(ticket.serviceGroup)).length;
  const atCounter = new Map(open.filter(isAtCounter).map((ticket) => [ticket.counter, ticket]));
  return {
    day,
    revision,
    groups: catalogue.all.serviceGroups.map((group) => ({
      group,
      waiting: waitingFor([group.id]),
      lastNumber: last.get(group.id) ?? 0,
    })),
    counters: catalogue.all.counters.map((counter) => ({
      counter,
      staff: staff.get(counter.id) ?? null,
      waiting: waitingFor(counter.serviceGroups),
      current: atCounter.get(counter.id) ?? null,
    })),
    calls: open
      .filter(isAtCounter)
      .map((ticket) => callOf(ticket, catalogue.counter(ticket.counter).number))
      .sort((a, b) => (a.calledAt < b.calledAt ? 1 : a.calledAt > b.calledAt ? -1 : 0)),
  };
}

type TicketAtCounter = Ticket & { counter: string; calledAt: string; status: "called" | "serving" };

function isAtCounter(ticket: Ticket): ticket is TicketAtCounter {
  return ticket.status !== "waiting" && ticket.counter !== null && ticket.calledAt !== null;
}

function callOf(ticket: TicketAtCounter, counterNumber: number): Call {
  return {
    ticket: ticket.id,
    label: ticket.label,
    counter: ticket.counter,
    counterNumber,
    priority: ticket.priority,
    status: ticket.status,
    calledAt: ticket.calledAt,
    call: ticket.calls,
  };
}
