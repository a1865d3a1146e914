import { type Kysely, sql } from "kysely";

/**
 * Browsers in which an account has signed in are known by a cookie, and their mistakes counted apart from those of
 * strangers behind the same address. What is counted by is no address alone any more.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
CREATE TABLE known_browsers (
  login text NOT NULL REFERENCES accounts,
  browser_hash text NOT NULL,
  last_entered_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (login, browser_hash)
);
CREATE INDEX known_browsers_by_hash ON known_browsers (browser_hash);
DELETE FROM sign_in_failures;
ALTER TABLE sign_in_failures RENAME COLUMN address TO source;
`)
    .execute(db);
}
