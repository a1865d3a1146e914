import { type PlacedEvent, uncarried, unwrapped } from "../../contract/carried.ts";
import type { StoredEvent } from "../../contract/events.ts";
import type { LogId } from "../ingest/ingest.ts";

/** What an event tells, with its own place, and the number under which it stands in the log that it came in. */
export interface Fact extends PlacedEvent {
  seq: number;
  /** It came inside another: from a former epoch of the same station, from a log below or from the node above. */
  carried: boolean;
}

/**
 * The facts in a run of events; what can't be read tells none. What came down counts where this node took it itself:
 * a station's word for it proves nothing.
 */
export function factsOf(
  { station, epoch, own }: LogId & { own?: boolean },
  events: readonly StoredEvent[],
): Fact[] {
  const opened = own === true ? unwrapped : uncarried;
  return events.flatMap((event) => {
    const inner = opened({ station, epoch, event });
    return inner === null ? [] : [{ ...inner, seq: event.seq, carried: inner.event !== event }];
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
