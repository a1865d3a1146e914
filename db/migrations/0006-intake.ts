import { type Kysely, sql } from "kysely";

/** What a clerk has begun and prefers, and which papers lie in the attachments' folder. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `CREATE TABLE intake_drafts (
    id TEXT PRIMARY KEY,
    staff TEXT NOT NULL,
    parked INTEGER NOT NULL CHECK (parked IN (0, 1)),
    updated_at TEXT NOT NULL,
    data TEXT NOT NULL
  ) STRICT`,
  "CREATE INDEX intake_drafts_by_staff ON intake_drafts (staff, updated_at)",

  `CREATE TABLE favourites (
    staff TEXT NOT NULL,
    position INTEGER NOT NULL CHECK (position >= 1),
    procedure_code TEXT NOT NULL,
    PRIMARY KEY (staff, position)
  ) STRICT, WITHOUT ROWID`,

  // `claimed`: a dossier was about to refer to it, or does; it is never cleared away.
  `CREATE TABLE attachments (
    sha256 TEXT PRIMARY KEY,
    stored_at TEXT NOT NULL,
    claimed INTEGER NOT NULL CHECK (claimed IN (0, 1))
  ) STRICT, WITHOUT ROWID`,
  "CREATE INDEX attachments_unclaimed ON attachments (stored_at) WHERE claimed = 0",
];
