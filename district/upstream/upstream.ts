import { sql } from "kysely";
import type { Logger } from "pino";
import type { SyncState } from "../../contract/entities.ts";
import { type SyncPace, SyncWorker } from "../../electron/station/sync/engine/worker.ts";
import type { Attachments } from "../attachments/attachments.ts";
import type { District } from "../database.ts";
import { projectPending } from "../projections/rereading.ts";
import { rest } from "../rest.ts";
import { FilesAbove } from "./files-above.ts";
import { relayNews } from "./relay.ts";
import { RelayedFiles } from "./relayed-files.ts";
import { passOn, UpstreamLog } from "./upstream-log.ts";

export interface UpstreamSettings {
  /** Where the node above is. */
  url: string;
  /** One-time code of the node above, for the first time. */
  enrolCode?: string;
  pace?: Partial<SyncPace>;
  /** Between two looks at what is new here, in milliseconds. */
  lookMs?: number;
}

export interface UpstreamOptions extends UpstreamSettings {
  db: District;
  attachments: Attachments;
  log: Logger;
}

const LOOK_MS = 1000;
const STANDBY_MS = 5000;
/** What comes down is looked for so often: an officer above has decided, and the citizen waits. */
const DOWN_MS = 15_000;

/**
 * Keeps this node in touch with the one above until it is told to end: what concerns it goes up, what is decided there
 * comes down. Of several servers on one database one does this, the others stand by.
 */
export async function runUpstream(options: UpstreamOptions, signal: AbortSignal): Promise<void> {
  const { db, log, lookMs = LOOK_MS } = options;
  while (!signal.aborted) {
    try {
      await db.connection().execute(async (own) => {
        const { rows } = await sql<{ mine: boolean }>`
          SELECT pg_try_advisory_lock(hashtext('upstream')) AS mine
        `.execute(own);
        if (rows[0]?.mine !== true) return;
        try {
          await work(options, signal, () => sql`SELECT 1`.execute(own));
        } finally {
          await sql`SELECT pg_advisory_unlock(hashtext('upstream'))`.execute(own).catch(() => undefined);
        }
      });
    } catch (error) {
      log.warn({ err: error }, "the node above can't be told now");
    }
    await rest(Math.min(STANDBY_MS, 5 * lookMs), signal);
  }
}

/** @param confirm throws when the database is gone, and somebody else may be at work by now. */
async function work(
  { db, attachments, url, enrolCode, pace, lookMs = LOOK_MS }: UpstreamOptions,
  signal: AbortSignal,
  confirm: () => Promise<unknown>,
): Promise<void> {
  const log = await UpstreamLog.open(db);
  const { name } = await db
    .selectFrom("stations")
    .select("name")
    .where("own", "=", true)
    .executeTakeFirstOrThrow();
  const worker = new SyncWorker({
    log,
    files: new RelayedFiles(db, attachments),
    wanted: new FilesAbove(db, attachments),
    district: { url, ...(enrolCode === undefined ? {} : { enrolCode }) },
    name,
    onChange: () => undefined,
    pace: { look: DOWN_MS, ...pace },
  });
  const failed = worker.start().then(
    () => null,
    (error: unknown) => error,
  );
  try {
    let told = "";
    while (!signal.aborted) {
      await confirm();
      if ((await log.unapplied()) > 0) {
        await projectPending(db);
        await db.transaction().execute(passOn);
      }
      if ((await relayNews(db)) > 0) worker.wake();
      const state = JSON.stringify(worker.state());
      if (state !== told) await db.updateTable("upstream").set({ state }).execute();
      told = state;
      await Promise.race([rest(lookMs, signal), failed.then((error) => rethrow(error))]);
    }
  } finally {
    await worker.stop().catch(() => undefined);
  }
}

function rethrow(error: unknown): void {
  if (error !== null) throw error;
}

export interface UpstreamStatus {
  url: string | null;
  enrolled: boolean;
  /** Events that the node above lacks, and since when. */
  waiting: number;
  waitingSince: Date | null;
  filesWaiting: number;
  /** Files of dossiers here that are above and did not come down yet. */
  filesToCome: number;
  /** Steps from above about dossiers that are not known here. */
  notPassedOn: number;
  dossiers: number;
  lastSuccessAt: string | null;
  lastError: SyncState["lastError"];
  nextTryAt: string | null;
}

/** How it stands with the node above; null where there is none. */
export async function upstreamStatus(db: District): Promise<UpstreamStatus | null> {
  const { rows } = await sql<
    Omit<UpstreamStatus, "lastSuccessAt" | "lastError" | "nextTryAt"> & { state: SyncState | null }
  >`
    SELECT url, token IS NOT NULL AS enrolled, state,
      (SELECT count(*) FROM upstream_dossiers) AS dossiers,
      (SELECT count(*) FROM upstream_items WHERE NOT passed_on) AS "notPassedOn",
      (SELECT count(*) FROM upstream_files WHERE sent_at IS NULL) AS "filesWaiting",
      (SELECT count(*) FROM upstream_wanted_files WHERE arrived_at IS NULL) AS "filesToCome",
      (SELECT count(*) FROM upstream_events WHERE epoch = upstream.epoch AND upstream_events.seq > acked.seq) AS waiting,
      (SELECT min(at) FROM upstream_events WHERE epoch = upstream.epoch AND upstream_events.seq > acked.seq)
        AS "waitingSince"
    FROM upstream, LATERAL (SELECT CASE WHEN acked_epoch = epoch THEN acked_seq ELSE 0 END AS seq) AS acked
  `.execute(db);
  const [row] = rows;
  if (row === undefined) return null;
  const { state, ...status } = row;
  return {
    ...status,
    lastSuccessAt: state?.lastSuccessAt ?? null,
    lastError: state?.lastError ?? null,
    nextTryAt: state?.nextTryAt ?? null,
  };
}
