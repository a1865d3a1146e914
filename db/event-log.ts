import { sql, type Transaction } from "kysely";
import { CHAIN_START, type ChainPlace, eventHash, firstBrokenLink } from "../contract/chain.ts";
import { fittingEvents } from "../contract/district.ts";
import { isDossierEvent } from "../contract/dossier-life.ts";
import { timeAfter } from "../contract/dossier-order.ts";
import { type EventData, type EventType, eventData, type StoredEvent } from "../contract/events.ts";
import { saveMetaValue } from "./meta.ts";
import { project } from "./projections.ts";
import type { StoreSchema } from "./schema.ts";
import type { Queryable, Store } from "./store.ts";

/** An event before it has a place in the log. */
export interface NewEvent<T extends EventType = EventType> {
  type: T;
  actor: string;
  subject: string;
  data: EventData<T>;
}

/** Versions in which this program writes each type. */
const EVENT_VERSION = 1;

/**
 * The station's log: appended in the transaction that changes the tables, so that there is never a fact
 * without its event or the reverse.
 */
export class EventLog {
  #place: ChainPlace;

  constructor(place: ChainPlace) {
    this.#place = place;
  }

  get place(): ChainPlace {
    return this.#place;
  }

  /** Appends an event and applies it to the projections. */
  async append<T extends EventType>(
    trx: Transaction<StoreSchema>,
    at: string,
    event: NewEvent<T>,
  ): Promise<StoredEvent> {
    const head = await this.head(trx);
    const parsed = eventData[event.type].parse(event.data) as EventData<EventType>;
    const data = JSON.stringify(parsed);
    const content = {
      seq: head.seq + 1,
      at: isDossierEvent(event.type) ? await timeOfStep(trx, at, event.subject) : at,
      actor: event.actor,
      type: event.type,
      version: EVENT_VERSION,
      subject: event.subject,
      data,
    };
    const stored: StoredEvent = { ...content, hash: eventHash(this.#place, head.hash, content) };
    await trx
      .insertInto("events")
      .values({ epoch: this.#place.epoch, ...stored })
      .execute();
    await project(trx, stored, parsed);
    return stored;
  }

  /**
   * Opens the next epoch in a transaction: what the district never had of the present one is carried over, and new
   * events follow there.
   *
   * @param opened.from the last event of the present epoch that the district has.
   */
  async openEpoch(
    trx: Transaction<StoreSchema>,
    at: string,
    opened: {
      epoch: number;
      from: { epoch: number; seq: number; hash: string };
      data: EventData<"station.opened">;
    },
  ): Promise<void> {
    const former = this.#place;
    const { from } = opened;
    this.#place = { station: former.station, epoch: opened.epoch };
    try {
      await saveMetaValue(trx, "epoch", String(opened.epoch));
      await trx.insertInto("former_epochs").values(from).execute();
      await this.append(trx, at, {
        type: "station.opened",
        actor: "station",
        subject: former.station,
        data: { ...opened.data, from },
      });
      let last = { seq: from.seq, hash: from.hash };
      for (;;) {
        const events = await this.read(
          trx,
          former.epoch,
          last.seq,
          CARRIED_AT_ONCE,
          Number.POSITIVE_INFINITY,
        );
        if (events.length === 0) return;
        for (const event of events) {
          await this.append(trx, at, {
            type: "log.carried",
            actor: "station",
            subject: event.subject,
            data: { epoch: former.epoch, prevHash: last.hash, event },
          });
          last = event;
        }
      }
    } catch (error) {
      this.#place = former;
      throw error;
    }
  }

  /** The place is the former one again: the transaction that opened an epoch did not come through. */
  returnTo(place: ChainPlace): void {
    this.#place = place;
  }

  /** The hash of one own event, or null where there is none. */
  async hashAt(db: Queryable, epoch: number, seq: number): Promise<string | null> {
    const row = await db
      .selectFrom("events")
      .select("hash")
      .where("epoch", "=", epoch)
      .where("seq", "=", seq)
      .executeTakeFirst();
    return row?.hash ?? null;
  }

  /** The last event of the epoch; `seq` 0 and the chain's start before the first. */
  async head(db: Queryable): Promise<{ seq: number; hash: string }> {
    const row = await db
      .selectFrom("events")
      .select(["seq", "hash"])
      .where("epoch", "=", this.#place.epoch)
      .orderBy("seq", "desc")
      .limit(1)
      .executeTakeFirst();
    return row ?? { seq: 0, hash: CHAIN_START };
  }

  /**
   * Consecutive events of `epoch` after `afterSeq`, at most `maxEvents` and about `maxBytes` of them, but one at least
   * where there is one: a single large event must not block the rest.
   */
  async read(
    db: Queryable,
    epoch: number,
    afterSeq: number,
    maxEvents: number,
    maxBytes: number,
  ): Promise<StoredEvent[]> {
    const rows = await db
      .selectFrom("events")
      .select(["seq", "at", "actor", "type", "version", "subject", "data", "hash"])
      .where("epoch", "=", epoch)
      .where("seq", ">", afterSeq)
      .orderBy("seq")
      .limit(maxEvents)
      .execute();
    const sizes = rows.map(({ data }) => Buffer.byteLength(data));
    return rows.slice(0, fittingEvents(sizes, maxBytes));
  }

  /**
   * The same run of events as JSON without their numbers and hashes, written by SQLite: a fifth of what it takes to make
   * objects and text of them first.
   *
   * @returns null where there is none.
   */
  async readSent(
    db: Queryable,
    epoch: number,
    afterSeq: number,
    maxEvents: number,
    maxBytes: number,
  ): Promise<{ events: number; last: { seq: number; hash: string }; json: Buffer } | null> {
    const sizes = await db
      .selectFrom("events")
      .select(["seq", sql<number>`octet_length(data)`.as("bytes")])
      .where("epoch", "=", epoch)
      .where("seq", ">", afterSeq)
      .orderBy("seq")
      .limit(maxEvents)
      .execute();
    const events = fittingEvents(
      sizes.map(({ bytes }) => bytes),
      maxBytes,
    );
    const lastSeq = sizes[events - 1]?.seq;
    if (lastSeq === undefined) return null;
    const hash = await this.hashAt(db, epoch, lastSeq);
    const { rows } = await sql<{ json: Buffer }>`
      SELECT CAST(json_group_array(json_object('at', at, 'actor', actor, 'type', type, 'version', version,
        'subject', subject, 'data', data)) AS BLOB) AS json
      FROM (SELECT * FROM events WHERE epoch = ${epoch} AND seq > ${afterSeq} ORDER BY seq LIMIT ${events})
    `.execute(db);
    const [row] = rows;
    if (row === undefined || hash === null) throw new Error(`the log has lost its event ${epoch}/${lastSeq}`);
    return { events, last: { seq: lastSeq, hash }, json: row.json };
  }
}

/**
 * The time of a step of a dossier: after all that is known of it here, whoever did it and whatever the clocks say. Steps
 * that are taken together have one time.
 */
async function timeOfStep(trx: Transaction<StoreSchema>, at: string, dossier: string): Promise<string> {
  const row = await trx
    .selectFrom("dossiers")
    .select(sql<string>`json_extract(data, '$.updatedAt')`.as("at"))
    .where("id", "=", dossier)
    .executeTakeFirst();
  if (row === undefined || row.at < at) return at;
  const own = await trx
    .selectFrom("events")
    .select("at")
    .where("subject", "=", dossier)
    .orderBy("epoch", "desc")
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
  return timeAfter(at, row.at, own?.at === row.at);
}

/** So many events of a former epoch are held in memory at once while they are carried over. */
const CARRIED_AT_ONCE = 500;

/**
 * Walks the whole log of an epoch.
 *
 * @returns the first sequence number that breaks the chain, or null where all of it holds.
 */
export async function verifyLog(store: Store, place: ChainPlace): Promise<number | null> {
  const log = new EventLog(place);
  let after = 0;
  let hash = CHAIN_START;
  for (;;) {
    const events = await log.read(store.db, place.epoch, after, 1000, Number.POSITIVE_INFINITY);
    const last = events.at(-1);
    if (last === undefined) return null;
    const broken = firstBrokenLink(place, hash, after + 1, events);
    if (broken !== null) return broken;
    after = last.seq;
    hash = last.hash;
  }
}
