import { sql } from "kysely";
import { DatabaseError } from "pg";
import type { Position, Serials } from "../../contract/district.ts";
import type { StoredEvent } from "../../contract/events.ts";
import type { District, Trx } from "../database.ts";
import { copyWritten, type WrittenRows, writtenRows } from "../postgres/bulk.ts";
import {
  factsRead,
  isBranched,
  projectEvents,
  readFacts,
  type Sender,
  type Told,
} from "../projections/projections.ts";
import { publishEvents } from "../stations/feed.ts";
import type { LogId, OpenLog, OpenStation, SyncStore } from "./ingest.ts";
import { requireOrigins } from "./origins.ts";
import { inSlices } from "./slices.ts";

/** Serial numbers a day that each log of an agency has for itself. */
const SERIALS_PER_LOG = 1000;

/** The stations' logs in PostgreSQL. */
export class StoredLogs implements SyncStore {
  readonly #db: District;
  readonly #afterwards: (trx: Trx, events: readonly StoredEvent[]) => Promise<void>;

  /** @param afterwards what is done with events of a station once they are stored, in the same transaction. */
  constructor(
    db: District,
    afterwards: (trx: Trx, events: readonly StoredEvent[]) => Promise<void> = async () => undefined,
  ) {
    this.#db = db;
    this.#afterwards = afterwards;
  }

  async inLog<T>(
    id: LogId,
    work: (log: OpenLog) => Promise<T>,
    coming: readonly StoredEvent[] = [],
  ): Promise<T> {
    const told = new Map(await inSlices(factsRead(id, coming)));
    const projected = new Set([...told.keys()].map(({ seq }) => seq));
    const written = { events: coming, projected, rows: rowsOf(id, coming, projected) };
    try {
      return await this.#inLog(id, work, told, written);
    } catch (error) {
      if (!isBegunTwice(error)) throw error;
      return this.#inLog(id, work, told);
    }
  }

  #inLog<T>(id: LogId, work: (log: OpenLog) => Promise<T>, coming: Told, written?: Written): Promise<T> {
    return this.#db.transaction().execute(async (trx) => {
      // One batch of a log at a time; others do not wait.
      const log = await trx
        .selectFrom("logs")
        .select(["agency", "epoch", "seq", "hash", "reread_after"])
        .select(isBranched)
        .where("station", "=", id.station)
        .where("epoch", "=", id.epoch)
        .forUpdate()
        .executeTakeFirstOrThrow();
      return work({
        position: { epoch: log.epoch, seq: log.seq, hash: log.hash },
        hashAt: (seq) => hashAt(trx, id, seq),
        append: async (events) => {
          const { agency, branched } = log;
          // What is before it is still to be projected: it has its turn afterwards.
          const told = log.reread_after === null ? partOf(coming, events) : new Map();
          await appendEvents(trx, { ...id, agency, branched }, events, told, written);
          await this.#afterwards(trx, events);
        },
      });
    });
  }

  inStation<T>(station: string, work: (logs: OpenStation) => Promise<T>): Promise<T> {
    return this.#db.transaction().execute(async (trx) => {
      const { agency } = await trx
        .selectFrom("stations")
        .select("agency")
        .where("id", "=", station)
        .forUpdate()
        .executeTakeFirstOrThrow();
      return work({
        logs: async () => {
          const logs = await trx.selectFrom("logs").selectAll().where("station", "=", station).execute();
          return logs.map((log) => ({
            epoch: log.epoch,
            position: { epoch: log.epoch, seq: log.seq, hash: log.hash },
            tokenHash: log.token_hash,
            serials: { first: log.serial_first, last: log.serial_last },
          }));
        },
        hashAt: (epoch, seq) => hashAt(trx, { station, epoch }, seq),
        create: ({ epoch, tokenHash, from }) => insertLog(trx, { station, epoch, agency, tokenHash, from }),
        offer: async (epoch, lost) => {
          for (const part of lost) {
            const audience = { to: "log", log: { station, epoch } } as const;
            await publishEvents(trx, audience, { station, epoch: part.epoch }, part.afterSeq);
          }
        },
      });
    });
  }
}

/** What some of the events that were read tell; undefined where they were not read. */
function partOf(told: Told, events: readonly StoredEvent[]): Told | undefined {
  if (told.size === 0) return undefined;
  const numbers = new Set(events.map(({ seq }) => seq));
  return new Map([...told].filter(([{ seq }]) => numbers.has(seq)));
}

