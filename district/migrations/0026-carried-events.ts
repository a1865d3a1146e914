import { type Kysely, sql } from "kysely";

/** What was carried over from former epochs is found without reading a whole log for it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw("CREATE INDEX events_carried ON events (station) WHERE type = 'log.carried'").execute(db);
}
