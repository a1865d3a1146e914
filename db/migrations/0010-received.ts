import { type Kysely, sql } from "kysely";

/** What came down of one ticket is found at once, and when it happened. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  "ALTER TABLE received_events ADD COLUMN subject TEXT NOT NULL DEFAULT ''",
  "ALTER TABLE received_events ADD COLUMN at TEXT NOT NULL DEFAULT ''",
  "CREATE INDEX received_events_by_subject ON received_events (subject)",
];
