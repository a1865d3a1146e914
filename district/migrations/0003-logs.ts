import { type Kysely, sql } from "kysely";

/**
 * A station has a log for each of its epochs, with a token and serials of its own: two machines that were one go on side
 * by side. Events are partitioned by station, so that a commune's batch meets an index of its own size however many
 * years and communes lie beside it. What goes down to the stations, and files.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
CREATE TABLE logs (
  station uuid NOT NULL REFERENCES stations (id),
  epoch integer NOT NULL,
  agency text NOT NULL,
  token_hash text NOT NULL UNIQUE,
  serial_first integer NOT NULL,
  serial_last integer NOT NULL,
  seq bigint NOT NULL,
  hash text NOT NULL,
  from_epoch integer,
  from_seq bigint,
  opened_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz,
  clock_ahead_ms bigint,
  cursor text,
  report jsonb,
  PRIMARY KEY (station, epoch),
  UNIQUE (agency, serial_first)
);
INSERT INTO logs (station, epoch, agency, token_hash, serial_first, serial_last, seq, hash, opened_at, last_seen_at)
SELECT id, epoch, agency, token_hash, serial_first, serial_last, seq, hash, enrolled_at, last_seen_at FROM stations;
ALTER TABLE stations
  DROP COLUMN token_hash, DROP COLUMN serial_first, DROP COLUMN serial_last,
  DROP COLUMN epoch, DROP COLUMN seq, DROP COLUMN hash, DROP COLUMN last_seen_at,
  ADD COLUMN predecessor uuid REFERENCES stations (id);
ALTER TABLE enrolment_codes
  ADD COLUMN token_hash text,
  ADD COLUMN replaces uuid REFERENCES stations (id);

ALTER TABLE events RENAME TO events_before;
CREATE TABLE events (
  station uuid NOT NULL,
  epoch integer NOT NULL,
  seq bigint NOT NULL,
  at timestamptz NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  actor text NOT NULL,
  type text NOT NULL,
  version integer NOT NULL,
  subject text NOT NULL,
  data text NOT NULL,
  hash text NOT NULL,
  projected boolean NOT NULL,
  CONSTRAINT events_once PRIMARY KEY (station, epoch, seq)
) PARTITION BY HASH (station);
DO $$
BEGIN
  FOR part IN 0..31 LOOP
    EXECUTE format('CREATE TABLE events_%s PARTITION OF events FOR VALUES WITH (MODULUS 32, REMAINDER %s)', part, part);
  END LOOP;
END $$;
INSERT INTO events SELECT station, epoch, seq, at, received_at, actor, type, version, subject, data, hash, projected
FROM events_before;
DROP TABLE events_before;
-- What this server could not make sense of, to be read again by a newer program.
CREATE INDEX events_unprojected ON events (station, epoch, seq) WHERE NOT projected;

CREATE TABLE carried_events (
  hash text PRIMARY KEY
);

CREATE TABLE feed (
  id bigserial PRIMARY KEY,
  item uuid NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  audience text NOT NULL,
  kind text NOT NULL,
  topic text,
  superseded boolean NOT NULL DEFAULT false,
  data text,
  source_station uuid,
  source_epoch integer,
  source_seq bigint
);
CREATE INDEX feed_by_audience ON feed (audience, id) WHERE NOT superseded;
CREATE INDEX feed_by_topic ON feed (audience, topic) WHERE NOT superseded AND topic IS NOT NULL;

CREATE TABLE attachments (
  sha256 text PRIMARY KEY,
  size bigint NOT NULL,
  station uuid NOT NULL REFERENCES stations (id),
  received_at timestamptz NOT NULL DEFAULT now()
);
`)
    .execute(db);
}
