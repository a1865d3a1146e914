import { sql } from "kysely";
import type { Ticket } from "../contract/queue.ts";
import type { TicketRow } from "./schema.ts";
import type { Queryable } from "./store.ts";

export function ticketOf(row: TicketRow): Ticket {
  return {
    id: row.id,
    day: row.day,
    serviceGroup: row.service_group,
    number: row.number,
    label: row.label,
    queue: row.queue,
    priority: row.priority,
    priorityConfirmed: row.priority_confirmed === 1,
    status: row.status,
    issuedAt: row.issued_at,
    queuedFrom: row.queued_from,
    onlyCounter: row.only_counter,
    calledAt: row.called_at,
    callReason: row.call_reason,
    calls: row.calls,
    counter: row.counter,
    staff: row.staff,
    servingAt: row.serving_at,
    finishedAt: row.finished_at,
    estimatedSeconds: row.estimated_seconds,
    appointment: row.appointment,
  };
}

export function ticketRowOf(ticket: Ticket): TicketRow {
  return {
    id: ticket.id,
    day: ticket.day,
    service_group: ticket.serviceGroup,
    number: ticket.number,
    label: ticket.label,
    queue: ticket.queue,
    priority: ticket.priority,
    priority_confirmed: ticket.priorityConfirmed ? 1 : 0,
    status: ticket.status,
    issued_at: ticket.issuedAt,
    queued_from: ticket.queuedFrom,
    only_counter: ticket.onlyCounter,
    called_at: ticket.calledAt,
    call_reason: ticket.callReason,
    calls: ticket.calls,
    counter: ticket.counter,
    staff: ticket.staff,
    serving_at: ticket.servingAt,
    finished_at: ticket.finishedAt,
    estimated_seconds: ticket.estimatedSeconds,
    appointment: ticket.appointment,
  };
}

export async function ticketById(db: Queryable, id: string): Promise<Ticket | null> {
  const row = await db.selectFrom("tickets").selectAll().where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : ticketOf(row);
}

/** Tickets that wait, are at a counter or held, of whatever day, in the order they were taken. */
export async function openTickets(db: Queryable): Promise<Ticket[]> {
  const rows = await db
    .selectFrom("tickets")
    .selectAll()
    // Said as the partial index says it, or SQLite would not use it.
    .where(sql<boolean>`status IN ('waiting', 'called', 'serving', 'held')`)
    .orderBy("issued_at")
    .orderBy("id")
    .execute();
  return rows.map(ticketOf);
}

/** Tickets of a day with that on them: the whole label, or the number alone. */
export async function ticketsByLabel(db: Queryable, day: string, label: string): Promise<Ticket[]> {
  const number = /^\d+$/.test(label) ? Number(label) : null;
  const rows = await db
    .selectFrom("tickets")
    .selectAll()
    .where("day", "=", day)
    .where((eb) => (number === null ? eb("label", "=", label) : eb("number", "=", number)))
    .orderBy("service_group")
    .limit(20)
    .execute();
  return rows.map(ticketOf);
}

/** The last day on which a number was given out; null before the first. */
export async function latestTicketDay(db: Queryable): Promise<string | null> {
  const row = await db
    .selectFrom("tickets")
    .select((eb) => eb.fn.max("day").as("day"))
    .executeTakeFirst();
  return row?.day ?? null;
}

/** The last number of a group given out on a day within a range; null before the first. */
export async function lastNumber(
  db: Queryable,
  day: string,
  group: string,
  range: { first: number; last: number },
): Promise<number | null> {
  const row = await db
    .selectFrom("tickets")
    .select("number")
    .where("day", "=", day)
    .where("service_group", "=", group)
    .where("number", ">=", range.first)
    .where("number", "<=", range.last)
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.number ?? null;
}

/** How many numbers of a group were given out on a day, by whatever host. */
export async function issuedCount(db: Queryable, day: string, group: string): Promise<number> {
  const row = await db
    .selectFrom("tickets")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("day", "=", day)
    .where("service_group", "=", group)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** The latest served tickets of a group, the latest last. */
export async function lastServed(db: Queryable, queue: string, count: number): Promise<Ticket[]> {
  const rows = await db
    .selectFrom("tickets")
    .selectAll()
    .where(sql<boolean>`status = 'served'`)
    .where("queue", "=", queue)
    .orderBy("finished_at", "desc")
    .limit(count)
    .execute();
  return rows.map(ticketOf).reverse();
}

/** The ticket that a counter served last on a day and since an instant, or null. */
export async function lastServedAt(
  db: Queryable,
  counter: string,
  day: string,
  since: string,
): Promise<Ticket | null> {
  const row = await db
    .selectFrom("tickets")
    .selectAll()
    .where("counter", "=", counter)
    .where("day", "=", day)
    .where("finished_at", ">=", since)
    .where("status", "=", "served")
    .orderBy("finished_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : ticketOf(row);
}

/** What the citizens of a day answered, by ticket. */
export async function surveyScores(db: Queryable, day: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom("survey_answers")
    .select(["ticket", "score"])
    .where("day", "=", day)
    .execute();
  return new Map(rows.map(({ ticket, score }) => [ticket, score]));
}

export async function isSurveyAnswered(db: Queryable, ticket: string): Promise<boolean> {
  const row = await db
    .selectFrom("survey_answers")
    .select("ticket")
    .where("ticket", "=", ticket)
    .executeTakeFirst();
  return row !== undefined;
}

/** All tickets of a day. */
export async function ticketsOfDay(db: Queryable, day: string): Promise<Ticket[]> {
  const rows = await db.selectFrom("tickets").selectAll().where("day", "=", day).execute();
  return rows.map(ticketOf);
}

/** Counters on a pause. */
export async function counterPauses(db: Queryable) {
  return db.selectFrom("counter_pauses").selectAll().execute();
}
