import { type Kysely, sql } from "kysely";

/** One-time passwords end; those that were given out before get their days from now on. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
ALTER TABLE accounts ADD COLUMN first_password_until timestamptz;
UPDATE accounts SET first_password_until = now() + interval '3 days' WHERE first_password;
`)
    .execute(db);
}
