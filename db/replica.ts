import { sql, type Transaction } from "kysely";
import type { ChainPlace } from "../contract/chain.ts";
import type { HallEvent, Known } from "../contract/hall.ts";
import { officeInstant } from "../contract/time.ts";
import type { EventLog } from "./event-log.ts";
import { projectStored } from "./projections.ts";
import type { StoreSchema } from "./schema.ts";
import type { Queryable } from "./store.ts";
import { ticketById, ticketsByLabel } from "./tickets.ts";

type Trx = Transaction<StoreSchema>;

/** Which events concern the hall, and are told from PC to PC. */
const OF_THE_HALL = sql<boolean>`(type GLOB 'ticket.*' OR type GLOB 'counter.*' OR type GLOB 'appointment.*' OR type GLOB 'survey.*')`;

/** As many are read of each log at once: fewer altogether, and these were all. */
export const EVENTS_AT_ONCE = 500;

export function logName(event: { station: string; epoch: number }): string {
  return `${event.station}/${event.epoch}`;
}

/** How far this PC knows each log of the hall, its own included. */
export async function knownEvents(db: Queryable, log: EventLog): Promise<Known> {
  const known: Known = { [logName(log.place)]: (await log.head(db)).seq };
  for (const of of await heardLogs(db)) {
    const { seq } = await db
      .selectFrom("replica_events")
      .select("seq")
      .where("station", "=", of.station)
      .where("epoch", "=", of.epoch)
      .orderBy("seq", "desc")
      .limit(1)
      .executeTakeFirstOrThrow();
    known[logName(of)] = seq;
  }
  return known;
}

/** The other PCs' logs that were heard of: a few, among very many events, so the index is leapt through. */
async function heardLogs(db: Queryable): Promise<{ station: string; epoch: number }[]> {
  const logs: { station: string; epoch: number }[] = [];
  for (;;) {
    const last = logs.at(-1) ?? { station: "", epoch: 0 };
    const next = await db
      .selectFrom("replica_events")
      .select(["station", "epoch"])
      .where(sql<boolean>`(station, epoch) > (${last.station}, ${last.epoch})`)
      .orderBy("station")
      .orderBy("epoch")
      .limit(1)
      .executeTakeFirst();
    if (next === undefined) return logs;
    logs.push(next);
  }
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
  const lists = [...(await unknownOwn(db, log, known, since)), ...(await unknownReplica(db, known, since))];
  // What was left off at the end of one list may belong before what stands at the end of another.
  const cuts = lists.flatMap((list) => (list.length < EVENTS_AT_ONCE ? [] : [list.at(-1)?.order ?? START]));
  const upTo = cuts.sort(inOrder)[0];
  return lists
    .flat()
    .filter(({ order }) => upTo === undefined || inOrder(order, upTo) <= 0)
    .sort((a, b) => inOrder(a.order, b.order))
    .map(({ event }) => event);
}

const START: Order = [Number.NEGATIVE_INFINITY, 0];

/** By how far the own log was when it came, then by when it was heard. */
type Order = readonly [afterSeq: number, id: number];

function inOrder(a: Order, b: Order): number {
  return a[0] - b[0] || a[1] - b[1];
}

/** Of this PC's own logs: the present one, and those before its disk was restored or found to be cloned. */
async function unknownOwn(
  db: Queryable,
  log: EventLog,
  known: Known,
  since: string,
): Promise<{ order: Order; event: HallEvent }[][]> {
  const { station, epoch: present } = log.place;
  const former = await db.selectFrom("former_epochs").select("epoch").orderBy("epoch").execute();
  const lists: { order: Order; event: HallEvent }[][] = [];
  for (const epoch of [...former.map((row) => row.epoch), present]) {
    const place = { station, epoch };
    const from = known[logName(place)] ?? (await firstSeqSince(db, place, since)) - 1;
    const own = await db
      .selectFrom("events")
      .select(["epoch", "seq", "at", "actor", "type", "version", "subject", "data", "hash"])
      .where("epoch", "=", epoch)
      .where("seq", ">", from)
      .where(OF_THE_HALL)
      .orderBy("seq")
      .limit(EVENTS_AT_ONCE)
      .execute();
    // Former epochs come before anything of the present one.
    const shift = epoch === present ? 0 : (epoch - present) * LONGEST_EPOCH;
    lists.push(own.map((event) => ({ order: [event.seq + shift, 0], event: { ...event, station } })));
  }
  return lists;
}

/** More events than a station ever writes. */
const LONGEST_EPOCH = 1_000_000_000;

async function unknownReplica(
  db: Queryable,
  known: Known,
  since: string,
): Promise<{ order: Order; event: HallEvent }[][]> {
  const lists: { order: Order; event: HallEvent }[][] = [];
  for (const of of await heardLogs(db)) {
    const rows = await db
      .selectFrom("replica_events")
      .selectAll()
      .where("station", "=", of.station)
      .where("epoch", "=", of.epoch)
      .where("seq", ">", known[logName(of)] ?? 0)
      .where("at", ">=", since)
      .orderBy("id")
      .limit(EVENTS_AT_ONCE)
      .execute();
    lists.push(
      rows.map(({ id, after_epoch: _epoch, after_seq, projected: _projected, ...event }) => ({
        order: [after_seq, id],
        event,
      })),
    );
  }
  return lists;
}

/** The first own event that is not older than `since`; events stand in order of time, so the place is halved down to. */
async function firstSeqSince(db: Queryable, { epoch }: ChainPlace, since: string): Promise<number> {
  const head = await db
    .selectFrom("events")
    .select("seq")
    .where("epoch", "=", epoch)
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
  let low = 1;
  let high = (head?.seq ?? 0) + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = await db
      .selectFrom("events")
      .select("at")
      .where("epoch", "=", epoch)
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
      .values({ ...event, after_epoch: log.place.epoch, after_seq: after, projected: applies ? 1 : 0 })
      .execute();
    if (applies) await projectStored(trx, event);
    added.push(event);
  }
  return added;
}

/**
 * Forgets other PCs' tickets of days before `day`: each PC's own log keeps its own for good, a replica is there for the
 * day on which it is needed.
 */
export async function forgetReplicaBefore(trx: Trx, day: string): Promise<void> {
  await trx
    .deleteFrom("tickets")
    .where("day", "<", day)
    .where("id", "in", (query) =>
      query.selectFrom("replica_events").select("subject").where("type", "=", "ticket.issued"),
    )
    .execute();
  await trx.deleteFrom("replica_events").where("at", "<", officeInstant(day, "00:00")).execute();
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
    .where("seq", ">=", await firstSeqSince(db, log.place, since))
    .where("subject", "=", subject)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
