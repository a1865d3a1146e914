import { type Kysely, sql } from "kysely";

/** Forms on A4 and A5: what was given out, how it looked, and the office's own wording. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `CREATE TABLE form_overrides (
    form_set TEXT NOT NULL,
    form TEXT NOT NULL,
    template TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (form_set, form)
  ) STRICT, WITHOUT ROWID`,

  `CREATE TABLE form_designs (
    sha256 TEXT PRIMARY KEY,
    design TEXT NOT NULL
  ) STRICT`,

  `CREATE TABLE form_papers (
    id TEXT PRIMARY KEY,
    form_set TEXT NOT NULL,
    form TEXT NOT NULL,
    subject TEXT NOT NULL,
    title TEXT NOT NULL,
    design TEXT NOT NULL REFERENCES form_designs (sha256),
    content TEXT NOT NULL,
    created_at TEXT NOT NULL
  ) STRICT`,
  "CREATE INDEX form_papers_by_subject ON form_papers (subject, created_at)",
];
