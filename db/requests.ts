import { createHash } from "node:crypto";
import type { Transaction } from "kysely";
import { AppError } from "../contract/errors.ts";
import type { StoreSchema } from "./schema.ts";
import type { Store } from "./store.ts";

/** Who asks, what for and with which input: the same id always means the same three. */
export interface Request {
  id: string;
  call: string;
  input: unknown;
}

/**
 * Does `work` once for each request. The answer is stored in the transaction of the work itself: a window that
 * asks again because the first answer was lost (a crash between commit and reply) gets that answer.
 *
 * @throws AppError REQUEST_REUSED where the id was used for something else.
 */
export async function once<T>(
  store: Store,
  request: Request,
  at: string,
  work: (trx: Transaction<StoreSchema>) => Promise<T>,
): Promise<T> {
  const inputHash = createHash("sha256").update(JSON.stringify(request.input)).digest("hex");
  return store.write(async (trx) => {
    const earlier = await trx
      .selectFrom("requests")
      .selectAll()
      .where("id", "=", request.id)
      .executeTakeFirst();
    if (earlier !== undefined) {
      if (earlier.call !== request.call || earlier.input_sha256 !== inputHash) {
        throw new AppError("REQUEST_REUSED", { requestId: request.id });
      }
      return JSON.parse(earlier.response) as T;
    }
    const response = await work(trx);
    await trx
      .insertInto("requests")
      .values({
        id: request.id,
        call: request.call,
        input_sha256: inputHash,
        response: JSON.stringify(response),
        at,
      })
      .execute();
    return response;
  });
}

/** Forgets answers that nobody asks for any more. */
export async function forgetRequestsBefore(store: Store, at: string): Promise<void> {
  await store.write((trx) => trx.deleteFrom("requests").where("at", "<", at).execute());
}
