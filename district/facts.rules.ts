import { uncarried } from "../contract/carried.ts";
import type { StoredEvent } from "../contract/events.ts";
import type { LogId } from "./ingest.ts";

/** What an event tells, with its own place, and the number under which it stands in the log that it came in. */
export interface Fact extends LogId {
  seq: number;
  event: StoredEvent;
  /** It came inside another: from a former epoch of the same station. */
  carried: boolean;
}

/** The facts in a run of events; what can't be read tells none. */
export function factsOf({ station, epoch }: LogId, events: readonly StoredEvent[]): Fact[] {
  return events.flatMap((event) => {
    const inner = uncarried({ station, epoch, event });
    return inner === null ? [] : [{ ...inner, seq: event.seq, carried: event.type === "log.carried" }];
  });
}

/**
 * Each fact once: under its own number or carried over, whichever came first. A message of the former epoch may have
 * been on its way while the next one was opened, and a machine may be restored twice.
 *
 * @param told hashes of facts that came before.
 */
export function firstTold(facts: readonly Fact[], told: ReadonlySet<string>): Fact[] {
  const known = new Set(told);
  return facts.filter(({ event }) => {
    if (known.has(event.hash)) return false;
    known.add(event.hash);
    return true;
  });
}
