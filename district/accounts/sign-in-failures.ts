import { sql } from "kysely";
import { AppError } from "../../contract/errors.ts";
import type { District, Trx } from "../database.ts";
import { type Source, STRANGERS, waitSeconds } from "./sources.rules.ts";

/** Failures that long ago say nothing any more. */
const FAILURES_KEPT = "1 day";

/**
 * Counts a try as a failure before it is known to be one: many at once are not more than one after another. Names that
 * nobody has are counted too, so that a lock does not tell which exist.
 *
 * @returns how many failures in a row the source has with it.
 * @throws AppError LOGIN_LOCKED
 */
export async function countTry(db: District, login: string, { key, known }: Source): Promise<number> {
  await sql`DELETE FROM sign_in_failures WHERE last_at < now() - ${FAILURES_KEPT}::interval`.execute(db);
  return db.transaction().execute(async (trx) => {
    if (!known) await countOne(trx, login, STRANGERS);
    return countOne(trx, login, key);
  });
}

async function countOne(trx: Trx, login: string, source: string): Promise<number> {
  await trx
    .insertInto("sign_in_failures")
    .values({ login, source, failures: 0, locked_until: null })
    .onConflict((conflict) => conflict.columns(["login", "source"]).doNothing())
    .execute();
  const row = await trx
    .selectFrom("sign_in_failures")
    .select(["failures", "locked_until"])
    .where("login", "=", login)
    .where("source", "=", source)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const left = (row.locked_until?.getTime() ?? 0) - Date.now();
  if (left > 0) throw new AppError("LOGIN_LOCKED", { seconds: Math.ceil(left / 1000) });
  const failures = row.failures + 1;
  await trx
    .updateTable("sign_in_failures")
    .set({
      failures,
      last_at: new Date(),
      locked_until: new Date(Date.now() + waitSeconds(source, failures) * 1000),
    })
    .where("login", "=", login)
    .where("source", "=", source)
    .execute();
  return failures;
}

/** It was no failure: what the source mistyped before is forgotten, also among the strangers'. */
export async function forgiveTries(db: District, login: string, { key, known }: Source): Promise<void> {
  await db.transaction().execute(async (trx) => {
    // In the order of `countTry`: the strangers' row first.
    if (!known)
      await sql`
        UPDATE sign_in_failures AS strangers SET failures = greatest(0, strangers.failures - own.failures)
        FROM sign_in_failures AS own
        WHERE strangers.login = ${login} AND strangers.source = ${STRANGERS}
          AND own.login = ${login} AND own.source = ${key}
      `.execute(trx);
    await trx
      .deleteFrom("sign_in_failures")
      .where("login", "=", login)
      .where((eb) => eb.or([eb("source", "=", key), eb("source", "=", STRANGERS).and("failures", "=", 0)]))
      .execute();
  });
}
