import { sql } from "kysely";
import type { PlacedEvent } from "../../contract/carried.ts";
import { EVENT_ENVELOPE_BYTES } from "../../contract/district.ts";
import type { FeedData, FeedItem, FeedKind } from "../../contract/feed.ts";
import { feedData } from "../../contract/feed.ts";
import { type District, instantText, type Trx } from "../database.ts";
import type { LogId } from "../ingest/ingest.ts";
import { type Sealer, sealerOf, sealOf } from "../own-log/seal.ts";

/** For whom something is said. */
export type Audience =
  | { to: "all" }
  | { to: "agency"; agency: string }
  | { to: "station"; station: string }
  | { to: "log"; log: LogId };

function nameOf(audience: Audience): string {
  if (audience.to === "all") return "all";
  if (audience.to === "agency") return `agency:${audience.agency}`;
  if (audience.to === "station") return `station:${audience.station}`;
  return `log:${audience.log.station}/${audience.log.epoch}`;
}

/** What is said gets its number under this lock, held until the commit: who has read up to a number has missed nothing. */
async function takeTurn(trx: Trx): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtext('feed'))`.execute(trx);
}

/**
 * Says something to stations; each has it with its next call. Say it at the end of a transaction: others who have
 * something to say wait until it is over.
 *
 * @param topic what is said later on the same topic to the same audience takes its place: a station that was away hears
 * the last word only.
 */
export async function publish<K extends FeedKind>(
  trx: Trx,
  audience: Audience,
  said: { kind: K; data: unknown; topic?: string },
): Promise<void> {
  await takeTurn(trx);
  const name = nameOf(audience);
  const data = JSON.stringify(feedData[said.kind].parse(said.data));
  if (said.topic !== undefined) await supersede(trx, name, said.topic);
  await trx
    .insertInto("feed")
    .values(itemOf(name, said.kind, said.topic ?? null, data))
    .execute();
}

/** Says several things that belong together; what was said before on the topic to the same audience holds no more. */
export async function publishAll<K extends FeedKind>(
  trx: Trx,
  audience: Audience,
  kind: K,
  topic: string,
  all: readonly FeedData<K>[],
): Promise<void> {
  await takeTurn(trx);
  const name = nameOf(audience);
  await supersede(trx, name, topic);
  for (const data of all)
    await trx
      .insertInto("feed")
      .values(itemOf(name, kind, topic, JSON.stringify(feedData[kind].parse(data))))
      .execute();
}

async function supersede(trx: Trx, audience: string, topic: string): Promise<void> {
  await trx
    .updateTable("feed")
    .set({ superseded: true })
    .where("audience", "=", audience)
    .where("topic", "=", topic)
    .where("superseded", "=", false)
    .execute();
}

function itemOf(audience: string, kind: FeedKind, topic: string | null, data: string) {
  const source = { source_station: null, source_epoch: null, source_seq: null };
  return { item: crypto.randomUUID(), audience, kind, topic, data, ...source };
}

/** Sends stored events of a log down, those after `afterSeq`, in their order. */
export async function publishEvents(
  trx: Trx,
  audience: Audience,
  source: LogId,
  afterSeq: number,
): Promise<void> {
  await takeTurn(trx);
  await sql`
    INSERT INTO feed (item, audience, kind, source_station, source_epoch, source_seq)
    SELECT gen_random_uuid(), ${nameOf(audience)}, 'event', station, epoch, seq FROM events
    WHERE station = ${source.station} AND epoch = ${source.epoch} AND seq > ${afterSeq} ORDER BY seq
  `.execute(trx);
}

/** Sends single stored events of a log down, each to its audience, in their order. */
export async function publishEach(
  trx: Trx,
  source: LogId,
  told: readonly { audience: Audience; seq: number }[],
): Promise<void> {
  if (told.length === 0) return;
  await takeTurn(trx);
  await sql`
    INSERT INTO feed (item, audience, kind, source_station, source_epoch, source_seq)
    SELECT gen_random_uuid(), audience, 'event', ${source.station}::uuid, ${source.epoch}::integer, seq FROM unnest(
      ${told.map(({ audience }) => nameOf(audience))}::text[], ${told.map(({ seq }) => seq)}::bigint[]
    ) WITH ORDINALITY AS told (audience, seq, place) ORDER BY place
  `.execute(trx);
}

/**
 * Sends down what a station needs to stand in for another, which may itself have stood in for one: whatever any log says of
 * the dossiers that are open or were taken in since `since`, and the appointments from then on.
 */
export async function publishOpenPeriod(
  trx: Trx,
  audience: Audience,
  predecessor: string,
  since: string,
): Promise<void> {
  await takeTurn(trx);
  await sql`
    WITH RECURSIVE line AS (
      SELECT ${predecessor}::uuid AS id
      UNION SELECT stand_ins.predecessor FROM line JOIN stand_ins ON stand_ins.station = line.id
    ), concerned AS (
      SELECT id FROM dossiers WHERE station IN (SELECT id FROM line)
      AND (accepted_at >= ${since} OR status NOT IN ('resultReturned', 'stopped', 'notAccepted'))
    ), said AS (
      SELECT station, epoch, seq, at FROM events
      WHERE station IN (SELECT id FROM line) AND (
        (type = 'dossier.accepted' AND subject IN (SELECT id FROM concerned))
        OR (type LIKE 'appointment.%' AND at >= ${since})
        OR type = 'log.carried'
      )
      UNION ALL
      -- Said so that the index of the dossiers' lives is used.
      SELECT station, epoch, seq, at FROM events
      WHERE type <> 'dossier.accepted' AND (type LIKE 'dossier.%' OR type = 'log.carried') AND type <> 'log.carried'
      AND subject IN (SELECT id FROM concerned)
    )
    , told AS (
      INSERT INTO feed (item, audience, kind, source_station, source_epoch, source_seq)
      SELECT gen_random_uuid(), ${nameOf(audience)}, 'event', station, epoch, seq FROM said
      ORDER BY at, station, epoch, seq
    )
    -- What was decided above came with its own place.
    INSERT INTO feed (item, audience, kind, data)
    SELECT gen_random_uuid(), ${nameOf(audience)}, 'event', data FROM upstream_items
    WHERE dossier IN (SELECT id FROM concerned) ORDER BY number
  `.execute(trx);
}

export interface FeedPage {
  items: FeedItem[];
  cursor: string | null;
  more: boolean;
}

/**
 * What concerns a log and came after the cursor. A cursor that this database never gave (it was restored from a backup)
 * starts from the beginning: the station knows what it has by the items' ids.
 */
export async function feedAfter(
  db: District,
  log: LogId & { agency: string },
  cursor: string | null,
  limit: number,
): Promise<FeedPage> {
  const after = await idOf(db, cursor);
  const audiences: Audience[] = [
    { to: "all" },
    { to: "agency", agency: log.agency },
    { to: "station", station: log.station },
    { to: "log", log },
  ];
  // One short walk of the index for each audience, however much was said to others.
  const parts = audiences.map(
    (audience) => sql`(
      SELECT id, item, at, kind, data, source_station, source_epoch, source_seq FROM feed
      WHERE audience = ${nameOf(audience)} AND id > ${after} AND NOT superseded ORDER BY id LIMIT ${limit + 1}
    )`,
  );
  const { rows } = await sql<{
    id: number;
    item: string;
    at: string;
    kind: string;
    data: string;
    source_station: string | null;
    more: boolean;
  }>`
    WITH said AS (${sql.join(parts, sql` UNION ALL `)} ORDER BY id LIMIT ${limit + 1}),
    sized AS (
      SELECT id, sum(coalesce(octet_length(said.data), octet_length(events.data) + ${EVENT_ENVELOPE_BYTES})) OVER (ORDER BY id)
        - coalesce(octet_length(said.data), octet_length(events.data) + ${EVENT_ENVELOPE_BYTES}) AS before,
        row_number() OVER (ORDER BY id) AS place, count(*) OVER () AS total
      FROM said LEFT JOIN events ON events.station = said.source_station AND events.epoch = said.source_epoch
        AND events.seq = said.source_seq
    )
    SELECT said.id, said.item, said.source_station, ${instantText("said.at")} AS at, said.kind,
      coalesce(said.data, json_build_object('station', events.station, 'epoch', events.epoch, 'event', json_build_object(
        'seq', events.seq, 'at', ${instantText("events.at")},
        'actor', events.actor, 'type', events.type, 'version', events.version, 'subject', events.subject,
        'data', events.data, 'hash', events.hash))::text) AS data,
      sized.place < sized.total AS more
    FROM said JOIN sized ON sized.id = said.id
    LEFT JOIN events ON events.station = said.source_station AND events.epoch = said.source_epoch
      AND events.seq = said.source_seq
    WHERE sized.place <= ${limit} AND (sized.place = 1 OR sized.before < ${PAGE_BYTES})
    ORDER BY said.id
  `.execute(db);
  const sealer = rows.some(({ source_station }) => source_station !== null) ? await sealerOf(db) : null;
  const last = rows.at(-1);
  return {
    items: rows.map(({ item, at, kind, data, source_station }) => ({
      id: item,
      at,
      kind,
      data: sealer !== null && source_station === sealer.station ? withSeal(sealer, data) : data,
    })),
    cursor: last === undefined ? (after === 0 ? null : cursor) : `${last.id}.${last.item}`,
    more: last?.more ?? false,
  };
}

/** About so much comes down in one answer: a weak line carries it before anybody gives up. */
const PAGE_BYTES = 128 * 1024;

function withSeal(sealer: Sealer, text: string): string {
  const placed: PlacedEvent = JSON.parse(text);
  return JSON.stringify({ ...placed, seal: sealOf(sealer, placed) });
}

async function idOf(db: District, cursor: string | null): Promise<number> {
  const [id, item] = (cursor ?? "").split(".");
  if (id === undefined || item === undefined || !/^\d{1,15}$/.test(id) || !/^[0-9a-f-]{36}$/.test(item))
    return 0;
  const row = await db.selectFrom("feed").select("item").where("id", "=", Number(id)).executeTakeFirst();
  return row?.item === item ? Number(id) : 0;
}
