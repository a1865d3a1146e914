import type { Board, Call, Ticket } from "../../../contract/queue.ts";
import { counterPauses, lastServedAt, surveyScores } from "../../../db/tickets.ts";
import type { StationContext } from "../context.ts";
import type { Desk } from "../staff/desk.ts";
import type { Queue } from "./queue.ts";
import { ticketAt } from "./steps.rules.ts";

/** How long after a service the tablet at the counter may still ask about it. */
const SURVEY_MS = 3 * 60 * 1000;

/** The whole state of the hall today, as kiosk, counters and display show it; who hosts it is added by who tells it. */
export async function readBoard(
  station: StationContext,
  hallQueue: Queue,
  desk: Desk,
): Promise<Omit<Board, "hall">> {
  const { store, catalogue, now, hall } = station;
  const revision = hall.revision;
  const day = hallQueue.day();
  const groups = await hallQueue.groups();
  const open = hallQueue.openTickets();
  const staff = await desk.staffByCounter(store.db);
  const pauses = new Map((await counterPauses(store.db)).map((pause) => [pause.counter, pause]));
  const scores = await surveyScores(store.db, day);
  const since = new Date(Date.parse(now()) - SURVEY_MS).toISOString();
  const waiting = open.filter((ticket) => ticket.status === "waiting");
  const counters: Board["counters"] = [];
  for (const counter of catalogue.all.counters) {
    const pause = pauses.get(counter.id);
    const served = await lastServedAt(store.db, counter.id, day, since);
    counters.push({
      counter,
      staff: staff.get(counter.id) ?? null,
      paused: pause === undefined ? null : { reason: pause.reason, since: pause.since },
      waiting: waiting.filter(
        ({ queue, onlyCounter }) =>
          onlyCounter === counter.id || (onlyCounter === null && counter.serviceGroups.includes(queue)),
      ).length,
      current: ticketAt(open, counter.id) ?? null,
      held: open.filter((ticket) => ticket.status === "held" && ticket.counter === counter.id),
      lastServed:
        served?.finishedAt == null || scores.has(served.id)
          ? null
          : { ticket: served.id, label: served.label, at: served.finishedAt },
    });
  }
  const calls = open
    .filter(isAtCounter)
    .map((ticket) => callOf(ticket, catalogue.counter(ticket.counter).number))
    .sort((a, b) => (a.calledAt < b.calledAt ? 1 : a.calledAt > b.calledAt ? -1 : 0));
  const { announcement = null, texts = {}, queue } = catalogue.all.office;
  const { callsBeforeNoShow, undoSeconds } = queue;
  const rules = { callsBeforeNoShow, undoSeconds };
  return { day, revision, announcement, texts, rules, groups, counters, calls };
}

type TicketAtCounter = Ticket & { counter: string; calledAt: string; status: "called" | "serving" };

function isAtCounter(ticket: Ticket): ticket is TicketAtCounter {
  return (
    (ticket.status === "called" || ticket.status === "serving") &&
    ticket.counter !== null &&
    ticket.calledAt !== null
  );
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
