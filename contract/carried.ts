import { type ChainPlace, eventHash } from "./chain.ts";
import { eventData, type StoredEvent } from "./events.ts";
import { feedData } from "./feed.ts";

/** An event with the log that it was written in. */
export interface PlacedEvent extends ChainPlace {
  event: StoredEvent;
}

/**
 * The event that was carried over from a former epoch, out of as many as it was carried through.
 *
 * @returns the event itself where it was not carried; null where the inside is not what it claims to be.
 */
export function uncarried(placed: PlacedEvent): PlacedEvent | null {
  if (placed.event.type !== "log.carried") return placed;
  const carried = read(eventData["log.carried"], placed.event.data);
  if (carried === null) return null;
  const inner = { station: placed.station, epoch: carried.epoch, event: carried.event };
  return eventHash(inner, carried.prevHash, carried.event) === carried.event.hash ? uncarried(inner) : null;
}

/**
 * What an event tells once all wrappings are off: it was carried over, or a station that had lost it got it back from the
 * district. Each wrapping may hold another.
 *
 * @returns the event itself where it has none; null where the inside is not what it claims to be.
 */
export function unwrapped(placed: PlacedEvent): PlacedEvent | null {
  const plain = uncarried(placed);
  if (plain === null || plain.event.type !== "district.received") return plain;
  const received = read(eventData["district.received"], plain.event.data);
  if (received === null || received.kind !== "event") return plain;
  const inner = read(feedData.event, received.data);
  return inner === null ? null : unwrapped(inner);
}

function read<T>(schema: { safeParse(value: unknown): { data?: T | undefined } }, text: string): T | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
