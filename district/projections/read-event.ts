import { type EventType, eventData, type StoredEvent } from "../../contract/events.ts";
import { type PlainCheck, plainCheck } from "./plain.ts";

/** What an event's text says, or null where this program can't make sense of it. */
export function readData(event: Pick<StoredEvent, "type" | "version" | "data">): unknown {
  if (event.version !== 1 || !(event.type in eventData)) return null;
  const type = event.type as EventType;
  try {
    const said: unknown = JSON.parse(event.data);
    return isPlain(type, said) ? said : eventData[type].parse(said);
  } catch {
    return null;
  }
}

const checks = new Map<EventType, PlainCheck | null>();

function isPlain(type: EventType, said: unknown): boolean {
  let check = checks.get(type);
  if (check === undefined) {
    check = plainCheck(eventData[type]);
    checks.set(type, check);
  }
  return check?.(said) ?? false;
}
