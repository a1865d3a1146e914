import { sql, type Transaction } from "kysely";
import type { HallEvent, Known } from "../contract/hall.ts";
import type { EventLog } from "./event-log.ts";
import { projectStored } from "./projections.ts";
import type { StoreSchema } from "./schema.ts";
import type { Queryable } from "./store.ts";
import { ticketById, ticketsByLabel } from "./tickets.ts";

type Trx = Transaction<StoreSchema>;

/** Which events concern the hall, and are told from PC to PC. */
const OF_THE_HALL = sql<boolean>`(type GLOB 'ticket.*' OR type GLOB 'counter.*' OR type GLOB 'appointment.*' OR type GLOB 'survey.*')`;

const AT_ONCE = 500;

export function logName(event: { station: string; epoch: number }): string {
  return `${event.station}/${event.epoch}`;
}

/** How far this PC knows each log of the hall, its own included. */
export async function knownEvents(db: Queryable, log: EventLog): Promise<Known> {
  const rows = await db
    .selectFrom("replica_events")
    .select((eb) => ["station", "epoch", eb.fn.max("seq").as("seq")])
    .groupBy(["station", "epoch"])
    .execute();
  const heads = rows.map((row) => [logName(row), Number(row.seq)] as const);
  return Object.fromEntries([...heads, [logName(log.place), (await log.head(db)).seq]]);
}

/**
 * The hall's events since `since` that are not in `known`, of all logs, in the order in which this PC has them; some
 * hundred at once.
 */
export async function hallEvents(
  db: Queryable,
  log: EventLog,
  known: Known,
  since: string,
): Promise<HallEvent[]> {
  const { station, epoch } = log.place;
  const from = Math.max(known[logName(log.place)] ?? 0, (await firstSeqSince(db, log, since)) - 1);
  const own = await db
    .selectFrom("events")
    .select(["epoch", "seq", "at", "actor", "type", "version", "subject", "data", "hash"])
    .where("epoch", "=", epoch)
    .where("seq", ">", from)
    .where(OF_THE_HALL)
    .orderBy("seq")
    .limit(AT_ONCE)
    .execute();
  const lists = [
    own.map((event) => ({ order: [event.seq, 0] as const, event: { ...event, station } })),
    ...(await unknownReplica(db, known, since)),
  ];
  // What was left off at the end of one list may belong before what stands at the end of another.
  const cuts = lists.flatMap((list) => (list.length < AT_ONCE ? [] : [list.at(-1)?.order ?? START]));
  const upTo = cuts.sort(inOrder)[0];
  return lists
    .flat()
    .filter(({ order }) => upTo === undefined || inOrder(order, upTo) <= 0)
    .sort((a, b) => inOrder(a.order, b.order))
    .map(({ event }) => event);
}

const START: Order = [0, 0];

/** By how far the own log was when it came, then by when it was heard. */
type Order = readonly [afterSeq: number, id: number];

function inOrder(a: Order, b: Order): number {
  return a[0] - b[0] || a[1] - b[1];
}

async function unknownReplica(
  db: Queryable,
  known: Known,
  since: string,
): Promise<{ order: Order; event: HallEvent }[][]> {
  const logs = await db.selectFrom("replica_events").select(["station", "epoch"]).distinct().execute();
  const lists: { order: Order; event: HallEvent }[][] = [];
  for (const of of logs) {
    const rows = await db
      .selectFrom("replica_events")
      .selectAll()
      .where("station", "=", of.station)
      .where("epoch", "=", of.epoch)
      .where("seq", ">", known[logName(of)] ?? 0)
      .where("at", ">=", since)
      .orderBy("id")
      .limit(AT_ONCE)
      .execute();
    lists.push(
      rows.map(({ id, after_seq, projected: _projected, ...event }) => ({ order: [after_seq, id], event })),
    );
  }
  return lists;
}

/** The first own event that is not older than `since`; events stand in order of time, so the place is halved down to. */
async function firstSeqSince(db: Queryable, log: EventLog, since: string): Promise<number> {
  let low = 1;
  let high = (await log.head(db)).seq + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = await db
      .selectFrom("events")
      .select("at")
      .where("epoch", "=", log.place.epoch)
      .where("seq", "=", middle)
      .executeTakeFirst();
    if (row !== undefined && row.at < since) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Stores events of other logs and applies them to the tables, in the order given.
 *
 * An event is kept but not applied where the ticket it is about is not known here (of a day before this PC joined), or
 * where `overtaken` says so.
 *
 * @returns the events that were new here.
 */
export async function storeReplica(
  trx: Trx,
  log: EventLog,
  events: readonly HallEvent[],
  overtaken: (trx: Trx, event: HallEvent) => Promise<boolean> = async () => false,
): Promise<HallEvent[]> {
  const after = (await log.head(trx)).seq;
  const added: HallEvent[] = [];
  for (const event of events) {
    if (event.station === log.place.station) continue;
    const there = await trx
      .selectFrom("replica_events")
      .select("id")
      .where("station", "=", event.station)
      .where("epoch", "=", event.epoch)
      .where("seq", "=", event.seq)
      .executeTakeFirst();
    if (there !== undefined) continue;
    const applies = (await fits(trx, event)) && !(await overtaken(trx, event));
    await trx
      .insertInto("replica_events")
      .values({ ...event, after_seq: after, projected: applies ? 1 : 0 })
      .execute();
    if (applies) await projectStored(trx, event);
    added.push(event);
  }
  return added;
}

/** Whether the tables can take an event in: its ticket is known, or its number is nobody else's. */
async function fits(trx: Trx, event: HallEvent): Promise<boolean> {
  if (!event.type.startsWith("ticket.")) return true;
  if (event.type !== "ticket.issued") return (await ticketById(trx, event.subject)) !== null;
  const { day, label } = JSON.parse(event.data) as { day: string; label: string };
  return (await ticketsByLabel(trx, day, label)).length === 0;
}

/** Whether this PC's own log says anything of a subject since an instant. */
export async function ownLogMentions(
  db: Queryable,
  log: EventLog,
  subject: string,
  since: string,
): Promise<boolean> {
  const row = await db
    .selectFrom("events")
    .select("seq")
    .where("epoch", "=", log.place.epoch)
    .where("seq", ">=", await firstSeqSince(db, log, since))
    .where("subject", "=", subject)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
