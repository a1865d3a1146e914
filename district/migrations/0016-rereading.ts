import { type Kysely, sql } from "kysely";

/** How far a log is read again, while it is: what comes in it meanwhile waits for its turn. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw("ALTER TABLE logs ADD COLUMN reread_after bigint").execute(db);
}
