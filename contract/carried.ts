import { type ChainPlace, eventHash } from "./chain.ts";
import { eventData, type StoredEvent } from "./events.ts";
import { feedData } from "./feed.ts";

/** An event with the log that it was written in. */
export interface PlacedEvent extends ChainPlace {
  event: StoredEvent;
  /** The hash before it, where it came inside another. */
  prevHash?: string;
}

/**
 * The event that was carried over from a former epoch or relayed from a log below, out of as many as it came through.
 *
 * @returns the event itself where it was not wrapped; null where the inside is not what it claims to be.
 */
export function uncarried(placed: PlacedEvent): PlacedEvent | null {
  const { type, data } = placed.event;
  if (type !== "log.carried" && type !== "log.relayed") return placed;
  const wrapped =
    type === "log.relayed"
      ? read(eventData["log.relayed"], data)
      : withStation(placed.station, read(eventData["log.carried"], data));
  if (wrapped === null) return null;
  const { prevHash, event } = wrapped;
  return eventHash(wrapped, prevHash, event) === event.hash ? uncarried(wrapped) : null;
}

/**
 * What an event tells once all wrappings are off: it was carried over or relayed, or it came down from the node
 * above. Each wrapping may hold another.
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

function withStation<T>(station: string, carried: T | null): (T & { station: string }) | null {
  return carried === null ? null : { ...carried, station };
}

function read<T>(schema: { safeParse(value: unknown): { data?: T | undefined } }, text: string): T | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
