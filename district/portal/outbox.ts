import { sql } from "kysely";
import { type DossierEvent, isDossierEvent } from "../../contract/dossier-life.ts";
import type { AppError } from "../../contract/errors.ts";
import { eventData } from "../../contract/events.ts";
import { type District, instantText, type Trx } from "../database.ts";
import type { LogId } from "../ingest/ingest.ts";
import { factsOf } from "../projections/facts.rules.ts";
import { isOwn } from "../projections/projections.ts";

/** Sequence numbers of a log that are read at a time. */
const READ_AT_ONCE = 5000;

/**
 * Reads on in every log where the last reading ended, and notes what the portal is to hear.
 *
 * @returns how many steps came.
 */
export async function takeUpNews(db: District, now: Date): Promise<number> {
  let found = 0;
  for (;;) {
    const { rows: logs } = await sql<ReadLog & { from: number; to: number }>`
      SELECT logs.station, logs.epoch, ${isOwn}, coalesce(portal_cursors.seq, 0) AS from, logs.seq AS to
      FROM logs LEFT JOIN portal_cursors USING (station, epoch)
      WHERE logs.seq > coalesce(portal_cursors.seq, 0)
    `.execute(db);
    if (logs.length === 0) return found;
    for (const log of logs) {
      const to = Math.min(log.to, log.from + READ_AT_ONCE);
      found += await db.transaction().execute((trx) => readOn(trx, log, log.from, to, now));
    }
  }
}

/** What was decided above stands in the node's own log. */
type ReadLog = LogId & { own: boolean };

async function readOn(trx: Trx, log: ReadLog, from: number, to: number, now: Date): Promise<number> {
  const events = await trx
    .selectFrom("events")
    .select(["seq", instantText("at").as("at"), "actor", "type", "version", "subject", "data", "hash"])
    .where("station", "=", log.station)
    .where("epoch", "=", log.epoch)
    .where("seq", ">", from)
    .where("seq", "<=", to)
    .where(
      sql<boolean>`(type LIKE 'dossier.%' OR type IN ('log.carried', 'log.relayed', 'district.received'))`,
    )
    .orderBy("seq")
    .execute();
  const steps = factsOf(log, events).filter(({ event }) => isDossierEvent(event.type));
  await sql`
    INSERT INTO portal_cursors (station, epoch, seq) VALUES (${log.station}, ${log.epoch}, ${to})
    ON CONFLICT (station, epoch) DO UPDATE SET seq = excluded.seq
  `.execute(trx);
  if (steps.length === 0) return 0;
  const { rows } = await sql<{ id: number }>`
    WITH steps AS (
      INSERT INTO portal_steps (dossier, hash, station, epoch, seq)
      SELECT dossier, hash, ${log.station}::uuid, ${log.epoch}::integer, seq FROM unnest(
        ${steps.map(({ event }) => event.subject)}::text[],
        ${steps.map(({ event }) => event.hash)}::text[],
        ${steps.map(({ seq }) => seq)}::bigint[]
      ) AS told (dossier, hash, seq) ORDER BY seq
      ON CONFLICT (hash) DO NOTHING RETURNING id, dossier
    ), touched AS (
      INSERT INTO portal_dossiers (dossier, changed, next_try_at, waiting_since)
      SELECT dossier, max(id), ${now.toISOString()}::timestamptz, ${now.toISOString()}::timestamptz
      FROM steps GROUP BY dossier ORDER BY dossier
      ON CONFLICT (dossier) DO UPDATE SET
        changed = excluded.changed, next_try_at = excluded.next_try_at,
        attempts = 0, stuck = false,
        waiting_since = coalesce(portal_dossiers.waiting_since, excluded.waiting_since)
    )
    SELECT id FROM steps
  `.execute(trx);
  return rows.length;
}

/** A dossier that the portal lacks something of. */
export interface DueDossier {
  dossier: string;
  code: string | null;
  /** The last step that the portal has acknowledged. */
  taken: number;
  attempts: number;
}

/** Those whose time has come, the longest waiting first. */
export async function dueDossiers(
  db: District,
  now: Date,
  limit: number,
  without: readonly string[],
): Promise<DueDossier[]> {
  return await db
    .selectFrom("portal_dossiers")
    .select(["dossier", "code", "taken", "attempts"])
    .where(sql<boolean>`changed > taken`)
    .where("next_try_at", "<=", now)
    .where(sql<boolean>`NOT dossier = ANY(${[...without]}::text[])`)
    .orderBy("next_try_at")
    .limit(limit)
    .execute();
}

