import { hash } from "node:crypto";
import type { StoredEvent } from "./events.ts";

/** What the first event of an epoch follows. */
export const CHAIN_START = "0".repeat(64);

/** Where an event stands: the station's log and its epoch. */
export interface ChainPlace {
  station: string;
  epoch: number;
}

/**
 * The hash of an event: SHA-256 over its predecessor's hash, its place and its content. Whoever changes,
 * drops or inserts an event breaks every hash after it.
 *
 * @returns 64 hexadecimal digits.
 */
export function eventHash(place: ChainPlace, prevHash: string, event: Omit<StoredEvent, "hash">): string {
  const content = JSON.stringify([
    prevHash,
    place.station,
    place.epoch,
    event.seq,
    event.at,
    event.actor,
    event.type,
    event.version,
    event.subject,
    event.data,
  ]);
  return hash("sha256", content);
}

/**
 * Checks a run of events against the hash before it.
 *
 * @returns the sequence number of the first event that is out of place or does not follow, or null.
 */
export function firstBrokenLink(
  place: ChainPlace,
  prevHash: string,
  fromSeq: number,
  events: readonly StoredEvent[],
): number | null {
  let previous = prevHash;
  let seq = fromSeq;
  for (const event of events) {
    if (event.seq !== seq || eventHash(place, previous, event) !== event.hash) return event.seq;
    previous = event.hash;
    seq += 1;
  }
  return null;
}
