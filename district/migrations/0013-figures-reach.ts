import { type Kysely, sql } from "kysely";

/**
 * What was open at some time in the past is found by when it was accepted: only what lasted long can have been accepted
 * long before. What is open still has no index of its own: each dossier would pass through it when it is taken in.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
CREATE INDEX dossiers_lasting ON dossiers (accepted_at) WHERE settled_at - accepted_at > interval '100 days';
`)
    .execute(db);
}
