import type { PaperKind, PrintJob, PrintJobState } from "../contract/entities.ts";
import { updatePrinter } from "./printers.ts";
import type { PrintJobRow } from "./schema.ts";
import type { Queryable, Store } from "./store.ts";

export function printJobOf(row: Omit<PrintJobRow, "paper" | "next_try_at" | "expires_at">): PrintJob {
  return {
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    title: row.title,
    state: row.state,
    copy: row.copy,
    attempts: row.attempts,
    condition: row.condition,
    printer: row.printer,
    sentTo: row.sent_to,
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
  /** After that a person decides whether it is still printed. */
  expiresAt?: string | null;
  /** The printer that a person chose. */
  printer?: string | null;
  /** `queued` where it is left out. */
  state?: PrintJobState;
}

export async function insertPrintJob(db: Queryable, job: NewPrintJob): Promise<void> {
  await db
    .insertInto("print_jobs")
    .values({
      id: job.id,
      kind: job.kind,
      subject: job.subject,
      title: job.title,
      state: job.state ?? "queued",
      copy: job.copy,
      attempts: 0,
      condition: null,
      next_try_at: null,
      created_at: job.createdAt,
      finished_at: null,
      paper: JSON.stringify(job.paper),
      printer: job.printer ?? null,
      sent_to: null,
      expires_at: job.expiresAt ?? null,
    })
    .execute();
}

export async function printJobById(db: Queryable, id: string): Promise<PrintJobRow | null> {
  const row = await db.selectFrom("print_jobs").selectAll().where("id", "=", id).executeTakeFirst();
  return row ?? null;
}

const summary = [
  "id",
  "kind",
  "subject",
  "title",
  "state",
  "copy",
  "attempts",
  "condition",
  "printer",
  "sent_to",
  "created_at",
  "finished_at",
] as const;

/** Jobs that are not settled, oldest first. */
export async function openPrintJobs(db: Queryable): Promise<PrintJob[]> {
  const rows = await db
    .selectFrom("print_jobs")
    .select(summary)
    .where("state", "in", openStates)
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  return rows.map(printJobOf);
}

/** Jobs that were settled last, the latest first; those whose title contains `query`. */
export async function finishedPrintJobs(db: Queryable, query: string, limit: number): Promise<PrintJob[]> {
  const rows = await db
    .selectFrom("print_jobs")
    .select(summary)
    .where("finished_at", "is not", null)
    .$if(query !== "", (found) => found.where("title", "like", `%${query.replace(/[%_]/g, "")}%`))
    .orderBy("finished_at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return rows.map(printJobOf);
}

/** States in which a paper still has to come out or be decided on. Named one by one: SQLite finds them by its index. */
const openStates: PrintJobState[] = ["queued", "sending", "waiting", "unknown", "failed", "expired"];

/** What a printer may take: what a person gave it, and papers of those kinds that were given to no other. */
export interface Claim {
  printer: string;
  kinds: readonly PaperKind[];
}

/** The job that is to be tried next by that printer, or null. */
export async function nextPrintJob(
  db: Queryable,
  { printer, kinds }: Claim,
  now: string,
): Promise<PrintJobRow | null> {
  const row = await db
    .selectFrom("print_jobs")
    .selectAll()
    .where("state", "in", ["queued", "waiting"])
    .where((eb) =>
      eb.or([
        eb("printer", "=", printer),
        ...(kinds.length === 0 ? [] : [eb.and([eb("printer", "is", null), eb("kind", "in", kinds)])]),
      ]),
    )
    .where((eb) => eb.or([eb("next_try_at", "is", null), eb("next_try_at", "<=", now)]))
    .orderBy("created_at")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** Whether a paper waits that is good for nothing by now. */
export async function hasExpiredJobs(db: Queryable, now: string): Promise<boolean> {
  const row = await db
    .selectFrom("print_jobs")
    .select("id")
    .where("state", "in", ["queued", "waiting"])
    .where("expires_at", "<=", now)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Puts papers that waited too long before a person. */
export async function expirePrintJobs(db: Queryable, now: string): Promise<void> {
  await db
    .updateTable("print_jobs")
    .set({ state: "expired" })
    .where("state", "in", ["queued", "waiting"])
    .where("expires_at", "<=", now)
    .execute();
}

export async function updatePrintJob(
  db: Queryable,
  id: string,
  change: Partial<
    Pick<
      PrintJobRow,
      | "state"
      | "attempts"
      | "condition"
      | "next_try_at"
      | "finished_at"
      | "printer"
      | "sent_to"
      | "expires_at"
    >
  >,
): Promise<void> {
  await db.updateTable("print_jobs").set(change).where("id", "=", id).execute();
}

/**
 * Jobs that were being sent when the program died: nobody knows whether they came out, so a person is asked. What is left
 * of them in their printers is cleared before anything else is printed there.
 *
 * @returns how many.
 */
export async function markInterruptedJobs(store: Store): Promise<number> {
  return store.write(async (trx) => {
    const jobs = await trx
      .selectFrom("print_jobs")
      .select(["id", "sent_to"])
      .where("state", "=", "sending")
      .execute();
    for (const { id, sent_to } of jobs) {
      await updatePrintJob(trx, id, { state: "unknown" });
      if (sent_to !== null) await updatePrinter(trx, sent_to, { clear_first: 1 });
    }
    return jobs.length;
  });
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

/** The job of the latest paper: the first one, or the last copy of it. */
export async function lastCopyOf(db: Queryable, kind: PaperKind, subject: string): Promise<PrintJobRow> {
  return db
    .selectFrom("print_jobs")
    .selectAll()
    .where("kind", "=", kind)
    .where("subject", "=", subject)
    .orderBy("copy", "desc")
    .limit(1)
    .executeTakeFirstOrThrow();
}
