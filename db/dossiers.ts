import { sql } from "kysely";
import type { Applicant, Dossier } from "../contract/entities.ts";
import { foldText } from "../contract/text.ts";
import type { Queryable } from "./store.ts";

/** The latest dossiers whose code, name, citizen number, phone or ticket contains every word of `query`. */
export async function findDossiers(db: Queryable, query: string, limit: number): Promise<Dossier[]> {
  const words = foldText(query)
    .split(" ")
    .filter((word) => word !== "");
  let found = db.selectFrom("dossiers").select("data").orderBy("accepted_at", "desc").limit(limit);
  for (const word of words) found = found.where(sql<boolean>`instr(search, ${word}) > 0`);
  return (await found.execute()).map((row) => JSON.parse(row.data) as Dossier);
}

/** The applicant as entered last, by citizen number. */
export async function applicantByCitizenNumber(
  db: Queryable,
  citizenNumber: string,
): Promise<Applicant | null> {
  const row = await db
    .selectFrom("applicants")
    .select("data")
    .where("citizen_number", "=", citizenNumber)
    .executeTakeFirst();
  return row === undefined ? null : (JSON.parse(row.data) as Applicant);
}

/** The last serial that went into a dossier code on that day, or null before the first. */
export async function lastSerial(db: Queryable, day: string): Promise<number | null> {
  const row = await db.selectFrom("dossier_serials").select("last").where("day", "=", day).executeTakeFirst();
  return row?.last ?? null;
}
