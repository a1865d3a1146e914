import { createHash } from "node:crypto";
import { sql } from "kysely";
import { AppError } from "../../contract/errors.ts";
import type { District, Trx } from "../database.ts";

/** Who asks, what for and with which input: the same id always means the same. */
export interface WebRequest {
  /** Made by the page, a UUID. */
  id: string;
  login: string;
  call: string;
  input: unknown;
}

/** So long a page may ask again. */
const KEPT = "7 days";

/**
 * Does `work` once for each request, in one transaction with its answer: a click that came twice, or a page that asks
 * again because the answer was lost, gets the first answer.
 *
 * @throws AppError REQUEST_REUSED where the id was used for something else.
 */
export async function onceForRequest<T>(
  db: District,
  request: WebRequest,
  work: (trx: Trx) => Promise<T>,
): Promise<T> {
  const inputHash = createHash("sha256").update(JSON.stringify(request.input)).digest("hex");
  return db.transaction().execute(async (trx) => {
    // The same request twice at once: the second waits for the first's answer.
    await sql`SELECT pg_advisory_xact_lock(hashtextextended(${request.id}, 0))`.execute(trx);
    const earlier = await trx
      .selectFrom("web_requests")
      .selectAll()
      .where("id", "=", request.id)
      .executeTakeFirst();
    if (earlier !== undefined) {
      const same =
        earlier.login === request.login &&
        earlier.call === request.call &&
        earlier.input_sha256 === inputHash;
      if (!same) throw new AppError("REQUEST_REUSED", { requestId: request.id });
      return JSON.parse(earlier.answer) as T;
    }
    const answer = await work(trx);
    await trx
      .insertInto("web_requests")
      .values({
        id: request.id,
        login: request.login,
        call: request.call,
        input_sha256: inputHash,
        answer: JSON.stringify(answer),
      })
      .execute();
    return answer;
  });
}

/** Whether it was answered already: asked again it gets that answer, whatever has become of things since. */
export async function wasAnswered(db: District, id: string): Promise<boolean> {
  const row = await db.selectFrom("web_requests").select("id").where("id", "=", id).executeTakeFirst();
  return row !== undefined;
}

/** Forgets answers that nobody asks for any more. */
export async function forgetOldRequests(db: District | Trx): Promise<void> {
  await sql`DELETE FROM web_requests WHERE at < now() - ${KEPT}::interval`.execute(db);
}
