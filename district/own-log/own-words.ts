import { sql } from "kysely";
import type { PlacedEvent } from "../../contract/carried.ts";
import { isDossierEvent } from "../../contract/dossier-life.ts";
import { eventData, type StoredEvent } from "../../contract/events.ts";
import { feedData } from "../../contract/feed.ts";
import type { Trx } from "../database.ts";
import { appendOwn, lockOwnLog } from "./own-log.ts";
import { isSealed, sealerOf } from "./seal.ts";

/** A step taken here that came back in a station's log: the item by which it had come down there. */
interface Word {
  item: string;
  data: string;
  placed: PlacedEvent;
}

/**
 * Takes back the steps of this node that a station has received and that are no longer here: the database was restored
 * from a backup. A station's word for them proves nothing; the node's own seal does.
 */
export async function takeBackOwnWords(trx: Trx, events: readonly StoredEvent[]): Promise<void> {
  const received = events.filter(({ type }) => type === "district.received");
  if (received.length === 0) return;
  const sealer = await sealerOf(trx);
  if (sealer === null) return;
  const words = received.flatMap((event) => {
    const { word, seal } = wordIn(event) ?? {};
    return word !== undefined && isSealed(sealer, word.placed, seal) ? [word] : [];
  });
  const lost = await lostAmong(trx, words);
  if (lost.length === 0) return;
  const log = await lockOwnLog(trx);
  await appendOwn(
    trx,
    log,
    lost.map(({ item, data }) => ({
      type: "district.received",
      actor: "node",
      subject: item,
      data: { item, kind: "event", data },
    })),
  );
  await trx
    .insertInto("upstream_items")
    .values(
      lost.map(({ item, data, placed }) => ({
        item,
        dossier: placed.event.subject,
        // It came from where it had to go.
        passed_on: true,
        data,
      })),
    )
    .onConflict((conflict) => conflict.column("item").doNothing())
    .execute();
}

function wordIn({ data }: StoredEvent): { word: Word; seal: string | undefined } | null {
  try {
    const came = eventData["district.received"].parse(JSON.parse(data));
    if (came.kind !== "event") return null;
    const { seal, ...placed } = feedData.event.parse(JSON.parse(came.data));
    if (!isDossierEvent(placed.event.type)) return null;
    return { word: { item: came.item, data: came.data, placed }, seal };
  } catch {
    return null;
  }
}

async function lostAmong(trx: Trx, words: readonly Word[]): Promise<Word[]> {
  if (words.length === 0) return [];
  const { rows } = await sql<{ hash: string }>`
    SELECT told.hash FROM unnest(
      ${words.map(({ placed }) => placed.event.hash)}::text[], ${words.map(({ placed }) => placed.station)}::uuid[],
      ${words.map(({ placed }) => placed.epoch)}::integer[], ${words.map(({ placed }) => placed.event.seq)}::bigint[]
    ) AS told (hash, station, epoch, seq)
    WHERE NOT EXISTS (SELECT FROM carried_events WHERE carried_events.hash = told.hash)
    AND NOT EXISTS (
      SELECT FROM events WHERE events.station = told.station AND events.epoch = told.epoch
      AND events.seq = told.seq AND events.hash = told.hash
    )
  `.execute(trx);
  const lost = new Set(rows.map(({ hash }) => hash));
  return words.filter(({ placed }) => lost.has(placed.event.hash));
}
