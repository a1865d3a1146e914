import type { PaperKind, PrintJob, PrintJobState } from "../contract/entities.ts";
import type { PrintJobRow } from "./schema.ts";
import type { Queryable } from "./store.ts";

export function printJobOf(row: Omit<PrintJobRow, "paper" | "next_try_at">): PrintJob {
  return {
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    title: row.title,
    state: row.state,
    copy: row.copy,
    attempts: row.attempts,
    condition: row.condition,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  };
}

/** A job as it is made, in the transaction of the fact that it proves. */
export interface NewPrintJob {
  id: string;
  kind: PaperKind;
  subject: string;
  title: string;
  copy: number;
  createdAt: string;
  paper: unknown;
}

export async function insertPrintJob(db: Queryable, job: NewPrintJob): Promise<void> {
  await db
    .insertInto("print_jobs")
    .values({
      id: job.id,
      kind: job.kind,
      subject: job.subject,
      title: job.title,
      state: "queued",
      copy: job.copy,
      attempts: 0,
      condition: null,
      next_try_at: null,
      created_at: job.createdAt,
      finished_at: null,
      paper: JSON.stringify(job.paper),
    })
    .execute();
}

export async function printJobById(db: Queryable, id: string): Promise<PrintJobRow | null> {
  const row = await db.selectFrom("print_jobs").selectAll().where("id", "=", id).executeTakeFirst();
  return row ?? null;
}

/** Jobs that are not settled, oldest first. */
export async function openPrintJobs(db: Queryable): Promise<PrintJob[]> {
  const rows = await db
    .selectFrom("print_jobs")
    .select([
      "id",
      "kind",
      "subject",
      "title",
      "state",
      "copy",
      "attempts",
      "condition",
      "created_at",
      "finished_at",
    ])
    .where("state", "in", openStates)
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  return rows.map(printJobOf);
}

/** States in which a paper still has to come out or be decided on. Named one by one: SQLite finds them by its index. */
const openStates: PrintJobState[] = ["queued", "sending", "waiting", "unknown", "failed"];

/** The job of those kinds that is to be tried next, or null. */
export async function nextPrintJob(
  db: Queryable,
  kinds: PaperKind[],
  now: string,
): Promise<PrintJobRow | null> {
  const row = await db
    .selectFrom("print_jobs")
    .selectAll()
    .where("state", "in", ["queued", "waiting"])
    .where("kind", "in", kinds)
    .where((eb) => eb.or([eb("next_try_at", "is", null), eb("next_try_at", "<=", now)]))
    .orderBy("created_at")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

export async function updatePrintJob(
  db: Queryable,
  id: string,
  change: Partial<Pick<PrintJobRow, "state" | "attempts" | "condition" | "next_try_at" | "finished_at">>,
): Promise<void> {
  await db.updateTable("print_jobs").set(change).where("id", "=", id).execute();
}

/**
 * Jobs that were being sent when the program died: nobody knows whether they came out, so a person is asked.
 *
 * @returns how many.
 */
export async function markInterruptedJobs(db: Queryable): Promise<number> {
  const result = await db
    .updateTable("print_jobs")
    .set({ state: "unknown" })
    .where("state", "=", "sending")
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** The job of the first, unmarked paper: copies are made from it, never from a copy. */
export async function firstPrintJob(db: Queryable, kind: PaperKind, subject: string): Promise<PrintJobRow> {
  return db
    .selectFrom("print_jobs")
    .selectAll()
    .where("kind", "=", kind)
    .where("subject", "=", subject)
    .where("copy", "=", 1)
    .executeTakeFirstOrThrow();
}

/** How often a paper was asked for so far. */
export async function lastCopy(db: Queryable, kind: PaperKind, subject: string): Promise<number> {
  const row = await db
    .selectFrom("print_jobs")
    .select((eb) => eb.fn.max("copy").as("last"))
    .where("kind", "=", kind)
    .where("subject", "=", subject)
    .executeTakeFirst();
  return Number(row?.last ?? 0);
}
