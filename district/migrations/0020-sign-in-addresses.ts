import { type Kysely, sql } from "kysely";

/** Wrong passwords are counted by name and address: one stranger locks nobody else out. Older counts name no address. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
DELETE FROM sign_in_failures;
ALTER TABLE sign_in_failures ADD COLUMN address text NOT NULL;
ALTER TABLE sign_in_failures DROP CONSTRAINT sign_in_failures_pkey;
ALTER TABLE sign_in_failures ADD PRIMARY KEY (login, address);
`)
    .execute(db);
}
