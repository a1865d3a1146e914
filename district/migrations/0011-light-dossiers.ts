import { type Kysely, sql } from "kysely";

/**
 * A dossier that was accepted and no more is not kept a second time: its row names the event that says it all. The
 * station of a row is the one whose log is open while it is written, so it need not be looked up for each row.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
ALTER TABLE dossiers
  ADD COLUMN begun_epoch integer,
  ADD COLUMN begun_seq bigint,
  DROP CONSTRAINT dossiers_station_fkey;
`)
    .execute(db);
}
