import { type Kysely, sql } from "kysely";

/** Files that were attached above come down; those of steps that came before are asked for now. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
CREATE TABLE upstream_wanted_files (
  sha256 text PRIMARY KEY,
  asked_at timestamptz NOT NULL DEFAULT now(),
  arrived_at timestamptz
);
CREATE INDEX upstream_wanted_files_open ON upstream_wanted_files (asked_at) WHERE arrived_at IS NULL;
`)
    .execute(db);
  const { rows } = await sql<{ data: string }>`
    SELECT data FROM upstream_items WHERE data LIKE '%dossier.attached%'
  `.execute(db);
  const wanted = rows.flatMap(({ data }) => attachedIn(data) ?? []);
  await sql`INSERT INTO upstream_wanted_files (sha256) SELECT DISTINCT unnest(${wanted}::text[])`.execute(db);
}

/** The file that a step attached, as such a step was written when this migration was released. */
function attachedIn(data: string): string | null {
  try {
    let { event } = JSON.parse(data);
    while (event.type === "log.carried" || event.type === "log.relayed") event = JSON.parse(event.data).event;
    if (event.type !== "dossier.attached") return null;
    const { sha256 } = JSON.parse(event.data).attachment;
    return /^[0-9a-f]{64}$/.test(sha256) ? sha256 : null;
  } catch {
    return null;
  }
}