/** Every step of a dossier that this program can read, in the order in which they came to be known. */
export async function stepsOf(db: District, dossier: string): Promise<{ id: number; event: DossierEvent }[]> {
  const rows = await db
    .selectFrom("portal_steps as step")
    .innerJoin("events", (join) =>
      join
        .onRef("events.station", "=", "step.station")
        .onRef("events.epoch", "=", "step.epoch")
        .onRef("events.seq", "=", "step.seq"),
    )
    .innerJoin("stations", "stations.id", "step.station")
    .select(["step.id", "step.station", "step.epoch", "stations.own", "events.seq"])
    .select(instantText("events.at").as("at"))
    .select(["events.actor", "events.type", "events.version", "events.subject", "events.data", "events.hash"])
    .where("step.dossier", "=", dossier)
    .orderBy("step.id")
    .execute();
  return rows.flatMap(({ id, station, epoch, own, ...stored }) => {
    const [fact] = factsOf({ station, epoch, own }, [stored]);
    const event = fact?.event;
    if (event === undefined || event.version !== 1 || !isDossierEvent(event.type)) return [];
    const data = eventData[event.type].safeParse(JSON.parse(event.data));
    return data.success ? [{ id, event: { ...event, data: data.data } as DossierEvent }] : [];
  });
}

/** Keeps the code under which the portal has a dossier from now on, however the dossier is called later. */
export async function keepCode(db: District, dossier: string, code: string): Promise<void> {
  await db
    .updateTable("portal_dossiers")
    .set({ code })
    .where("dossier", "=", dossier)
    .where("code", "is", null)
    .execute();
}

/** The portal has all of it up to a step; what came meanwhile is waiting still. */
export async function noteTaken(db: District, dossier: string, step: number, now: Date): Promise<void> {
  await db
    .updateTable("portal_dossiers")
    .set({ taken: step, attempts: 0, stuck: false, error: null, next_try_at: now })
    .set({ waiting_since: sql<Date | null>`CASE WHEN changed > ${step} THEN ${now}::timestamptz END` })
    .where("dossier", "=", dossier)
    .execute();
}

/** It failed, and is tried again then. */
export async function noteFailure(
  db: District,
  dossier: string,
  failure: { error: AppError; attempts: number; nextTryAt: Date; stuck: boolean },
): Promise<void> {
  const { code, data } = failure.error;
  await db
    .updateTable("portal_dossiers")
    .set({
      attempts: failure.attempts,
      next_try_at: failure.nextTryAt,
      stuck: failure.stuck,
      error: JSON.stringify({ code, data }),
    })
    .where("dossier", "=", dossier)
    .execute();
}

/** Nothing can be said of it yet; what comes next of it wakes it up. */
export async function postpone(db: District, dossier: string, nextTryAt: Date): Promise<void> {
  await db
    .updateTable("portal_dossiers")
    .set({ next_try_at: nextTryAt })
    .where("dossier", "=", dossier)
    .execute();
}

export interface WaitingDossier {
  dossier: string;
  code: string | null;
  attempts: number;
  stuck: boolean;
  nextTryAt: Date;
  error: { code: string; data: Record<string, unknown> } | null;
}

export interface PortalStatus {
  /** Dossiers that the portal lacks something of, the stuck ones among them. */
  waiting: number;
  waitingSince: Date | null;
  stuck: number;
  /** Dossiers of which the portal has everything. */
  taken: number;
  /** Those that failed, the stuck ones first. */
  failing: WaitingDossier[];
}

/** How the portal stands: what is waiting, since when, and what failed for which reason. */
export async function portalStatus(db: District, most = 50): Promise<PortalStatus> {
  const { rows } = await sql<Omit<PortalStatus, "failing">>`
    SELECT count(*) FILTER (WHERE changed > taken) AS waiting,
      min(waiting_since) FILTER (WHERE changed > taken) AS "waitingSince",
      count(*) FILTER (WHERE changed > taken AND stuck) AS stuck,
      count(*) FILTER (WHERE changed <= taken) AS taken
    FROM portal_dossiers
  `.execute(db);
  const failing = await db
    .selectFrom("portal_dossiers")
    .leftJoin("dossiers", "dossiers.id", "portal_dossiers.dossier")
    .select(["dossier", "attempts", "stuck", "next_try_at", "error"])
    .select((eb) => eb.fn.coalesce("portal_dossiers.code", "dossiers.code").as("code"))
    .where(sql<boolean>`changed > taken`)
    .where("error", "is not", null)
    .orderBy("stuck", "desc")
    .orderBy("waiting_since")
    .limit(most)
    .execute();
  const [counts] = rows;
  if (counts === undefined) throw new Error("no count");
  return {
    ...counts,
    failing: failing.map(({ next_try_at, error, ...row }) => ({
      ...row,
      nextTryAt: new Date(next_try_at),
      error: error === null ? null : JSON.parse(error),
    })),
  };
}

/**
 * Tries again at once: what failed, or one dossier by the office's or the portal's code.
 *
 * @returns how many.
 */
export async function retryNow(db: District, now: Date, code?: string): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable("portal_dossiers")
    .set({ attempts: 0, stuck: false, next_try_at: now })
    .where(sql<boolean>`changed > taken`)
    .$if(code !== undefined, (query) =>
      query.where(
        sql<boolean>`(code = ${code} OR dossier IN (SELECT id FROM dossiers WHERE dossiers.code = ${code}))`,
      ),
    )
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}
