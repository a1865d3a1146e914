import { type Kysely, sql } from "kysely";

/** The node's office: every version of its catalogue, whole, with who made it when and for whom. The last one is in force. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
CREATE TABLE office_versions (
  number serial PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  account text NOT NULL,
  note text NOT NULL,
  audience text,
  based_on integer REFERENCES office_versions,
  sha256 text NOT NULL,
  data text NOT NULL
);
`)
    .execute(db);
}
