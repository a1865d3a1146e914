import { sql } from "kysely";
import type { EventData, EventType, StoredEvent } from "../../contract/events.ts";
import { statusAfter } from "../../contract/ticket-life.ts";
import type { Trx } from "../database.ts";
import { followDossiers } from "../dossiers/dossiers.ts";
import { bulkInsert } from "../postgres/bulk.ts";
import { followReception } from "../supervision/upkeep.ts";
import { type Fact, factsOf, firstTold } from "./facts.rules.ts";
import { readData } from "./read-event.ts";

/** Where events come from: the log they stand in. */
export interface Sender {
  station: string;
  epoch: number;
  agency: string;
  /** The station has more than one epoch. */
  branched: boolean;
  /** This node itself. */
  own?: boolean;
}

/** What a run of events tells, with what each fact's text says. */
export type Told = ReadonlyMap<Fact, unknown>;

/** Reads a run of events; it needs no database. */
export function readFacts(log: Parameters<typeof factsOf>[0], events: readonly StoredEvent[]): Told {
  return new Map(factsRead(log, events));
}

/** The same, one by one. */
export function* factsRead(
  log: Parameters<typeof factsOf>[0],
  events: readonly StoredEvent[],
): Generator<[Fact, unknown], void> {
  for (const fact of factsOf(log, events)) {
    const data = readData(fact.event);
    if (data !== null) yield [fact, data];
  }
}

/**
 * Projects a batch over all stations' tables, set by set. An event that this server can't read (a newer station, a
 * broken one) stays in the log unprojected and holds nothing up. What was carried over from a former epoch counts as
 * what it was, once.
 *
 * @returns the sequence numbers that were understood.
 */
export async function projectEvents(trx: Trx, sender: Sender, content: Told): Promise<Set<number>> {
  const station = { id: sender.station, agency: sender.agency };
  const facts = [...content.keys()];
  const understood = new Set(facts.map(({ seq }) => seq));
  const read = (await unheard(trx, sender, facts)).map((fact) => ({
    event: fact.event,
    data: content.get(fact),
    seq: fact.seq,
    place: { station: fact.station, epoch: fact.epoch },
  }));
  const of = <T extends EventType>(type: T) =>
    read.filter((entry) => entry.event.type === type) as { event: StoredEvent; data: EventData<T> }[];

  await insertTickets(trx, station, of("ticket.issued"));
  const steps = read.filter(({ event }) => event.type in statusAfter && event.type !== "ticket.issued");
  await updateTickets(
    trx,
    steps.map(({ event }) => ({
      id: event.subject,
      status: statusAfter[event.type as keyof typeof statusAfter],
      at: event.at,
    })),
  );
  const early = await followDossiers(trx, sender, read);
  await upsertPapers(trx, station, of("paper.settled"));
  await followReception(trx, station, read);
  // They are read again once their beginning is here, as what was not told yet.
  for (const { seq, event } of facts) if (early.has(event.hash)) understood.delete(seq);
  if (early.size > 0)
    await sql`DELETE FROM carried_events WHERE hash = ANY(${[...early]}::text[])`.execute(trx);
  return understood;
}

/**
 * The facts that are not projected yet. Only those of a machine that branched off, and those that came inside others, can
 * have come before.
 */
async function unheard(trx: Trx, sender: Sender, facts: readonly Fact[]): Promise<readonly Fact[]> {
  if (!sender.branched && !facts.some(({ carried }) => carried)) return facts;
  // Its epochs are written to at once, and tell the same.
  await sql`SELECT pg_advisory_xact_lock(hashtext(${sender.station}))`.execute(trx);
  const { rows } = await sql<{ hash: string }>`
    SELECT told.hash FROM unnest(
      ${facts.map(({ event }) => event.hash)}::text[], ${facts.map(({ epoch }) => epoch)}::integer[],
      ${facts.map(({ event }) => event.seq)}::bigint[], ${facts.map(({ carried }) => carried)}::boolean[],
      ${facts.map(({ station }) => station)}::uuid[]
    ) AS told (hash, epoch, seq, carried, station)
    WHERE EXISTS (SELECT FROM carried_events WHERE carried_events.hash = told.hash)
    OR (told.carried AND EXISTS (
      SELECT FROM events WHERE events.station = told.station AND events.epoch = told.epoch
      AND events.seq = told.seq AND events.hash = told.hash
    ))
  `.execute(trx);
  const fresh = firstTold(facts, new Set(rows.map(({ hash }) => hash)));
  const carried = fresh.filter((fact) => fact.carried).map(({ event }) => event.hash);
  if (carried.length > 0)
    await sql`INSERT INTO carried_events (hash) SELECT unnest(${carried}::text[])`.execute(trx);
  return fresh;
}

