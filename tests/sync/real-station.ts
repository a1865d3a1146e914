import { expect } from "vitest";
import type { Dossier } from "../../contract/dossier.ts";
import { acceptedDossierSchema } from "../../contract/dossier.ts";
import type { EventType } from "../../contract/events.ts";
import { dossierById } from "../../db/dossiers.ts";
import { EventLog, type NewEvent, verifyLog } from "../../db/event-log.ts";
import { stationPlace } from "../../db/station-identity.ts";
import { Store } from "../../db/store.ts";
import { AttachmentFiles } from "../../electron/station/sync/attachment-files.ts";
import { SyncWorker } from "../../electron/station/sync/engine/worker.ts";
import { StoredSyncLog } from "../../electron/station/sync/stored-sync-log.ts";
import { dossierOf } from "../dossier-of.ts";

/** The store and the sync of a station, without its windows: SQLite on the disk, HTTP to the district. */
export class RealStation {
  readonly store: Store;
  readonly log: EventLog;
  readonly sync: SyncWorker;

  private constructor(store: Store, log: EventLog, district: { url: string; enrolCode?: string }) {
    this.store = store;
    this.log = log;
    const files = new AttachmentFiles(store);
    this.sync = new SyncWorker({
      log: new StoredSyncLog(store, log),
      files,
      wanted: files,
      district,
      onChange: () => undefined,
      pace: {
        gather: 10,
        look: 60_000,
        firstRetry: 30,
        longestRetry: 200,
        refusedRetry: 1000,
        request: 10_000,
      },
    });
    this.sync.start();
  }

  /** @param enrolCode left out where it is enrolled already. */
  static async on(folder: string, url: string, enrolCode?: string): Promise<RealStation> {
    const store = await Store.open(folder);
    const log = new EventLog(await stationPlace(store));
    return new RealStation(store, log, { url, ...(enrolCode === undefined ? {} : { enrolCode }) });
  }

  async off(): Promise<void> {
    await this.sync.stop();
    await this.store.close();
  }

  get id(): string {
    return this.log.place.station;
  }

  /** A fact of the counter, at `at` by its clock. */
  async note<T extends EventType>(
    type: T,
    subject: string,
    data: NewEvent<T>["data"],
    { at = new Date().toISOString(), actor = "lan" } = {},
  ): Promise<void> {
    await this.store.write((trx) => this.log.append(trx, at, { type, actor, subject, data } as NewEvent));
    this.sync.wake();
  }

  /** Takes a dossier in. */
  async accept(id: string, change: Partial<Dossier> = {}): Promise<void> {
    const code = `H44-${id.slice(-12)}`;
    const dossier = acceptedDossierSchema.parse(dossierOf({ id, code, attachments: [], ...change }));
    await this.note("dossier.accepted", id, { dossier, serial: 1, printJob: id });
  }

  dossier(id: string): Promise<Dossier | null> {
    return dossierById(this.store.db, id);
  }

  /** Sends and takes until there is nothing left to do. */
  async settle(): Promise<void> {
    await expect
      .poll(
        async () => {
          const state = await this.sync.syncNow();
          const { seq } = await this.log.head(this.store.db);
          return [state.state, state.lastError, seq - state.ackedSeq, state.attachmentsWaiting];
        },
        { timeout: 30_000 },
      )
      .toEqual(["idle", null, 0, 0]);
  }

  async chainsHold(): Promise<void> {
    for (let epoch = 1; epoch <= this.log.place.epoch; epoch += 1)
      expect(await verifyLog(this.store, { station: this.id, epoch })).toBeNull();
  }
}
