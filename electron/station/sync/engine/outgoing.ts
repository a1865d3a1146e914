import type { Batch, SentEvent } from "../../../../contract/district.ts";
import type { StoredEvent } from "../../../../contract/events.ts";
import { freeBuffer } from "../../../../contract/memory.ts";

/** Consecutive events as they go over the line. */
export interface Outgoing {
  events: number;
  last: { seq: number; hash: string };
  /** JSON of `SentEvent[]`, in UTF-8. */
  json: Buffer;
}

/** A batch whose events are written already. */
export type OutgoingBatch = Omit<Batch, "events"> & { events: Buffer };

/** @returns null where there are none. */
export function outgoingOf(events: readonly StoredEvent[]): Outgoing | null {
  const last = events.at(-1);
  if (last === undefined) return null;
  const json = Buffer.from(JSON.stringify(events.map(asSent)));
  return { events: events.length, last: { seq: last.seq, hash: last.hash }, json };
}

/** The batch's JSON, in UTF-8; of the batch itself nothing is left. */
export function bodyOf({ events, ...envelope }: OutgoingBatch): Buffer {
  const start = JSON.stringify(envelope).slice(0, -1);
  const body = Buffer.concat([Buffer.from(`${start},"events":`), events, Buffer.from("}")]);
  freeBuffer(events);
  return body;
}

function asSent({ at, actor, type, version, subject, data }: StoredEvent): SentEvent {
  return { at, actor, type, version, subject, data };
}
