import { type Kysely, sql } from "kysely";

/** The event log, the first projections and the station's working state. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const catalogueTable = (name: string) =>
  `CREATE TABLE ${name} (id TEXT PRIMARY KEY, position INTEGER NOT NULL, data TEXT NOT NULL) STRICT`;

const statements = [
  "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",

  `CREATE TABLE events (
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL CHECK (seq >= 1),
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    type TEXT NOT NULL,
    version INTEGER NOT NULL,
    subject TEXT NOT NULL,
    data TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (epoch, seq)
  ) STRICT`,
  // The log is evidence: what was written stays as it was written.
  `CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are never changed'); END`,
  `CREATE TRIGGER events_remain BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END`,

  ...["service_groups", "counters", "staff", "procedures"].map(catalogueTable),
  `CREATE TABLE catalogue (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    sha256 TEXT NOT NULL,
    loaded_at TEXT NOT NULL,
    office TEXT NOT NULL,
    agencies TEXT NOT NULL,
    calendar TEXT NOT NULL
  ) STRICT`,

  `CREATE TABLE tickets (
    id TEXT PRIMARY KEY,
    day TEXT NOT NULL,
    service_group TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number >= 1),
    label TEXT NOT NULL,
    priority TEXT,
    status TEXT NOT NULL,
    issued_at TEXT NOT NULL,
    called_at TEXT,
    calls INTEGER NOT NULL,
    counter TEXT,
    finished_at TEXT,
    UNIQUE (day, service_group, number),
    UNIQUE (day, label)
  ) STRICT`,
  // A ticket is at one counter at most, and a counter has one ticket at most.
  "CREATE UNIQUE INDEX tickets_at_counter ON tickets (counter, day) WHERE status IN ('called', 'serving')",
  "CREATE INDEX tickets_by_status ON tickets (day, status, service_group)",

  `CREATE TABLE applicants (
    id TEXT PRIMARY KEY,
    citizen_number TEXT UNIQUE,
    data TEXT NOT NULL,
    updated_at TEXT NOT NULL
  ) STRICT`,

  `CREATE TABLE dossiers (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    procedure_code TEXT NOT NULL,
    applicant TEXT NOT NULL REFERENCES applicants (id),
    status TEXT NOT NULL,
    accepted_at TEXT NOT NULL,
    due_at TEXT NOT NULL,
    search TEXT NOT NULL,
    data TEXT NOT NULL
  ) STRICT`,
  "CREATE INDEX dossiers_by_time ON dossiers (accepted_at)",
  "CREATE INDEX dossiers_by_applicant ON dossiers (applicant)",

  `CREATE TABLE dossier_components (
    dossier TEXT NOT NULL REFERENCES dossiers (id),
    position INTEGER NOT NULL,
    component TEXT NOT NULL,
    name TEXT NOT NULL,
    originals INTEGER NOT NULL,
    copies INTEGER NOT NULL,
    PRIMARY KEY (dossier, position)
  ) STRICT, WITHOUT ROWID`,

  "CREATE TABLE dossier_serials (day TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT",

  `CREATE TABLE print_jobs (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    title TEXT NOT NULL,
    state TEXT NOT NULL,
    copy INTEGER NOT NULL CHECK (copy >= 1),
    attempts INTEGER NOT NULL,
    condition TEXT,
    next_try_at TEXT,
    created_at TEXT NOT NULL,
    finished_at TEXT,
    paper TEXT NOT NULL,
    UNIQUE (kind, subject, copy)
  ) STRICT`,
  "CREATE INDEX print_jobs_by_state ON print_jobs (state, kind, created_at)",

  `CREATE TABLE requests (
    id TEXT PRIMARY KEY,
    call TEXT NOT NULL,
    input_sha256 TEXT NOT NULL,
    response TEXT NOT NULL,
    at TEXT NOT NULL
  ) STRICT`,
  "CREATE INDEX requests_by_time ON requests (at)",

  `CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    staff TEXT NOT NULL,
    counter TEXT NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT
  ) STRICT`,
  "CREATE UNIQUE INDEX sessions_at_counter ON sessions (counter) WHERE ended_at IS NULL",
  "CREATE UNIQUE INDEX sessions_of_staff ON sessions (staff) WHERE ended_at IS NULL",

  `CREATE TABLE staff_pins (
    staff TEXT PRIMARY KEY,
    salt TEXT NOT NULL,
    hash TEXT NOT NULL,
    failures INTEGER NOT NULL,
    locked_until TEXT
  ) STRICT`,

  `CREATE TABLE sync_state (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    district TEXT,
    token TEXT,
    serial_first INTEGER NOT NULL,
    serial_last INTEGER NOT NULL,
    acked_epoch INTEGER NOT NULL,
    acked_seq INTEGER NOT NULL,
    acked_hash TEXT NOT NULL
  ) STRICT`,
];
