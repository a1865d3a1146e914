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
];
