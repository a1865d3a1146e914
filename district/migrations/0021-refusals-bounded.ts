import { type Kysely, sql } from "kysely";

/** By this the refusals of a day are counted, and those of long ago found. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw("CREATE INDEX refusals_by_code ON refusals (code, at)").execute(db);
}