/** Two logs told of the same dossiers first, at once: the one that came second reads again what the other wrote. */
function isBegunTwice(error: unknown): boolean {
  if (!(error instanceof DatabaseError)) return false;
  return error.code === DEADLOCK || (error.code === UNIQUE_VIOLATION && error.table === "dossiers");
}

const UNIQUE_VIOLATION = "23505";
const DEADLOCK = "40P01";

/** Makes a log without events, with serials that no other log of the agency has. */
export async function insertLog(
  trx: Trx,
  log: LogId & { agency: string; tokenHash: string; from: Position | null; start?: Position },
): Promise<Serials> {
  // Two that open at once must not get the same serials: they take turns.
  await sql`SELECT pg_advisory_xact_lock(hashtext(${log.agency}))`.execute(trx);
  const { last } = await trx
    .selectFrom("logs")
    .select((eb) => eb.fn.max("serial_last").as("last"))
    .where("agency", "=", log.agency)
    .executeTakeFirstOrThrow();
  const first = 1 + (last ?? 0);
  const serials = { first, last: first + SERIALS_PER_LOG - 1 };
  await trx
    .insertInto("logs")
    .values({
      station: log.station,
      epoch: log.epoch,
      agency: log.agency,
      token_hash: log.tokenHash,
      serial_first: serials.first,
      serial_last: serials.last,
      seq: 0,
      hash: "0".repeat(64),
      from_epoch: log.from?.epoch ?? null,
      from_seq: log.from?.seq ?? null,
      last_seen_at: null,
      clock_ahead_ms: null,
      cursor: null,
      report: null,
    })
    .execute();
  return serials;
}

export async function hashAt(db: District | Trx, log: LogId, seq: number): Promise<string | null> {
  const row = await db
    .selectFrom("events")
    .select("hash")
    .where("station", "=", log.station)
    .where("epoch", "=", log.epoch)
    .where("seq", "=", seq)
    .executeTakeFirst();
  return row?.hash ?? null;
}

/** Rows of events, written before their log was taken, should these of them and no others be projected. */
interface Written {
  events: readonly StoredEvent[];
  projected: ReadonlySet<number>;
  rows: WrittenRows;
}

function rowsOf(log: LogId, events: readonly StoredEvent[], projected: ReadonlySet<number>): WrittenRows {
  const texts = (value: (event: StoredEvent) => string) =>
    ({ type: "text", values: events.map(value) }) as const;
  return writtenRows({
    station: { type: "uuid", all: log.station },
    epoch: { type: "integer", all: log.epoch },
    seq: { type: "bigint", values: events.map(({ seq }) => seq) },
    at: { type: "timestamptz", values: events.map(({ at }) => at) },
    actor: texts(({ actor }) => actor),
    type: texts(({ type }) => type),
    version: { type: "integer", values: events.map(({ version }) => version) },
    subject: texts(({ subject }) => subject),
    data: texts(({ data }) => data),
    hash: texts(({ hash }) => hash),
    projected: { type: "boolean", values: events.map(({ seq }) => projected.has(seq)) },
  });
}

/**
 * Stores and projects events that follow on the log, whose row is locked.
 *
 * @param told what they tell, where that was read before.
 * @returns the numbers of those that were understood.
 * @throws AppError CHAIN_BROKEN, STATION_MISMATCH where it relays what is not its own to tell.
 */
export async function appendEvents(
  trx: Trx,
  log: Sender,
  events: readonly StoredEvent[],
  told = readFacts(log, events),
  written?: Written,
): Promise<ReadonlySet<number>> {
  const last = events.at(-1);
  if (last === undefined) return new Set();
  await requireOrigins(trx, log, events);
  const projected = await projectEvents(trx, log, told);
  const isReady = written?.projected.size === projected.size && written.events.length === events.length;
  await copyWritten(trx, "events", isReady ? written.rows : rowsOf(log, events, projected));
  await trx
    .updateTable("logs")
    .set({ seq: last.seq, hash: last.hash, last_seen_at: sql<Date>`now()` })
    .where("station", "=", log.station)
    .where("epoch", "=", log.epoch)
    .execute();
  return projected;
}
