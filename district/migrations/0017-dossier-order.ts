import { type Kysely, sql } from "kysely";

/** All steps of a dossier are found at once: something older than what is known may come later, from below or above. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
DROP INDEX events_of_lives;
CREATE INDEX events_of_lives ON events (subject)
  WHERE type <> 'dossier.accepted' AND (type LIKE 'dossier.%' OR type IN ('log.carried', 'log.relayed'));
CREATE INDEX upstream_items_by_dossier ON upstream_items (dossier);
`)
    .execute(db);
}
