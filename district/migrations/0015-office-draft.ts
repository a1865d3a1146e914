import { type Kysely, sql } from "kysely";

/** What is being changed of the office and not published yet: one draft, whoever works on it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
CREATE TABLE office_draft (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  based_on integer NOT NULL REFERENCES office_versions,
  account text NOT NULL,
  at timestamptz NOT NULL,
  sha256 text NOT NULL,
  data text NOT NULL
);
`)
    .execute(db);
}
