import type { Applicant, Dossier, Handover } from "../contract/dossier.ts";
import type { Queryable } from "./store.ts";

export async function dossierById(db: Queryable, id: string): Promise<Dossier | null> {
  const row = await db.selectFrom("dossiers").select("data").where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : (JSON.parse(row.data) as Dossier);
}

export async function handoverById(db: Queryable, id: string): Promise<Handover | null> {
  const row = await db.selectFrom("handovers").select("data").where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : (JSON.parse(row.data) as Handover);
}

/** The last running number of a kind of paper in a year; 0 before the first. */
export async function lastNumberOf(db: Queryable, kind: string, year: string): Promise<number> {
  const row = await db
    .selectFrom("running_numbers")
    .select("last")
    .where("kind", "=", kind)
    .where("year", "=", year)
    .executeTakeFirst();
  return row?.last ?? 0;
}

/** The applicant as entered last, by citizen number or tax code. */
export async function applicantByNumber(db: Queryable, number: string): Promise<Applicant | null> {
  const row = await db
    .selectFrom("applicants")
    .select("data")
    .where((eb) => eb.or([eb("citizen_number", "=", number), eb("tax_code", "=", number)]))
    .executeTakeFirst();
  return row === undefined ? null : (JSON.parse(row.data) as Applicant);
}

/** The last serial that went into a dossier code on that day, or null before the first. */
export async function lastSerial(db: Queryable, day: string): Promise<number | null> {
  const row = await db.selectFrom("dossier_serials").select("last").where("day", "=", day).executeTakeFirst();
  return row?.last ?? null;
}