/** Of a row of `logs`: whether its station has more than one epoch. */
export const isBranched = sql<boolean>`EXISTS (
  SELECT FROM logs AS other WHERE other.station = logs.station AND other.epoch <> logs.epoch
)`.as("branched");

/** Of a row of `logs`: whether it is this node's own. */
export const isOwn = sql<boolean>`EXISTS (
  SELECT FROM stations WHERE stations.id = logs.station AND stations.own
)`.as("own");

/** The same row may come from two epochs of a station. */
const ONCE = sql`ON CONFLICT (id) DO NOTHING`;

async function insertTickets(
  trx: Trx,
  station: { id: string; agency: string },
  issued: { event: StoredEvent; data: EventData<"ticket.issued"> }[],
): Promise<void> {
  if (issued.length === 0) return;
  const ids = issued.map(({ event }) => event.subject);
  const stepsAhead = await trx
    .deleteFrom("ticket_steps_ahead")
    .where(sql<boolean>`ticket = ANY(${ids}::text[])`)
    .returningAll()
    .execute();
  const ahead = new Map(stepsAhead.map((step) => [step.ticket, step]));
  const all = issued.map(({ event, data }) => ({ event, data, ahead: ahead.get(event.subject) }));
  await bulkInsert(
    trx,
    "tickets",
    {
      id: { type: "text", values: ids },
      station: { type: "uuid", all: station.id },
      day: { type: "date", values: all.map(({ data }) => data.day) },
      label: { type: "text", values: all.map(({ data }) => data.label) },
      service_group: { type: "text", values: all.map(({ data }) => data.serviceGroup) },
      status: { type: "text", values: all.map((ticket) => ticket.ahead?.status ?? "waiting") },
      issued_at: { type: "timestamptz", values: all.map(({ event }) => event.at) },
      status_at: { type: "timestamptz", values: all.map((ticket) => ticket.ahead?.at ?? ticket.event.at) },
    },
    ONCE,
  );
}

/** The latest step of each ticket holds, whichever station it came from and in whatever order. */
async function updateTickets(trx: Trx, steps: { id: string; status: string; at: string }[]): Promise<void> {
  const last = [...new Map(steps.map((step) => [step.id, step])).values()];
  if (last.length === 0) return;
  const columns = sql`unnest(
    ${last.map(({ id }) => id)}::text[],
    ${last.map(({ status }) => status)}::text[],
    ${last.map(({ at }) => at)}::timestamptz[]
  ) AS step (id, status, at)`;
  await sql`
    UPDATE tickets SET status = step.status, status_at = step.at
    FROM ${columns}
    WHERE tickets.id = step.id AND tickets.status_at <= step.at
  `.execute(trx);
  await sql`
    INSERT INTO ticket_steps_ahead (ticket, status, at)
    SELECT step.id, step.status, step.at FROM ${columns}
    WHERE NOT EXISTS (SELECT FROM tickets WHERE tickets.id = step.id)
    ON CONFLICT (ticket) DO UPDATE SET status = excluded.status, at = excluded.at
    WHERE ticket_steps_ahead.at <= excluded.at
  `.execute(trx);
}

async function upsertPapers(
  trx: Trx,
  station: { id: string; agency: string },
  settled: { event: StoredEvent; data: EventData<"paper.settled"> }[],
): Promise<void> {
  const last = [...new Map(settled.map((entry) => [entry.data.printJob, entry])).values()];
  if (last.length === 0) return;
  await trx
    .insertInto("papers")
    .values(
      last.map(({ event, data }) => ({
        print_job: data.printJob,
        station: station.id,
        kind: data.kind,
        subject: data.subject,
        copy: data.copy,
        outcome: data.outcome,
        at: event.at,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .column("print_job")
        .doUpdateSet((eb) => ({ outcome: eb.ref("excluded.outcome"), at: eb.ref("excluded.at") })),
    )
    .execute();
}
