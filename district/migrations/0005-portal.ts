import { type Kysely, sql } from "kysely";

/**
 * The queue to the national portal. It reads the stations' logs behind the ingest, which does not know of it: what the
 * portal is to hear stands here in the same commit as how far each log was read.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
CREATE TABLE portal_cursors (
  station uuid NOT NULL,
  epoch integer NOT NULL,
  seq bigint NOT NULL,
  PRIMARY KEY (station, epoch)
);
CREATE TABLE portal_steps (
  id bigserial PRIMARY KEY,
  dossier text NOT NULL,
  hash text NOT NULL UNIQUE,
  station uuid NOT NULL,
  epoch integer NOT NULL,
  seq bigint NOT NULL
);
CREATE INDEX portal_steps_by_dossier ON portal_steps (dossier, id);
CREATE TABLE portal_dossiers (
  dossier text PRIMARY KEY,
  code text,
  changed bigint NOT NULL,
  taken bigint NOT NULL DEFAULT 0,
  attempts integer NOT NULL DEFAULT 0,
  next_try_at timestamptz NOT NULL,
  waiting_since timestamptz,
  stuck boolean NOT NULL DEFAULT false,
  error text
);
CREATE INDEX portal_dossiers_waiting ON portal_dossiers (next_try_at) WHERE changed > taken;
`)
    .execute(db);
}
