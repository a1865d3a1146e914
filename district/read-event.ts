import { type EventType, eventData, type StoredEvent } from "../contract/events.ts";

/** What an event's text says, or null where this program can't make sense of it. */
export function readData(event: Pick<StoredEvent, "type" | "version" | "data">): unknown {
  if (event.version !== 1 || !(event.type in eventData)) return null;
  try {
    return eventData[event.type as EventType].parse(JSON.parse(event.data));
  } catch {
    return null;
  }
}
