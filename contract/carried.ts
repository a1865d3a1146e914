import { type ChainPlace, eventHash } from "./chain.ts";
import { eventData, type StoredEvent } from "./events.ts";
import { feedData } from "./feed.ts";

/** An event with the log that it was written in. */
export interface PlacedEvent extends ChainPlace {
  event: StoredEvent;
}

/**
 * What an event says once its wrappings are off: events of a former epoch are carried into the next one, and a station
 * that lost some gets them back from the district. Each wrapping may hold another.
 *
 * @returns the event itself where it is none of these; null where the inside is not what it claims to be.
 */
export function unwrapped(placed: PlacedEvent): PlacedEvent | null {
  if (placed.event.type === "log.carried") {
    const carried = read(eventData["log.carried"], placed.event.data);
    if (carried === null) return null;
    const inner = { station: placed.station, epoch: carried.epoch, event: carried.event };
    return eventHash(inner, carried.prevHash, carried.event) === carried.event.hash ? unwrapped(inner) : null;
  }
  if (placed.event.type === "district.received") {
    const received = read(eventData["district.received"], placed.event.data);
    if (received === null || received.kind !== "event") return placed;
    const inner = read(feedData.event, received.data);
    return inner === null ? null : unwrapped(inner);
  }
  return placed;
}

function read<T>(schema: { safeParse(value: unknown): { data?: T | undefined } }, text: string): T | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
