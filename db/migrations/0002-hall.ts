import { type Kysely, sql } from "kysely";

/** The hall: tickets that are held, transferred, returned; pauses. Tickets that are there keep their place. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  "ALTER TABLE tickets ADD COLUMN queue TEXT NOT NULL DEFAULT ''",
  "ALTER TABLE tickets ADD COLUMN priority_confirmed INTEGER NOT NULL DEFAULT 0",
  "ALTER TABLE tickets ADD COLUMN queued_from TEXT NOT NULL DEFAULT ''",
  "ALTER TABLE tickets ADD COLUMN only_counter TEXT",
  "ALTER TABLE tickets ADD COLUMN staff TEXT",
  "ALTER TABLE tickets ADD COLUMN serving_at TEXT",
  "ALTER TABLE tickets ADD COLUMN estimated_seconds INTEGER",
  "ALTER TABLE tickets ADD COLUMN appointment TEXT",
  "UPDATE tickets SET queue = service_group, queued_from = issued_at",
  // Open tickets are read at every step, whatever lies behind them: the index holds nothing else.
  "CREATE INDEX tickets_open ON tickets (status) WHERE status IN ('waiting', 'called', 'serving', 'held')",
  "CREATE INDEX tickets_by_counter ON tickets (counter, day, finished_at) WHERE counter IS NOT NULL",
  "CREATE INDEX tickets_served ON tickets (queue, finished_at) WHERE status = 'served'",
  "DROP INDEX tickets_by_status",

  `CREATE TABLE counter_pauses (
    counter TEXT PRIMARY KEY,
    reason TEXT NOT NULL,
    since TEXT NOT NULL
  ) STRICT`,

  `CREATE TABLE survey_answers (
    ticket TEXT PRIMARY KEY,
    day TEXT NOT NULL,
    counter TEXT NOT NULL,
    score INTEGER NOT NULL,
    reasons TEXT NOT NULL,
    at TEXT NOT NULL
  ) STRICT`,
  "CREATE INDEX survey_answers_by_day ON survey_answers (day)",

  `CREATE TABLE appointments (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL,
    service_group TEXT NOT NULL,
    day TEXT NOT NULL,
    slot TEXT NOT NULL,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    status TEXT NOT NULL
  ) STRICT`,
  "CREATE UNIQUE INDEX appointments_by_code ON appointments (code) WHERE status = 'booked'",
  "CREATE INDEX appointments_by_day ON appointments (day, service_group)",

  // Who belongs to the hall and who hosts it: no row while this PC stands alone.
  `CREATE TABLE hall_members (
    id TEXT PRIMARY KEY,
    data TEXT NOT NULL
  ) STRICT`,
  `CREATE TABLE hall_tenure (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    term INTEGER NOT NULL,
    host TEXT NOT NULL
  ) STRICT`,

  // What other PCs' logs say of the hall, in the order in which it was heard. after_seq: how far this PC's own log was
  // then, so that both together can be projected anew. projected = 0: evidence of what was overtaken meanwhile.
  `CREATE TABLE replica_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    station TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    type TEXT NOT NULL,
    version INTEGER NOT NULL,
    subject TEXT NOT NULL,
    data TEXT NOT NULL,
    hash TEXT NOT NULL,
    after_seq INTEGER NOT NULL,
    projected INTEGER NOT NULL,
    UNIQUE (station, epoch, seq)
  ) STRICT`,
];
