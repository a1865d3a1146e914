import { sql } from "kysely";
import type { Catalogue } from "../../contract/catalogue.ts";
import { CHAIN_START, eventHash } from "../../contract/chain.ts";
import { type EventData, eventData, type StoredEvent } from "../../contract/events.ts";
import { type District, instantText, type Trx } from "../database.ts";
import { placesOfDossiers } from "../dossiers/dossier-events.ts";
import type { LogId } from "../ingest/ingest.ts";
import { currentOffice } from "../office/current.ts";
import { insertColumns } from "../postgres/bulk.ts";
import { type Fact, factsOf } from "../projections/facts.rules.ts";
import { isAbove } from "./upward.rules.ts";

/** Sequence numbers of a log that are read at a time. */
const READ_AT_ONCE = 5000;

/**
 * Reads on in every log here where the last reading ended, and writes into the log for the node above what concerns it:
 * from the moment a dossier is handed up, all that happened to it and all that happens. Nothing of any other.
 *
 * @returns how many events are to be sent.
 */
export async function relayNews(db: District): Promise<number> {
  let found = 0;
  for (;;) {
    const { rows: logs } = await sql<LogId & { from: number; to: number }>`
      SELECT logs.station, logs.epoch, coalesce(upstream_cursors.seq, 0) AS from, logs.seq AS to
      FROM logs LEFT JOIN upstream_cursors USING (station, epoch)
      WHERE logs.seq > coalesce(upstream_cursors.seq, 0)
    `.execute(db);
    if (logs.length === 0) return found;
    const office = await currentOffice(db);
    for (const log of logs) {
      const to = Math.min(log.to, log.from + READ_AT_ONCE);
      found += await db.transaction().execute((trx) => readOn(trx, log, log.from, to, office));
    }
  }
}

/** A fact with what it follows in its log. */
type Linked = Fact & { prevHash: string };

async function readOn(trx: Trx, log: LogId, from: number, to: number, office: Catalogue): Promise<number> {
  const facts = await linkedFacts(
    trx,
    sql`events.station = ${log.station} AND events.epoch = ${log.epoch} AND events.seq > ${from} AND events.seq <= ${to}`,
    sql`events.seq`,
  );
  const known = await relayedAmong(trx, facts);
  const handedUp = new Set(
    facts.filter((fact) => isHandedUp(fact, office)).map(({ event }) => event.subject),
  );
  const news = [...handedUp].filter((dossier) => !known.has(dossier));
  const history = await historyOf(trx, news);
  const before = history.filter((fact) => news.includes(fact.event.subject));
  const count = await append(trx, [...before, ...facts.filter(({ event }) => known.has(event.subject))]);
  if (news.length > 0)
    await sql`INSERT INTO upstream_dossiers (dossier) SELECT unnest(${news}::text[])`.execute(trx);
  await sql`
    INSERT INTO upstream_cursors (station, epoch, seq) VALUES (${log.station}, ${log.epoch}, ${to})
    ON CONFLICT (station, epoch) DO UPDATE SET seq = excluded.seq
  `.execute(trx);
  return count;
}

function isHandedUp({ event }: Fact, office: Catalogue): boolean {
  if (event.type !== "dossier.handedOver") return false;
  const handedOver = eventData["dossier.handedOver"].safeParse(contentOf(event)).data;
  return handedOver !== undefined && isAbove(handedOver.to, office);
}

/** All that is known here of dossiers, in the order in which it came. */
async function historyOf(trx: Trx, dossiers: readonly string[]): Promise<Linked[]> {
  if (dossiers.length === 0) return [];
  return linkedFacts(
    trx,
    sql`(events.station, events.epoch, events.seq) IN (${placesOfDossiers(dossiers)})`,
    sql`events.received_at, events.station, events.epoch, events.seq`,
  );
}

