import { v4 as uuid, v7 as uuidv7 } from "uuid";
import { CHAIN_START, eventHash } from "../contract/chain.ts";
import { type EventData, type EventType, eventData, type StoredEvent } from "../contract/events.ts";
import type { District } from "../district/database.ts";
import { insertLog, StoredLogs } from "../district/ingest/logs.ts";
import { dossierOf } from "./dossier-of.ts";

export const AGENCY = "000.00.15.H44";

/** A log as its station writes it, appended at the district without a line between. */
export class WrittenLog {
  readonly station: string;
  readonly epoch: number;
  readonly #db: District;
  #last = { seq: 0, hash: CHAIN_START };

  private constructor(db: District, station: string, epoch: number) {
    this.#db = db;
    this.station = station;
    this.epoch = epoch;
  }

  static async open(db: District, station = uuid(), epoch = 1): Promise<WrittenLog> {
    await db.transaction().execute(async (trx) => {
      if (epoch === 1)
        await trx
          .insertInto("stations")
          .values({ id: station, name: "Quầy", agency: AGENCY, revoked_at: null })
          .execute();
      await insertLog(trx, { station, epoch, agency: AGENCY, tokenHash: uuid(), from: null });
    });
    return new WrittenLog(db, station, epoch);
  }

  event<T extends EventType>(type: T, subject: string, data: EventData<T>): StoredEvent {
    const content = {
      seq: this.#last.seq + 1,
      at: `2026-11-24T01:00:0${this.#last.seq % 10}.000Z`,
      actor: "lan",
      type,
      version: 1,
      subject,
      data: JSON.stringify(eventData[type].parse(data)),
    };
    const stored = { ...content, hash: eventHash(this, this.#last.hash, content) };
    this.#last = stored;
    return stored;
  }

  accepted(id: string): StoredEvent {
    const dossier = dossierOf({ id, code: `code ${id}` });
    return this.event("dossier.accepted", id, { dossier, serial: 1, printJob: uuidv7() });
  }

  append(...events: StoredEvent[]): Promise<void> {
    return new StoredLogs(this.#db).inLog(this, (log) => log.append(events), events);
  }
}
