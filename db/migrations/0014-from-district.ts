import { type Kysely, sql } from "kysely";

/** What comes down from the district: dossiers lodged online, files to fetch, and what it published of the office. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `CREATE TABLE lodged (
    id TEXT PRIMARY KEY,
    answer_by TEXT NOT NULL,
    data TEXT NOT NULL
  ) STRICT`,
  `CREATE TABLE lodged_withdrawals (
    id TEXT PRIMARY KEY,
    data TEXT NOT NULL
  ) STRICT`,
  `CREATE TABLE wanted_attachments (
    sha256 TEXT PRIMARY KEY,
    asked_at TEXT NOT NULL
  ) STRICT`,
  `CREATE TABLE office_pieces (
    version INTEGER NOT NULL,
    piece INTEGER NOT NULL,
    pieces INTEGER NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (version, piece)
  ) STRICT`,
  "ALTER TABLE catalogue ADD COLUMN publication INTEGER",
];
