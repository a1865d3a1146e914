import { CHAIN_START, eventHash } from "../../contract/chain.ts";
import { type Batch, commonProtocol, type Position, SYNC_PROTOCOLS } from "../../contract/district.ts";
import { AppError } from "../../contract/errors.ts";
import type { StoredEvent } from "../../contract/events.ts";

/** @throws AppError PROTOCOL_UNSUPPORTED with those that this server speaks. */
export function requireProtocol(protocol: number, spoken: readonly number[] = SYNC_PROTOCOLS): void {
  if (commonProtocol([protocol], spoken) === null)
    throw new AppError("PROTOCOL_UNSUPPORTED", { supported: [...spoken] });
}

/**
 * The events of a batch with their numbers and hashes, worked out one by one from what was sent.
 *
 * @throws AppError CHAIN_BROKEN, after the last, where they do not lead to the hash that the station names.
 */
export function* eventsOf(batch: Batch): Generator<StoredEvent, void> {
  const place = { station: batch.station, epoch: batch.epoch };
  let previous = batch.prevHash;
  let seq = batch.firstSeq - 1;
  for (const sent of batch.events) {
    seq += 1;
    const content = { ...sent, seq };
    previous = eventHash(place, previous, content);
    yield { ...content, hash: previous };
  }
  if (previous !== batch.lastHash) throw new AppError("CHAIN_BROKEN", { epoch: batch.epoch, seq });
}

/**
 * The last event that the batch and the store must have in common: where the batch begins, or as far as it was stored
 * before. Its hash tells whether both are the same log.
 *
 * @throws AppError BATCH_GAP where something between the two is missing.
 */
export function meetingPoint(position: Position, batch: Batch): number {
  if (batch.firstSeq > position.seq + 1)
    throw new AppError("BATCH_GAP", { epoch: position.epoch, expectedSeq: position.seq + 1 });
  return Math.min(position.seq, batch.firstSeq + batch.events.length - 1);
}

/**
 * What of a batch is new.
 *
 * @param storedHash the hash that the store has at the meeting point.
 * @throws AppError BATCH_FORK where the batch has another one there.
 */
export function newEvents(
  batch: Batch,
  events: readonly StoredEvent[],
  meeting: number,
  storedHash: string | null,
): StoredEvent[] {
  const before = meeting - batch.firstSeq;
  const hash = before < 0 ? batch.prevHash : events[before]?.hash;
  if (hash !== (meeting === 0 ? CHAIN_START : storedHash))
    throw new AppError("BATCH_FORK", { epoch: batch.epoch, seq: meeting });
  return events.slice(before + 1);
}
