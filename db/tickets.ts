import type { Ticket } from "../contract/entities.ts";
import type { TicketRow } from "./schema.ts";
import type { Queryable } from "./store.ts";

export function ticketOf(row: TicketRow): Ticket {
  return {
    id: row.id,
    day: row.day,
    serviceGroup: row.service_group,
    number: row.number,
    label: row.label,
    priority: row.priority,
    status: row.status,
    issuedAt: row.issued_at,
    calledAt: row.called_at,
    calls: row.calls,
    counter: row.counter,
    finishedAt: row.finished_at,
  };
}

export async function ticketById(db: Queryable, id: string): Promise<Ticket | null> {
  const row = await db.selectFrom("tickets").selectAll().where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : ticketOf(row);
}

/** Tickets of the day that wait or are at a counter, in the order they were taken. */
export async function openTickets(db: Queryable, day: string): Promise<Ticket[]> {
  const rows = await db
    .selectFrom("tickets")
    .selectAll()
    .where("day", "=", day)
    .where("status", "in", ["waiting", "called", "serving"])
    .orderBy("issued_at")
    .orderBy("id")
    .execute();
  return rows.map(ticketOf);
}

/** The last number given out by group on that day. */
export async function lastNumbers(db: Queryable, day: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom("tickets")
    .select((eb) => ["service_group", eb.fn.max("number").as("last")])
    .where("day", "=", day)
    .groupBy("service_group")
    .execute();
  return new Map(rows.map((row) => [row.service_group, Number(row.last)]));
}

export async function lastNumber(db: Queryable, day: string, serviceGroup: string): Promise<number> {
  const row = await db
    .selectFrom("tickets")
    .select((eb) => eb.fn.max("number").as("last"))
    .where("day", "=", day)
    .where("service_group", "=", serviceGroup)
    .executeTakeFirst();
  return Number(row?.last ?? 0);
}

export async function waitingInGroup(db: Queryable, day: string, serviceGroup: string): Promise<number> {
  const row = await db
    .selectFrom("tickets")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("day", "=", day)
    .where("service_group", "=", serviceGroup)
    .where("status", "=", "waiting")
    .executeTakeFirstOrThrow();
  return Number(row.count);
}
