import { type Kysely, sql } from "kysely";

/** The sync: a token before it is confirmed, the cursor of what comes down, former epochs, files that are sent. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  "ALTER TABLE sync_state ADD COLUMN new_token TEXT",
  "ALTER TABLE sync_state ADD COLUMN cursor TEXT",

  // Epochs that this log has left, and the last event of each that the district had then.
  `CREATE TABLE former_epochs (
    epoch INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL
  ) STRICT`,

  // Own events that were lost and came back, and other logs' events that came down: each once, applied or not.
  `CREATE TABLE received_events (
    hash TEXT PRIMARY KEY,
    applied INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE received_items (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    applied INTEGER NOT NULL
  ) STRICT`,
  "CREATE INDEX received_items_unapplied ON received_items (id) WHERE applied = 0",

  // What was heard while the log was in which epoch: numbers begin anew with each.
  "ALTER TABLE replica_events ADD COLUMN after_epoch INTEGER NOT NULL DEFAULT 1",

  `CREATE TABLE sent_attachments (
    sha256 TEXT PRIMARY KEY,
    at TEXT NOT NULL
  ) STRICT`,
];
