import { type Kysely, sql } from "kysely";

/** An appointment is found by the citizen card too; a ticket knows why it was called. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  "ALTER TABLE appointments ADD COLUMN citizen_number TEXT",
  "CREATE INDEX appointments_by_citizen ON appointments (citizen_number, day) WHERE citizen_number IS NOT NULL",
  "ALTER TABLE tickets ADD COLUMN call_reason TEXT",
  // As the log says it of those that were called before: the tables stay what the log makes of them.
  `UPDATE tickets SET call_reason = calls.reason FROM (
    SELECT subject, data ->> 'reason' AS reason, max(at) FROM (
      SELECT subject, data, at FROM events WHERE type = 'ticket.called'
      UNION ALL
      SELECT subject, data, at FROM replica_events WHERE type = 'ticket.called' AND projected = 1
    ) WHERE data ->> 'call' = 1 GROUP BY subject
  ) AS calls WHERE calls.subject = tickets.id AND tickets.counter IS NOT NULL`,
];
