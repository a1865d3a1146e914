import { sql } from "kysely";
import { AUDIT_PAGE, type AuditEntry, type AuditKind } from "../../contract/district-accounts.ts";
import type { District, Trx } from "../database.ts";

/**
 * Writes down what was done on the pages, in the transaction that does it. Steps of dossiers are not here: the log has
 * them as events.
 *
 * @param account a login, or null of what was done at the server itself.
 * @param detail names things by code; no personal data.
 */
export async function noteAudit(
  trx: District | Trx,
  account: string | null,
  what: AuditKind,
  detail: string,
): Promise<void> {
  await trx.insertInto("audit").values({ account, what, detail }).execute();
}

/**
 * The latest entries, or those before a time. Those of the last one's moment come with it: whoever reads on from there
 * misses none.
 */
export async function readAudit(db: District, before: string | null): Promise<AuditEntry[]> {
  const rows = await db
    .selectFrom("audit")
    .selectAll()
    .$if(before !== null, (query) => query.where("at", "<", new Date(before ?? 0)))
    // As exact as the page knows a time.
    .orderBy(sql`date_trunc('milliseconds', at)`, "desc")
    .fetch(AUDIT_PAGE, "with ties")
    .execute();
  const latestFirst = rows.sort((a, b) => b.at.getTime() - a.at.getTime() || Number(b.id) - Number(a.id));
  return latestFirst.map(({ at, account, what, detail }) => ({
    at: at.toISOString(),
    account,
    what: what as AuditKind,
    detail,
  }));
}
