import type { Enrolment, Position, Serials } from "../../../../contract/district.ts";
import type { AppError } from "../../../../contract/errors.ts";
import type { StoredEvent } from "../../../../contract/events.ts";
import type { FeedItem } from "../../../../contract/feed.ts";
import type { Outgoing } from "./outgoing.ts";

/** A new epoch of the log, as the district gave it out. */
export interface OpenedEpoch {
  epoch: number;
  token: string;
  serials: Serials;
  reason: "fork" | "restored";
  /** The last event of the present epoch that the district has. */
  from: Position;
}

/** What the sync needs of a store. Each write is durable when it resolves. */
export interface SyncLog {
  /** The id under which this station keeps its log. */
  readonly station: string;
  enrolment(): Promise<{ token: string; district: string } | null>;
  /** The token that the district is asked to accept: kept before it is sent, the same until it is accepted. */
  newToken(): Promise<string>;
  saveEnrolment(enrolment: Enrolment & { district: string; token: string }): Promise<void>;
  /** Last event of the log. */
  head(): Promise<Position>;
  /** The last event of the present epoch that the district has acknowledged. */
  acked(): Promise<Position>;
  saveAcked(position: Position): Promise<void>;
  hashAt(epoch: number, seq: number): Promise<string | null>;
  /** Consecutive events after `afterSeq`, bounded, one at least where there is one. */
  read(epoch: number, afterSeq: number, maxEvents: number, maxBytes: number): Promise<StoredEvent[]>;
  /** The same as they are sent, or null where there is none. */
  outgoing(epoch: number, afterSeq: number, maxEvents: number, maxBytes: number): Promise<Outgoing | null>;
  /** Of each epoch that was left, the last event that the district had then. */
  formerEpochs(): Promise<Position[]>;
  /** Opens an epoch and carries over what the district lacks of the present one, whole or not at all. */
  openEpoch(opened: OpenedEpoch): Promise<void>;
  /** Up to where this station has what comes down. */
  cursor(): Promise<string | null>;
  /** Keeps what came down, and the cursor after it. What came before is not kept again. */
  receive(items: readonly FeedItem[], cursor: string | null): Promise<void>;
  /** What came down and could not be applied. */
  unapplied(): Promise<number>;
  /** A failure of this store by the name that a person can act on; null where it is none of the store's. */
  failure(error: unknown): AppError | null;
}
