import type { Enrolment, Position } from "../../../contract/district.ts";
import type { StoredEvent } from "../../../contract/events.ts";
import type { EventLog } from "../../../db/event-log.ts";
import type { Store } from "../../../db/store.ts";
import { saveSyncState, syncState } from "../../../db/sync-state.ts";
import type { SyncLog } from "./sync-log.ts";

/** The sync's view of the store. */
export class StoredSyncLog implements SyncLog {
  readonly #store: Store;
  readonly #log: EventLog;

  constructor(store: Store, log: EventLog) {
    this.#store = store;
    this.#log = log;
  }

  get station(): string {
    return this.#log.place.station;
  }

  async enrolment(): Promise<{ token: string; district: string } | null> {
    const { token, district } = await syncState(this.#store.db);
    return token === null || district === null ? null : { token, district };
  }

  async saveEnrolment(enrolment: Enrolment & { district: string }): Promise<void> {
    await this.#store.write((trx) =>
      saveSyncState(trx, {
        district: enrolment.district,
        token: enrolment.token,
        serial_first: enrolment.serials.first,
        serial_last: enrolment.serials.last,
      }),
    );
  }

  async head(): Promise<{ epoch: number; seq: number }> {
    const { seq } = await this.#log.head(this.#store.db);
    return { epoch: this.#log.place.epoch, seq };
  }

  async acked(): Promise<Position> {
    const state = await syncState(this.#store.db);
    return { epoch: state.acked_epoch, seq: state.acked_seq, hash: state.acked_hash };
  }

  async saveAcked(position: Position): Promise<void> {
    await this.#store.write((trx) =>
      saveSyncState(trx, { acked_epoch: position.epoch, acked_seq: position.seq, acked_hash: position.hash }),
    );
  }

  read(epoch: number, afterSeq: number, maxEvents: number, maxBytes: number): Promise<StoredEvent[]> {
    return this.#log.read(this.#store.db, epoch, afterSeq, maxEvents, maxBytes);
  }
}
