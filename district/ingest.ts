import { CHAIN_START, firstBrokenLink } from "../contract/chain.ts";
import type { Batch, Position } from "../contract/district.ts";
import { AppError } from "../contract/errors.ts";
import type { StoredEvent } from "../contract/events.ts";
import type { District, Trx } from "./database.ts";
import { projectEvents } from "./projections.ts";
import { requireProtocol, type Station } from "./stations.ts";

/**
 * Stores a batch whole or not at all, and says where the station stands when it is on the disk. Sent twice it is stored
 * once and answered alike.
 *
 * @throws AppError STATION_MISMATCH, PROTOCOL_UNSUPPORTED, BATCH_GAP, BATCH_FORK, CHAIN_BROKEN.
 */
export async function ingestBatch(db: District, sender: Station, batch: Batch): Promise<Position> {
  requireProtocol(batch.protocol);
  if (batch.station !== sender.id) throw new AppError("STATION_MISMATCH", {});
  return db.transaction().execute(async (trx) => {
    const station = await lockStation(trx, sender.id);
    const start = startOf(station, batch);
    const fresh = await withoutStored(trx, station, batch, start);
    if (fresh.length === 0) return { epoch: station.epoch, seq: station.seq, hash: station.hash };
    const broken = firstBrokenLink(
      { station: station.id, epoch: batch.epoch },
      start.hash,
      start.seq + 1,
      fresh,
    );
    if (broken !== null) throw new AppError("CHAIN_BROKEN", { epoch: batch.epoch, seq: broken });
    await store(trx, station, batch.epoch, fresh);
    const last = fresh.at(-1) as StoredEvent;
    const position = { epoch: batch.epoch, seq: last.seq, hash: last.hash };
    await trx
      .updateTable("stations")
      .set({ ...position, last_seen_at: new Date() })
      .where("id", "=", station.id)
      .execute();
    return position;
  });
}

/** One batch of a station at a time; others do not wait. */
async function lockStation(trx: Trx, id: string): Promise<Station> {
  return trx
    .selectFrom("stations")
    .select(["id", "agency", "epoch", "seq", "hash"])
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

/** The event after which new ones may come: the last stored, or the start of the next epoch. */
function startOf(station: Station, batch: Batch): Position {
  const here = { epoch: station.epoch, seq: station.seq, hash: station.hash };
  if (batch.epoch === station.epoch) return here;
  if (batch.epoch === station.epoch + 1) return { epoch: batch.epoch, seq: 0, hash: CHAIN_START };
  throw new AppError("BATCH_GAP", { epoch: station.epoch, expectedSeq: station.seq + 1 });
}

/** The events of the batch that are not stored yet; the others must be what is stored. */
async function withoutStored(
  trx: Trx,
  station: Station,
  batch: Batch,
  start: Position,
): Promise<StoredEvent[]> {
  const first = batch.events[0]?.seq ?? 0;
  if (first > start.seq + 1)
    throw new AppError("BATCH_GAP", { epoch: start.epoch, expectedSeq: start.seq + 1 });
  const again = batch.events.filter((event) => event.seq <= start.seq);
  if (again.length > 0) {
    const stored = await trx
      .selectFrom("events")
      .select(["seq", "hash"])
      .where("station", "=", station.id)
      .where("epoch", "=", batch.epoch)
      .where(
        "seq",
        "in",
        again.map((event) => event.seq),
      )
      .execute();
    const hashes = new Map(stored.map((event) => [Number(event.seq), event.hash]));
    const other = again.find((event) => hashes.get(event.seq) !== event.hash);
    if (other !== undefined) throw new AppError("BATCH_FORK", { epoch: batch.epoch, seq: other.seq });
  }
  return batch.events.slice(again.length);
}

async function store(trx: Trx, station: Station, epoch: number, events: StoredEvent[]): Promise<void> {
  const projected = await projectEvents(trx, station, events);
  await trx
    .insertInto("events")
    .values(
      events.map((event) => ({ station: station.id, epoch, ...event, projected: projected.has(event.seq) })),
    )
    .execute();
}
