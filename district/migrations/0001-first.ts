import { type Kysely, sql } from "kysely";

/** Stations, their logs and the first projections over all of them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
CREATE TABLE stations (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  agency text NOT NULL,
  token_hash text NOT NULL UNIQUE,
  serial_first integer NOT NULL,
  serial_last integer NOT NULL,
  epoch integer NOT NULL,
  seq bigint NOT NULL,
  hash text NOT NULL,
  enrolled_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz,
  revoked_at timestamptz,
  UNIQUE (agency, serial_first)
);
CREATE TABLE enrolment_codes (
  code_hash text PRIMARY KEY,
  agency text NOT NULL,
  name text,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  used_by uuid
);
CREATE TABLE events (
  station uuid NOT NULL REFERENCES stations (id),
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
  PRIMARY KEY (station, epoch, seq)
);
CREATE TABLE tickets (
  id text PRIMARY KEY,
  station uuid NOT NULL REFERENCES stations (id),
  day date NOT NULL,
  label text NOT NULL,
  service_group text NOT NULL,
  status text NOT NULL,
  issued_at timestamptz NOT NULL
);
CREATE INDEX tickets_by_day ON tickets (station, day);
CREATE TABLE dossiers (
  id text PRIMARY KEY,
  station uuid NOT NULL REFERENCES stations (id),
  agency text NOT NULL,
  code text NOT NULL,
  procedure_code text NOT NULL,
  procedure_name text NOT NULL,
  applicant_name text NOT NULL,
  citizen_number text,
  status text NOT NULL,
  ticket_label text,
  accepted_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL
);
CREATE INDEX dossiers_by_code ON dossiers (code);
CREATE INDEX dossiers_by_agency ON dossiers (agency, accepted_at);
CREATE TABLE papers (
  print_job text PRIMARY KEY,
  station uuid NOT NULL REFERENCES stations (id),
  kind text NOT NULL,
  subject text NOT NULL,
  copy integer NOT NULL,
  outcome text NOT NULL,
  at timestamptz NOT NULL
);
CREATE TABLE refusals (
  id bigserial PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  code text NOT NULL,
  station text,
  detail text NOT NULL
);
`,
    )
    .execute(db);
}
