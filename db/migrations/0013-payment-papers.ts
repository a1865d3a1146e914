import { type Kysely, sql } from "kysely";

/** The receipts of a dossier's payments are found by the dossier. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw("CREATE INDEX payments_by_dossier ON payments (dossier)").execute(db);
}
