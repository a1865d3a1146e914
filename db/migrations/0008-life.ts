import { type Kysely, sql } from "kysely";

/** A dossier's history by its subject in the log; when a receipt of payment was made void. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  "CREATE INDEX events_by_subject ON events (subject)",
  "ALTER TABLE payments ADD COLUMN voided_at TEXT",
  "ALTER TABLE payments ADD COLUMN voided_day TEXT",
  "CREATE INDEX payments_by_void_day ON payments (voided_day) WHERE voided_day IS NOT NULL",
];
