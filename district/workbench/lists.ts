import { type RawBuilder, sql } from "kysely";
import type { SignedIn } from "../../contract/district-accounts.ts";
import { WORK_LIST_MAX, type WorkItem, type WorkList, workLists } from "../../contract/district-workbench.ts";
import type { DossierStatus } from "../../contract/dossier.ts";
import { type DossierSummary, summaryOf } from "../../contract/dossier-lists.ts";
import { foldText } from "../../contract/text.ts";
import { officeDay, officeInstant } from "../../contract/time.ts";
import { addDays } from "../../electron/station/calendar/days.rules.ts";
import { nextWorkingDay } from "../../electron/station/calendar/working-days.rules.ts";
import type { District } from "../database.ts";
import type { DivisionWorkTable } from "../schema.ts";
import { officeOf } from "./office.ts";
import { type Units, unitsOf } from "./units.rules.ts";
import { readVisible } from "./visible.ts";

const FOUND_MAX = 30;

export type Counts = Record<WorkList, number>;

/** What waits for whoever is signed in: one list, and how long all are. */
export async function workOf(
  db: District,
  account: SignedIn,
  { list, unit }: { list: WorkList; unit: string | null },
): Promise<{ items: WorkItem[]; counts: Counts }> {
  const office = await officeOf(db, account);
  const now = new Date();
  const all = unitsOf(account, office, now.toISOString());
  const units = unit === null ? all : narrowed(all, unit);
  const today = officeDay(now);
  const conditions = listConditions(units, {
    now: now.toISOString(),
    tomorrow: officeInstant(addDays(today, 1), "00:00"),
    soon: officeInstant(addDays(lastSoonDay(today, office.calendar), 1), "00:00"),
  });
  const counted = sql.join(
    workLists.map((name) => sql`count(*) FILTER (WHERE ${conditions[name]})::integer AS ${sql.id(name)}`),
  );
  const { rows: counts } = await sql<Counts>`
    SELECT ${counted} FROM division_work WHERE ${ofUnits("unit", units)} OR ${ofUnits("passing_to", units)}
  `.execute(db);
  const order =
    list === "decided" || list === "givenAway" ? sql`updated_at` : sql`due_at NULLS LAST, accepted_at`;
  const { rows } = await sql<DivisionWorkTable>`
    SELECT * FROM division_work WHERE ${conditions[list]} ORDER BY ${order}, dossier LIMIT ${WORK_LIST_MAX}
  `.execute(db);
  return { items: rows.map(itemOf), counts: counts[0] as Counts };
}

/** The working day after the next one: two days are left to be in time. A year without a calendar counts days. */
function lastSoonDay(today: string, calendar: Parameters<typeof nextWorkingDay>[1]): string {
  try {
    return nextWorkingDay(nextWorkingDay(today, calendar), calendar);
  } catch {
    return addDays(today, 2);
  }
}

function narrowed(units: Units, unit: string): Units {
  const only = (ids: string[]) => ids.filter((id) => id === unit);
  return { ...units, own: only(units.own), named: only(units.named) };
}

function ofUnits(column: "unit" | "passing_to", { own, named, agencies }: Units): RawBuilder<boolean> {
  const place = sql.ref(column);
  return sql<boolean>`(${place} = ANY(${named}::text[])
    OR (${place} = ANY(${own}::text[]) AND agency = ANY(${agencies}::text[])))`;
}

function listConditions(
  units: Units,
  { now, tomorrow, soon }: { now: string; tomorrow: string; soon: string },
): Record<WorkList, RawBuilder<boolean>> {
  const mine = ofUnits("unit", units);
  const inHand = sql`${mine} AND passing_to IS NULL`;
  const running = sql`${inHand} AND NOT decided AND due_at IS NOT NULL`;
  return {
    toTake: ofUnits("passing_to", units),
    inProcess: sql`${running}`,
    late: sql`${running} AND due_at < ${now}`,
    dueToday: sql`${running} AND due_at >= ${now} AND due_at < ${tomorrow}`,
    dueSoon: sql`${running} AND due_at >= ${tomorrow} AND due_at < ${soon}`,
    waiting: sql`${inHand} AND NOT decided AND due_at IS NULL`,
    decided: sql`${inHand} AND decided`,
    givenAway: sql`${mine} AND passing_to IS NOT NULL`,
  };
}

function itemOf(row: DivisionWorkTable): WorkItem {
  return {
    id: row.dossier,
    code: row.code,
    procedureName: row.procedure_name,
    applicantName: row.applicant_name,
    status: row.status as DossierStatus,
    acceptedAt: row.accepted_at.toISOString(),
    dueAt: row.due_at?.toISOString() ?? null,
    unit: row.unit,
    passing: row.list === null ? null : (JSON.parse(row.list) as WorkItem["passing"]),
    state: row.state,
  };
}

/**
 * Dossiers by their code, wherever they are, and by part of a code or a name among those in hand. Nobody finds what is
 * not for them.
 */
export async function findDossiers(
  db: District,
  account: SignedIn,
  query: string,
): Promise<DossierSummary[]> {
  const wanted = query.trim();
  if (wanted.length < 2) return [];
  const named = await db
    .selectFrom("dossiers")
    .select("id")
    .where("code", "=", wanted.toUpperCase())
    .execute();
  const inHand = await inHandOf(db, account, foldText(wanted));
  const ids = [...new Set([...named.map(({ id }) => id), ...inHand])].slice(0, FOUND_MAX);
  const found = await readVisible(db, account, ids);
  return found.map(summaryOf);
}

async function inHandOf(db: District, account: SignedIn, folded: string): Promise<string[]> {
  const units = unitsOf(account, await officeOf(db, account), new Date().toISOString());
  if (units.own.length + units.named.length === 0) return [];
  const { rows } = await sql<Pick<DivisionWorkTable, "dossier" | "code" | "applicant_name">>`
    SELECT dossier, code, applicant_name FROM division_work
    WHERE ${ofUnits("unit", units)} OR ${ofUnits("passing_to", units)} ORDER BY updated_at DESC
  `.execute(db);
  return rows
    .filter((row) => foldText(`${row.code} ${row.applicant_name}`).includes(folded))
    .map(({ dossier }) => dossier);
}
