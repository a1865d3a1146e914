import { type Kysely, sql } from "kysely";

/**
 * Dossiers are followed after their acceptance: `data` is the dossier as it is now, by the stations' own rule. What the
 * stations told of them before is read again.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
ALTER TABLE dossiers
  ADD COLUMN data text,
  ALTER COLUMN due_at DROP NOT NULL;
UPDATE events SET projected = false WHERE type LIKE 'dossier.%';
`)
    .execute(db);
}
