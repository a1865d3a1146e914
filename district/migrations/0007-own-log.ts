import { type Kysely, sql } from "kysely";

/** The node itself keeps a log: what is decided here is a fact like those that the stations send. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
ALTER TABLE stations ADD COLUMN own boolean NOT NULL DEFAULT false;
CREATE UNIQUE INDEX stations_own ON stations (own) WHERE own;
CREATE INDEX stations_by_predecessor ON stations (predecessor) WHERE predecessor IS NOT NULL;
`)
    .execute(db);
}
