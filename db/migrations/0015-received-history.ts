import { type Kysely, sql } from "kysely";

/** What others did with a dossier is found by it: each event that came down names the item that brought it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  "ALTER TABLE received_events ADD COLUMN item TEXT NOT NULL DEFAULT ''",
  `UPDATE received_events SET item = came.item FROM (
    SELECT subject AS item, json_extract(inside, '$.event.hash') AS hash FROM (
      SELECT subject, json_extract(data, '$.data') AS inside FROM events
      WHERE type = 'district.received' AND json_extract(data, '$.kind') = 'event'
    ) WHERE json_valid(inside)
  ) AS came WHERE came.hash = received_events.hash`,
];
