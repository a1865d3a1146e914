import { type Kysely, sql } from "kysely";

/**
 * Who signs in on the pages and what was done there. Passwords and the tokens of sessions are hashes; failures are kept
 * for names that nobody has as well. Answers are kept for requests that are sent again.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
CREATE TABLE accounts (
  login text PRIMARY KEY,
  name text NOT NULL,
  role text NOT NULL,
  division text,
  agency text,
  password_hash text NOT NULL,
  first_password boolean NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz
);
CREATE TABLE sessions (
  token_hash text PRIMARY KEY,
  login text NOT NULL REFERENCES accounts,
  opened_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_by_login ON sessions (login);
CREATE TABLE sign_in_failures (
  login text PRIMARY KEY,
  failures integer NOT NULL,
  locked_until timestamptz,
  last_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE audit (
  id bigserial PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  account text,
  what text NOT NULL,
  detail text NOT NULL
);
CREATE TABLE web_requests (
  id uuid PRIMARY KEY,
  login text NOT NULL,
  call text NOT NULL,
  input_sha256 text NOT NULL,
  answer text NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);
`)
    .execute(db);
}
