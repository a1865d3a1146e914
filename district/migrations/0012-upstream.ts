import { type Kysely, sql } from "kysely";

/**
 * Nodes above and below each other. What is told to the node above is a log of its own: of all that is kept here it holds
 * nothing but the dossiers that were handed up.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
CREATE TABLE upstream (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  station uuid NOT NULL,
  url text,
  token text,
  new_token text,
  epoch integer NOT NULL,
  seq bigint NOT NULL,
  hash text NOT NULL,
  acked_epoch integer NOT NULL,
  acked_seq bigint NOT NULL,
  acked_hash text NOT NULL,
  cursor text,
  state jsonb
);
CREATE TABLE upstream_events (
  epoch integer NOT NULL,
  seq bigint NOT NULL,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  type text NOT NULL,
  version integer NOT NULL,
  subject text NOT NULL,
  data text NOT NULL,
  hash text NOT NULL,
  told text UNIQUE,
  PRIMARY KEY (epoch, seq)
);
CREATE TABLE upstream_former_epochs (
  epoch integer PRIMARY KEY,
  seq bigint NOT NULL,
  hash text NOT NULL
);
CREATE TABLE upstream_dossiers (
  dossier text PRIMARY KEY,
  since timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE upstream_cursors (
  station uuid NOT NULL,
  epoch integer NOT NULL,
  seq bigint NOT NULL,
  PRIMARY KEY (station, epoch)
);
CREATE TABLE upstream_files (
  sha256 text PRIMARY KEY,
  sent_at timestamptz
);
CREATE TABLE upstream_items (
  number bigserial PRIMARY KEY,
  item text NOT NULL UNIQUE,
  dossier text NOT NULL,
  passed_on boolean NOT NULL,
  data text NOT NULL
);
CREATE INDEX upstream_items_waiting ON upstream_items (dossier) WHERE NOT passed_on;

CREATE TABLE relayed_logs (
  station uuid PRIMARY KEY,
  through uuid NOT NULL REFERENCES stations (id)
);
`)
    .execute(db);
}
