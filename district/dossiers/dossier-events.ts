import { type RawBuilder, sql } from "kysely";
import { type PlacedEvent, unwrapped } from "../../contract/carried.ts";
import type { StoredEvent } from "../../contract/events.ts";
import { feedData } from "../../contract/feed.ts";
import { type District, instantText, type Trx } from "../database.ts";
import { factsOf } from "../projections/facts.rules.ts";
import { inLives } from "../workbench/steps-index.ts";

/**
 * Where the logs here tell of dossiers: `station`, `epoch`, `seq` of each event. Their steps are found by an index; the
 * acceptance, of which there are as many as dossiers, by its place in the dossier's row.
 */
export function placesOfDossiers(ids: readonly string[]): RawBuilder<unknown> {
  const wanted = sql`ANY(${[...ids]}::text[])`;
  return sql`
    SELECT station, epoch, seq FROM events
    WHERE subject = ${wanted} AND ${inLives}
    UNION SELECT station, begun_epoch, begun_seq FROM dossiers WHERE id = ${wanted} AND begun_seq IS NOT NULL
    UNION SELECT events.station, events.epoch, events.seq FROM dossiers JOIN events ON events.station = dossiers.station
      AND events.subject = dossiers.id AND events.type = 'dossier.accepted'
    -- Rows from before the place was kept.
    WHERE dossiers.id = ${wanted} AND begun_seq IS NULL AND received
  `;
}

/** All that is known here of dossiers, in the order in which it came: from the logs here, and from the node above. */
export async function eventsOfDossiers(db: District | Trx, ids: readonly string[]): Promise<PlacedEvent[]> {
  const { rows } = await sql<StoredEvent & { station: string; epoch: number }>`
    SELECT station, epoch, seq, ${instantText("at")} AS at, actor, type, version, subject, data, hash
    FROM (${placesOfDossiers(ids)}) AS place JOIN events USING (station, epoch, seq)
    ORDER BY received_at, station, epoch, seq
  `.execute(db);
  const above = await db
    .selectFrom("upstream_items")
    .select("data")
    .where(sql<boolean>`dossier = ANY(${[...ids]}::text[])`)
    .orderBy("number")
    .execute();
  return [
    ...rows.flatMap(({ station, epoch, ...event }) => factsOf({ station, epoch }, [event])),
    ...above.flatMap(({ data }) => unwrapped(feedData.event.parse(JSON.parse(data))) ?? []),
  ];
}
