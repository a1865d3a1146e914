import { type Kysely, sql } from "kysely";

/** Printers: who prints what, how long a paper is good for, the roll, and the papers' design. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  "ALTER TABLE print_jobs ADD COLUMN printer TEXT",
  "ALTER TABLE print_jobs ADD COLUMN sent_to TEXT",
  "ALTER TABLE print_jobs ADD COLUMN expires_at TEXT",
  "CREATE INDEX print_jobs_by_end ON print_jobs (finished_at) WHERE finished_at IS NOT NULL",

  `CREATE TABLE printers (
    id TEXT PRIMARY KEY,
    text_mode TEXT,
    used_dots INTEGER NOT NULL,
    roll_changed_at TEXT,
    clear_first INTEGER NOT NULL
  ) STRICT`,

  `CREATE TABLE paper_design (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    sha256 TEXT NOT NULL,
    design TEXT NOT NULL
  ) STRICT`,
  "CREATE TABLE paper_images (sha256 TEXT PRIMARY KEY, png BLOB NOT NULL) STRICT, WITHOUT ROWID",
];
