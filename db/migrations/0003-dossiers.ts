import { type Kysely, sql } from "kysely";

/**
 * Dossiers with their whole life. The former tables held what was accepted only; they are made anew from the log when
 * the store is opened (`projections.stale`).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  "DROP TABLE dossier_components",
  "DROP TABLE dossiers",
  "DELETE FROM applicants",
  "ALTER TABLE applicants ADD COLUMN tax_code TEXT",
  "CREATE UNIQUE INDEX applicants_by_tax_code ON applicants (tax_code) WHERE tax_code IS NOT NULL",
  "DELETE FROM dossier_serials",

  // place: in the order in which they came; the index of the search goes by it.
  `CREATE TABLE dossiers (
    place INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    code TEXT NOT NULL UNIQUE,
    official_code TEXT,
    procedure_code TEXT NOT NULL,
    applicant TEXT NOT NULL REFERENCES applicants (id),
    status TEXT NOT NULL,
    accepted_at TEXT NOT NULL,
    due_at TEXT,
    unit TEXT NOT NULL,
    closed_at TEXT,
    result_here_since TEXT,
    search TEXT NOT NULL,
    data TEXT NOT NULL
  ) STRICT`,
  "CREATE INDEX dossiers_by_time ON dossiers (accepted_at)",
  "CREATE INDEX dossiers_by_applicant ON dossiers (applicant)",
  "CREATE UNIQUE INDEX dossiers_by_official_code ON dossiers (official_code) WHERE official_code IS NOT NULL",
  // What is open is looked at all day, whatever lies behind it.
  "CREATE INDEX dossiers_open ON dossiers (due_at, status) WHERE closed_at IS NULL",
  "CREATE INDEX dossiers_results_here ON dossiers (result_here_since) WHERE result_here_since IS NOT NULL",

  `CREATE TABLE intake_notices (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    at TEXT NOT NULL,
    data TEXT NOT NULL
  ) STRICT`,
  "CREATE INDEX intake_notices_by_time ON intake_notices (at)",

  `CREATE TABLE handovers (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL,
    from_unit TEXT NOT NULL,
    to_unit TEXT NOT NULL,
    given_at TEXT NOT NULL,
    taken_at TEXT,
    data TEXT NOT NULL
  ) STRICT`,
  "CREATE INDEX handovers_by_time ON handovers (given_at)",

  `CREATE TABLE payments (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    dossier TEXT NOT NULL,
    day TEXT NOT NULL,
    method TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount >= 1),
    cashier TEXT NOT NULL,
    voided TEXT,
    data TEXT NOT NULL
  ) STRICT`,
  "CREATE INDEX payments_by_day ON payments (day, cashier)",

  // Running numbers of papers and of the register: by kind and year.
  `CREATE TABLE running_numbers (
    kind TEXT NOT NULL,
    year TEXT NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (kind, year)
  ) STRICT, WITHOUT ROWID`,

  "CREATE TABLE divisions (id TEXT PRIMARY KEY, position INTEGER NOT NULL, data TEXT NOT NULL) STRICT",

  "INSERT OR REPLACE INTO meta (key, value) VALUES ('projections.stale', 'dossiers')",
];
