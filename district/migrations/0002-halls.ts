import { type Kysely, sql } from "kysely";

/** Halls of several PCs: a ticket's steps may come from another station, and before the ticket itself. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
ALTER TABLE tickets ADD COLUMN status_at timestamptz;
UPDATE tickets SET status_at = issued_at;
ALTER TABLE tickets ALTER COLUMN status_at SET NOT NULL;
CREATE TABLE ticket_steps_ahead (
  ticket text PRIMARY KEY,
  status text NOT NULL,
  at timestamptz NOT NULL
);
`)
    .execute(db);
}