async function linkedFacts(
  trx: Trx,
  which: ReturnType<typeof sql>,
  order: ReturnType<typeof sql>,
): Promise<Linked[]> {
  const { rows } = await sql<StoredEvent & LogId & { previous: string }>`
    SELECT events.station, events.epoch, events.seq, ${instantText("events.at")} AS at, events.actor, events.type,
      events.version, events.subject, events.data, events.hash, coalesce(previous.hash, ${CHAIN_START}) AS previous
    FROM events LEFT JOIN events AS previous ON previous.station = events.station AND previous.epoch = events.epoch
      AND previous.seq = events.seq - 1
    WHERE ${which} AND (events.type LIKE 'dossier.%' OR events.type IN ('log.carried', 'log.relayed'))
    ORDER BY ${order}
  `.execute(trx);
  return rows.flatMap(({ station, epoch, previous, ...event }) =>
    factsOf({ station, epoch }, [event])
      .filter((fact) => fact.event.type.startsWith("dossier."))
      .map((fact) => ({ ...fact, prevHash: fact.prevHash ?? previous })),
  );
}

async function relayedAmong(trx: Trx, facts: readonly Fact[]): Promise<Set<string>> {
  const rows = await trx
    .selectFrom("upstream_dossiers")
    .select("dossier")
    .where(sql<boolean>`dossier = ANY(${[...new Set(facts.map(({ event }) => event.subject))]}::text[])`)
    .execute();
  return new Set(rows.map(({ dossier }) => dossier));
}

/** Writes facts into the log for the node above, each once, and notes the files that they name. */
async function append(trx: Trx, facts: readonly Linked[]): Promise<number> {
  if (facts.length === 0) return 0;
  const head = await trx.selectFrom("upstream").selectAll().forUpdate().executeTakeFirstOrThrow();
  const told = await trx
    .selectFrom("upstream_events")
    .select("told")
    .where(sql<boolean>`told = ANY(${facts.map(({ event }) => event.hash)}::text[])`)
    .execute();
  const known = new Set(told.map((row) => row.told));
  const at = new Date().toISOString();
  const place = { station: head.station, epoch: head.epoch };
  let { seq, hash } = head;
  const events = facts.flatMap(({ station, epoch, prevHash, event }) => {
    if (known.has(event.hash)) return [];
    known.add(event.hash);
    seq += 1;
    const data: EventData<"log.relayed"> = { station, epoch, prevHash, event };
    const content = {
      seq,
      at,
      actor: "node",
      type: "log.relayed",
      version: 1,
      subject: event.subject,
      data: JSON.stringify(data),
    };
    hash = eventHash(place, hash, content);
    return [{ ...content, hash, told: event.hash }];
  });
  if (events.length === 0) return 0;
  await insertColumns("upstream_events", {
    epoch: { type: "integer", all: head.epoch },
    seq: { type: "bigint", values: events.map((event) => event.seq) },
    at: { type: "timestamptz", all: at },
    actor: { type: "text", all: "node" },
    type: { type: "text", all: "log.relayed" },
    version: { type: "integer", all: 1 },
    subject: { type: "text", values: events.map((event) => event.subject) },
    data: { type: "text", values: events.map((event) => event.data) },
    hash: { type: "text", values: events.map((event) => event.hash) },
    told: { type: "text", values: events.map((event) => event.told) },
  }).execute(trx);
  await trx.updateTable("upstream").set({ seq, hash }).execute();
  const files = facts.flatMap(({ event }) => filesOf(event));
  if (files.length > 0)
    await sql`
      INSERT INTO upstream_files (sha256) SELECT DISTINCT unnest(${files}::text[]) ON CONFLICT (sha256) DO NOTHING
    `.execute(trx);
  return events.length;
}

/** Hashes of the files that an event names. */
export function filesOf(event: StoredEvent): string[] {
  if (event.type === "dossier.attached") {
    const attached = eventData["dossier.attached"].safeParse(contentOf(event)).data;
    return attached === undefined ? [] : [attached.attachment.sha256];
  }
  if (event.type !== "dossier.accepted" && event.type !== "dossier.lodged") return [];
  const begun = eventData["dossier.lodged"].safeParse(contentOf(event)).data;
  return begun?.dossier.attachments.map(({ sha256 }) => sha256) ?? [];
}

/** What the text of an event says; a broken one says nothing. */
function contentOf({ data }: StoredEvent): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
