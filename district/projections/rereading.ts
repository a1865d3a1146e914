import { sql } from "kysely";
import { AppError } from "../../contract/errors.ts";
import { type District, instantText, type Trx } from "../database.ts";
import { BUSY_SECONDS } from "../http/turnstile.ts";
import type { LogId } from "../ingest/ingest.ts";
import { isBranched, isOwn, projectEvents, readFacts } from "./projections.ts";

/** So many events are read again in one transaction: as much as a batch, so that nobody waits longer than for one. */
const PORTION = 500;

export interface RereadingOptions {
  /** Goes on at the next call where it was broken off. */
  signal?: AbortSignal;
  portion?: number;
}

/**
 * Marks the logs in which something is not projected: this server could not make sense of it when it came, its beginning
 * was in another log, or a migration has it read again. What comes in a marked log from now on is stored, and projected
 * when all before it was.
 */
export async function markPending(db: District): Promise<void> {
  // Written so that PostgreSQL finds them by the index of what is pending, however many are not.
  await sql`
    UPDATE logs SET reread_after = 0 WHERE reread_after IS NULL AND EXISTS (
      SELECT FROM events WHERE events.station = logs.station AND events.epoch = logs.epoch AND NOT projected
    )
  `.execute(db);
}

/**
 * Reads again what is pending, each log's events in their order, in portions of one transaction each. A program that is
 * killed goes on after the last of them.
 *
 * @returns how many were understood now.
 */
export async function projectPending(db: District, options: RereadingOptions = {}): Promise<number> {
  const { signal, portion = PORTION } = options;
  for (let found = 0; ; ) {
    const before = found;
    await markPending(db);
    const logs = await db
      .selectFrom("logs")
      .select(["station", "epoch"])
      .where("reread_after", "is not", null)
      // Nobody who works here waits longer than need be.
      .orderBy(sql`EXISTS (SELECT FROM stations WHERE stations.id = logs.station AND own)`, "desc")
      .execute();
    for (const log of logs) {
      for (let more = true; more; ) {
        if (signal?.aborted) return found;
        const read = await readPortion(db, log, portion);
        found += read.understood;
        more = read.more;
      }
    }
    // What one log told may be the beginning of what another waits for.
    if (found === before) return found;
  }
}

/**
 * Before a step is taken here: what it builds on must not be half read.
 *
 * @throws AppError DISTRICT_BUSY where the node's log, or one that a dossier was accepted in, is being read again.
 */
export async function requireRead(trx: Trx, node: string, dossiers: readonly string[]): Promise<void> {
  const { rows } = await sql`
    SELECT FROM logs WHERE reread_after IS NOT NULL AND (
      station = ${node} OR station IN (SELECT station FROM dossiers WHERE id = ANY(${[...dossiers]}::text[]))
    ) LIMIT 1
  `.execute(trx);
  if (rows.length > 0) throw new AppError("DISTRICT_BUSY", { seconds: BUSY_SECONDS });
}

/**
 * So many steps are not projected though their dossier is here: the log that told of them was heard before the one with its
 * beginning, or this program can't read them.
 */
export async function countLate(db: District): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*) FROM events JOIN dossiers ON dossiers.id = events.subject WHERE NOT events.projected
  `.execute(db);
  return rows[0]?.count ?? 0;
}

async function readPortion(
  db: District,
  { station, epoch }: LogId,
  portion: number,
): Promise<{ understood: number; more: boolean }> {
  return db.transaction().execute(async (trx) => {
    const log = await trx
      .selectFrom("logs")
      .select(["station", "epoch", "agency", "reread_after"])
      .select([isBranched, isOwn])
      .where("station", "=", station)
      .where("epoch", "=", epoch)
      .where("reread_after", "is not", null)
      .forUpdate()
      .executeTakeFirst();
    if (log === undefined) return { understood: 0, more: false };
    const events = await trx
      .selectFrom("events")
      .select(["seq", instantText("at").as("at"), "actor", "type", "version", "subject", "data", "hash"])
      .where("station", "=", station)
      .where("epoch", "=", epoch)
      .where("seq", ">", log.reread_after)
      .where(sql<boolean>`NOT projected`)
      .orderBy("seq")
      .limit(portion)
      .execute();
    const understood = [...(await projectEvents(trx, log, readFacts(log, events)))];
    if (understood.length > 0) {
      await sql`
        UPDATE events SET projected = true
        WHERE station = ${station} AND epoch = ${epoch} AND seq = ANY(${understood}::bigint[])
      `.execute(trx);
    }
    const more = events.length === portion;
    await trx
      .updateTable("logs")
      .set({ reread_after: more ? (events.at(-1)?.seq ?? null) : null })
      .where("station", "=", station)
      .where("epoch", "=", epoch)
      .execute();
    return { understood: understood.length, more };
  });
}
