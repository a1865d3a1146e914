import { type Kysely, sql } from "kysely";

/** The node's key: by it its own words are known again when they come back. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw("ALTER TABLE stations ADD COLUMN seal_key text").execute(db);
}
