import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { v4 as uuid } from "uuid";
import { CHAIN_START, eventHash } from "../../contract/chain.ts";
import { isDossierEvent } from "../../contract/dossier-life.ts";
import { timeAfter } from "../../contract/dossier-order.ts";
import { AppError } from "../../contract/errors.ts";
import { type EventData, type EventType, eventData, type StoredEvent } from "../../contract/events.ts";
import type { District, Trx } from "../database.ts";
import { readDossiers } from "../dossiers/dossiers.ts";
import { appendEvents } from "../ingest/logs.ts";
import { officeInForce } from "../office/current.ts";
import type { Sender } from "../projections/projections.ts";
import { requireRead } from "../projections/rereading.ts";
import { type Audience, publishEach } from "../stations/feed.ts";

/** A step taken at this node, before it has a place in its log. */
export type OwnEvent = {
  [T in EventType]: {
    type: T;
    /** The account that took it. */
    actor: string;
    /** The dossier. */
    subject: string;
    data: EventData<T>;
  };
}[EventType];

/** Versions in which this program writes each type. */
const EVENT_VERSION = 1;

/** Gives the node an identity at its first start; it is called as the agency of its office. */
export async function keepNode(db: District): Promise<void> {
  const catalogue = (await officeInForce(db))?.catalogue;
  const agency = catalogue?.office.agency ?? "";
  const name = catalogue?.agencies.find(({ code }) => code === agency)?.name ?? catalogue?.office.name;
  const named = { name: name?.vi ?? "", agency };
  await db.transaction().execute(async (trx) => {
    const made = await trx
      .insertInto("stations")
      .values({
        id: uuid(),
        ...named,
        own: true,
        seal_key: null,
        revoked_at: null,
      })
      .onConflict((conflict) => conflict.column("own").where("own", "=", true).doNothing())
      .returning(["id", "agency"])
      .executeTakeFirst();
    if (made !== undefined) await openOwnLog(trx, { station: made.id, epoch: 1, agency: made.agency });
    else {
      const { id } = await trx
        .updateTable("stations")
        .set(named)
        .where("own", "=", true)
        .returning("id")
        .executeTakeFirstOrThrow();
      await trx.updateTable("logs").set({ agency: named.agency }).where("station", "=", id).execute();
    }
    await trx
      .updateTable("stations")
      .set({ seal_key: randomBytes(32).toString("hex") })
      .where("own", "=", true)
      .where("seal_key", "is", null)
      .execute();
  });
}

/** No token opens it, and it takes no serial numbers from the stations of its agency. */
async function openOwnLog(
  trx: Trx,
  { station, epoch, agency }: { station: string; epoch: number; agency: string },
): Promise<void> {
  await trx
    .insertInto("logs")
    .values({
      station,
      epoch,
      agency,
      token_hash: `own ${station}/${epoch}`,
      serial_first: 1 - epoch,
      serial_last: 0,
      seq: 0,
      hash: CHAIN_START,
      from_epoch: null,
      from_seq: null,
      last_seen_at: null,
      clock_ahead_ms: null,
      cursor: null,
      report: null,
    })
    .execute();
}

/** The node's log as it stands, held until the transaction is over. */
export interface OwnLog extends Sender {
  seq: number;
  hash: string;
  /** When its last event was; null before the first. */
  at: Date | null;
}

/**
 * Takes the node's log for a transaction. Whoever locks dossiers before they call {@link recordOwn} takes it first: two
 * who lock in different orders would wait for each other.
 */
export async function lockOwnLog(trx: Trx): Promise<OwnLog> {
  const log = await trx
    .selectFrom("logs")
    .innerJoin("stations", "stations.id", "logs.station")
    .select(["logs.station", "logs.epoch", "logs.agency", "logs.seq", "logs.hash"])
    .where("stations.own", "=", true)
    .orderBy("logs.epoch", "desc")
    .limit(1)
    .forUpdate("logs")
    .executeTakeFirstOrThrow();
  const { rows } = await sql<{ at: Date }>`
    SELECT at FROM events WHERE station = ${log.station} AND epoch = ${log.epoch} AND seq = ${log.seq}
  `.execute(trx);
  return { ...log, branched: log.epoch > 1, own: true, at: rows[0]?.at ?? null };
}

