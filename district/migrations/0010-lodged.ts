import { type Kysely, sql } from "kysely";

/** Dossiers that were lodged online, who hands them over, and who has them in hand. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
CREATE TABLE gateways (
  name text PRIMARY KEY,
  token_hash text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz
);
CREATE TABLE lodged (
  id text PRIMARY KEY,
  code text NOT NULL UNIQUE,
  agency text NOT NULL,
  gateway text NOT NULL REFERENCES gateways (name),
  procedure_name text NOT NULL,
  content text NOT NULL,
  lodged_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  answer_by timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'held', 'withdrawn')),
  station uuid REFERENCES stations (id),
  held_at timestamptz,
  withdrawal text
);
CREATE INDEX lodged_waiting ON lodged (agency, answer_by) WHERE state = 'waiting';
CREATE INDEX lodged_held ON lodged (station) WHERE state = 'held';
-- A gateway sends files as well.
ALTER TABLE attachments ALTER COLUMN station DROP NOT NULL;
`)
    .execute(db);
}
