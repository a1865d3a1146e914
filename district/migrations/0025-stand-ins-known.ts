import { type Kysely, sql } from "kysely";

/** PCs that stood in for another while they were enrolled already were not noted: the codes that they used tell. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
INSERT INTO stand_ins (station, predecessor)
  SELECT used_by, replaces FROM enrolment_codes
  WHERE used_by IS NOT NULL AND replaces IS NOT NULL AND used_by <> replaces
    AND used_by IN (SELECT id FROM stations) AND replaces IN (SELECT id FROM stations)
  ON CONFLICT DO NOTHING;
`)
    .execute(db);
}
