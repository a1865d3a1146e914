import { sql } from "kysely";
import type { Logger } from "pino";
import type { District } from "../database.ts";

/** Of each code so many a day are kept for each station, and for all strangers together. */
export const REFUSALS_A_DAY = 1000;
const KEPT = "1 year";
const DETAIL_MAX = 500;

export interface Refusal {
  code: string;
  /** Whose token came with it; null of a stranger, and of the pages. */
  station: string | null;
  detail: string;
}

/**
 * Keeps for the inspection what was refused, for a year. Strangers can be refused as often as they like: what is over
 * `REFUSALS_A_DAY` is only in the server's own log. A failure to write it down is logged, not thrown.
 */
export async function noteRefusal(
  { db, log }: { db: District; log: Logger },
  { code, station, detail }: Refusal,
): Promise<void> {
  try {
    await sql`DELETE FROM refusals WHERE code = ${code} AND at < now() - ${KEPT}::interval`.execute(db);
    await sql`
      INSERT INTO refusals (code, station, detail)
      SELECT ${code}::text, ${station}::text, ${detail.slice(0, DETAIL_MAX)}::text
      WHERE (
        SELECT count(*) FROM refusals
        WHERE code = ${code} AND at > now() - interval '1 day' AND station IS NOT DISTINCT FROM ${station}::text
      ) < ${REFUSALS_A_DAY}::integer
    `.execute(db);
  } catch (failure) {
    log.error({ err: failure }, "refusal not recorded");
  }
}
