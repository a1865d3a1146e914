import type { Enrolment, Position } from "../../../contract/district.ts";
import type { StoredEvent } from "../../../contract/events.ts";

/** What the sync needs of the store. Each write is durable when it resolves. */
export interface SyncLog {
  /** The id under which this station keeps its log. */
  readonly station: string;
  enrolment(): Promise<{ token: string; district: string } | null>;
  saveEnrolment(enrolment: Enrolment & { district: string }): Promise<void>;
  /** Epoch and last sequence number of the log. */
  head(): Promise<{ epoch: number; seq: number }>;
  /** The last event that the district has acknowledged. */
  acked(): Promise<Position>;
  saveAcked(position: Position): Promise<void>;
  /** Consecutive events after `afterSeq`, bounded, one at least where there is one. */
  read(epoch: number, afterSeq: number, maxEvents: number, maxBytes: number): Promise<StoredEvent[]>;
}
