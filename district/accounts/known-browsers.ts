import { randomBytes } from "node:crypto";
import type { District, Trx } from "../database.ts";
import { hashOf } from "../secrets.ts";
import { KNOWN_BROWSER_DAYS } from "../web/requests.rules.ts";

/** Whether the account signed in with this browser before. It opens nothing: a password is asked for all the same. */
export async function isKnownBrowser(db: District, login: string, token: string | null): Promise<boolean> {
  if (token === null) return false;
  const known = await db
    .selectFrom("known_browsers")
    .select("login")
    .where("login", "=", login)
    .where("browser_hash", "=", hashOf(token))
    .where("last_entered_at", ">", oldest())
    .executeTakeFirst();
  return known !== undefined;
}

/**
 * The account has signed in with this browser.
 *
 * @param token that the browser had; whoever else knows it, knows none any more.
 * @returns the browser's new token.
 */
export async function rememberBrowser(trx: Trx, login: string, token: string | null): Promise<string> {
  const next = randomBytes(32).toString("base64url");
  await trx.deleteFrom("known_browsers").where("last_entered_at", "<", oldest()).execute();
  // The others who share the PC are known in it as before.
  if (token !== null)
    await trx
      .updateTable("known_browsers")
      .set({ browser_hash: hashOf(next) })
      .where("browser_hash", "=", hashOf(token))
      .execute();
  await trx
    .insertInto("known_browsers")
    .values({ login, browser_hash: hashOf(next) })
    .onConflict((conflict) =>
      conflict.columns(["login", "browser_hash"]).doUpdateSet({ last_entered_at: new Date() }),
    )
    .execute();
  return next;
}

/** Wherever the account was known, it is not any more. */
export async function forgetBrowsers(trx: Trx, login: string): Promise<void> {
  await trx.deleteFrom("known_browsers").where("login", "=", login).execute();
}

function oldest(): Date {
  return new Date(Date.now() - KNOWN_BROWSER_DAYS * 24 * 60 * 60 * 1000);
}
