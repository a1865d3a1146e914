import { type RawBuilder, sql } from "kysely";
import type { Dossier, DossierStatus } from "../contract/dossier.ts";
import { type DossierSummary, type DueCounts, type DueList, summaryOf } from "../contract/dossier-lists.ts";
import type { Queryable } from "./store.ts";

/** What to look for. */
export interface Wanted {
  /** Words, folded; the last may be the beginning of one. None: the latest dossiers. */
  words: readonly string[];
  status: DossierStatus | null;
  limit: number;
  /** Place of the last one of the page before. */
  after: number | null;
}

export interface Found {
  place: number;
  dossier: DossierSummary;
}

/** Dossiers with all the words, the latest first. */
export async function dossiersByWords(db: Queryable, { words, ...page }: Wanted): Promise<Found[]> {
  const match = matchOf(words);
  if (words.length > 0 && match === null) return [];
  return match === null
    ? lines(db, sql`dossiers`, sql`true`, page)
    : // Read in the index's own order: nothing is sorted, and it stops when the page is full.
      lines(
        db,
        sql`dossier_search JOIN dossiers ON dossiers.place = dossier_search.rowid`,
        sql`dossier_search MATCH ${match}`,
        page,
        sql`dossier_search.rowid`,
      );
}

/** The dossier with that code, ours or an upper node's. */
export async function dossierByCode(db: Queryable, code: string): Promise<Dossier | null> {
  const row = await db
    .selectFrom("dossiers")
    .select("data")
    .where((eb) => eb.or([eb("code", "=", code), eb("official_code", "=", code)]))
    .executeTakeFirst();
  return row === undefined ? null : (JSON.parse(row.data) as Dossier);
}

/** Dossiers of those procedures, the latest first. */
export async function dossiersOfProcedures(
  db: Queryable,
  procedures: readonly string[],
  page: Omit<Wanted, "words">,
): Promise<Found[]> {
  // Each procedure's latest by its index; together they are few.
  const found: Found[] = [];
  for (const procedure of procedures) {
    found.push(...(await lines(db, sql`dossiers`, sql`procedure_code = ${procedure}`, page)));
  }
  return found.sort((a, b) => b.place - a.place).slice(0, page.limit);
}

/** The instants and days by which work is due; all of the office's zone. */
export interface DueTimes {
  now: string;
  endOfToday: string;
  endOfNextWorkingDay: string;
  /** Of the working day after that. */
  endOfSecondWorkingDay: string;
  today: string;
  /** Accepted before this, a dossier should have left the counter. */
  handedOverBefore: string;
  /** Here since before this, a result waits too long. */
  collectedBefore: string;
}

/** How many dossiers stand on each list of work. */
export async function dueCounts(db: Queryable, times: DueTimes): Promise<DueCounts> {
  const counts = await Promise.all(
    dueLists.map(async (list) => {
      const { rows } = await sql<{ count: number }>`
        SELECT count(*) AS count FROM dossiers WHERE ${conditions[list](times)}
      `.execute(db);
      return [list, rows[0]?.count ?? 0] as const;
    }),
  );
  return Object.fromEntries(counts) as DueCounts;
}

/** The dossiers of a list of work, the most urgent first. */
export async function dueDossiers(
  db: Queryable,
  list: DueList,
  times: DueTimes,
  limit: number,
): Promise<DossierSummary[]> {
  const { rows } = await sql<{ data: string }>`
    SELECT data FROM dossiers WHERE ${conditions[list](times)} ORDER BY ${orders[list]}, place LIMIT ${limit}
  `.execute(db);
  return rows.map(({ data }) => summaryOf(JSON.parse(data) as Dossier));
}

/** Accepted, open and not decided, with a clock that runs. */
const running = sql`closed_at IS NULL AND due_at IS NOT NULL AND status NOT IN ('decided', 'lodged')`;

const conditions: Record<DueList, (times: DueTimes) => RawBuilder<unknown>> = {
  dueToday: ({ now, endOfToday }) => sql`${running} AND due_at >= ${now} AND due_at < ${endOfToday}`,
  dueTomorrow: ({ endOfToday, endOfNextWorkingDay }) =>
    sql`${running} AND due_at >= ${endOfToday} AND due_at < ${endOfNextWorkingDay}`,
  dueInTwoDays: ({ endOfNextWorkingDay, endOfSecondWorkingDay }) =>
    sql`${running} AND due_at >= ${endOfNextWorkingDay} AND due_at < ${endOfSecondWorkingDay}`,
  late: ({ now }) => sql`${running} AND due_at < ${now}`,
  lateWithoutApology: ({ now }) =>
    sql`${running} AND due_at < ${now} AND json_extract(data, '$.extension') IS NULL`,
  supplementOverdue: ({ today }) =>
    sql`closed_at IS NULL AND due_at IS NULL AND status = 'supplementRequested'
      AND json_extract(data, '$.supplements[#-1].until') < ${today}`,
  notHandedOver: ({ handedOverBefore }) =>
    sql`closed_at IS NULL AND status = 'accepted' AND unit = 'counter' AND accepted_at < ${handedOverBefore}
      AND json_extract(data, '$.custody.passing') IS NULL`,
  notCollected: ({ collectedBefore }) =>
    sql`result_here_since IS NOT NULL AND result_here_since < ${collectedBefore}`,
};

const orders: Record<DueList, RawBuilder<unknown>> = {
  dueToday: sql`due_at`,
  dueTomorrow: sql`due_at`,
  dueInTwoDays: sql`due_at`,
  late: sql`due_at`,
  lateWithoutApology: sql`due_at`,
  supplementOverdue: sql`accepted_at`,
  notHandedOver: sql`accepted_at`,
  notCollected: sql`result_here_since`,
};
const dueLists = Object.keys(conditions) as DueList[];

async function lines(
  db: Queryable,
  from: RawBuilder<unknown>,
  condition: RawBuilder<unknown>,
  { status, limit, after }: Omit<Wanted, "words">,
  place: RawBuilder<unknown> = sql`dossiers.place`,
): Promise<Found[]> {
  const { rows } = await sql<{ place: number; data: string }>`
    SELECT dossiers.place, dossiers.data FROM ${from}
    WHERE ${condition}
    ${after === null ? sql`` : sql`AND ${place} < ${after}`}
    ${status === null ? sql`` : sql`AND dossiers.status = ${status}`}
    ORDER BY ${place} DESC LIMIT ${limit}
  `.execute(db);
  return rows.map((row) => ({ place: row.place, dossier: summaryOf(JSON.parse(row.data) as Dossier) }));
}

/**
 * The words as the index reads them. Whatever a person types is text to it: quoted, never a query of its language.
 *
 * @returns null where no word has a letter or digit.
 * @example matchOf(["nguyen", "an"]) // '"nguyen" "an"*'
 */
export function matchOf(words: readonly string[]): string | null {
  const tokens = words.flatMap((word) => word.split(/[^\p{L}\p{N}]+/u)).filter((token) => token !== "");
  const last = tokens.at(-1);
  if (last === undefined) return null;
  return [...tokens.slice(0, -1).map((token) => `"${token}"`), `"${last}"*`].join(" ");
}