/**
 * Writes steps that were taken at this node into its log, brings its tables to where they leave them and sends each that
 * is about a dossier to the station that holds it: all in the caller's transaction. Acknowledge them to a person only when
 * it is committed. Say nothing else to the feed before it: what is said last is said under one lock.
 *
 * @returns the events as they stand in the log.
 * @throws AppError DOSSIER_UNKNOWN, DISTRICT_BUSY; ZodError where the data is not of the type's shape.
 */
export async function recordOwn(trx: Trx, events: readonly OwnEvent[]): Promise<StoredEvent[]> {
  const log = await lockOwnLog(trx);
  await requireRead(trx, log.station, [...new Set(events.map(({ subject }) => subject))]);
  const { stored, understood } = await appendOwn(trx, log, events);
  const unknown = stored.find((event) => !understood.has(event.seq));
  if (unknown !== undefined) throw new AppError("DOSSIER_UNKNOWN", { id: unknown.subject });
  const ofDossiers = stored.filter(({ type }) => isDossierEvent(type));
  const holders = await holdersOf(trx, [...new Set(ofDossiers.map(({ subject }) => subject))]);
  await publishEach(
    trx,
    log,
    ofDossiers.flatMap((event) =>
      (holders.get(event.subject) ?? []).map((audience) => ({ audience, seq: event.seq })),
    ),
  );
  return stored;
}

/** Gives events their place in the log, stores and projects them. */
export async function appendOwn(
  trx: Trx,
  log: OwnLog,
  events: readonly OwnEvent[],
): Promise<{ stored: StoredEvent[]; understood: ReadonlySet<number> }> {
  // The order of the log is the order of its times, even when the clock was put back.
  const own = new Date(Math.max(Date.now(), log.at?.getTime() ?? 0)).toISOString();
  const at = timeAfter(own, await lastStepAt(trx, events));
  let { seq, hash } = log;
  const stored = events.map(({ type, actor, subject, data }) => {
    seq += 1;
    const text = JSON.stringify(eventData[type].parse(data));
    const content = { seq, at, actor, type, version: EVENT_VERSION, subject, data: text };
    hash = eventHash(log, hash, content);
    return { ...content, hash };
  });
  return { stored, understood: await appendEvents(trx, log, stored) };
}

/** When the last step of those dossiers was taken that events are about. */
async function lastStepAt(trx: Trx, events: readonly OwnEvent[]): Promise<string | null> {
  const dossiers = await readDossiers(
    trx,
    events.filter(({ type }) => isDossierEvent(type)).map(({ subject }) => subject),
  );
  const times = [...dossiers.values()].map(({ updatedAt }) => updatedAt).sort();
  return times.at(-1) ?? null;
}

/**
 * Who hears of what happens to each dossier: the station that took it in and every one that stood in for it since. Of one
 * that lies here and was not accepted yet, all counters of the agency for which it was lodged.
 */
export async function holdersOf(trx: Trx, dossiers: readonly string[]): Promise<Map<string, Audience[]>> {
  const { rows } = await sql<{ dossier: string; station: string; own: boolean; agency: string }>`
    WITH RECURSIVE line AS (
      SELECT id AS dossier, station, coalesce(nullif(data::json ->> 'agency', ''), agency) AS agency
      FROM dossiers WHERE id = ANY(${[...dossiers]}::text[])
      UNION
      SELECT line.dossier, stand_ins.station, line.agency FROM line JOIN stand_ins ON stand_ins.predecessor = line.station
    )
    SELECT line.dossier, line.station, stations.own, line.agency FROM line JOIN stations ON stations.id = line.station
    ORDER BY line.dossier, stations.enrolled_at
  `.execute(trx);
  const holders = new Map<string, Audience[]>();
  for (const { dossier, station, own, agency } of rows) {
    const audience: Audience = own ? { to: "agency", agency } : { to: "station", station };
    holders.set(dossier, [...(holders.get(dossier) ?? []), audience]);
  }
  return holders;
}
