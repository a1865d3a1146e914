import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import { loginSchema, type Me, ONE_TIME_PASSWORD_DAYS } from "../../contract/district-accounts.ts";
import { AppError } from "../../contract/errors.ts";
import { lockSeconds } from "../../electron/station/staff/lock.rules.ts";
import type { District } from "../database.ts";
import { hashOf } from "../secrets.ts";
import { Turnstile } from "../turnstile.ts";
import { noteAudit } from "../web/audit.ts";
import { forgetOldRequests } from "../web/once.ts";
import { signedInAs } from "./accounts.ts";
import { AddressLimits } from "./address-limits.ts";
import { isPassword, passwordHash, requireFit } from "./passwords.ts";
import { areasOf } from "./roles.rules.ts";

/** A session ends when nobody uses it for so long, and after a working day in any case. */
const IDLE_MS = 2 * 60 * 60 * 1000;
const LONGEST_MS = 12 * 60 * 60 * 1000;
/** Used so shortly before it is not written down again. */
const USED_AGAIN_MS = 60_000;
/** Failures that long ago say nothing any more. */
const FAILURES_KEPT = "1 day";
/** Each costs 32 MB and a share of a processor. */
const CHECKS_AT_ONCE = 4;
/** Failures under one name, from wherever, after which each try under it waits first. */
const SLOW_FROM_FAILURES = 20;
const SLOW_MS = 1500;

/**
 * Who is signed in on the pages: passwords are checked here, and sessions kept.
 *
 * A lock holds for a name at the address where it was mistyped, so that nobody locks out an account from elsewhere. Many
 * failures under a name from all addresses together slow it only. One address has but a share of the checks, and after too
 * many failures none for a while: people behind one address share that.
 */
export class Sessions {
  readonly #db: District;
  readonly #checks = new Turnstile(CHECKS_AT_ONCE);
  readonly #addresses = new AddressLimits();

  constructor(db: District) {
    this.#db = db;
  }

  /** @throws AppError LOGIN_REFUSED, LOGIN_LOCKED (each further failure doubles the wait), PASSWORD_EXPIRED, DISTRICT_BUSY. */
  async signIn(typed: string, password: string, address: string): Promise<{ token: string; me: Me }> {
    const login = await this.#check(typed, password, address);
    const token = randomBytes(32).toString("base64url");
    await this.#db.transaction().execute(async (trx) => {
      await trx.deleteFrom("sessions").where("expires_at", "<", new Date()).execute();
      await forgetOldRequests(trx);
      await trx
        .insertInto("sessions")
        .values({
          token_hash: hashOf(token),
          login,
          last_used_at: new Date(),
          expires_at: new Date(Date.now() + LONGEST_MS),
        })
        .execute();
      await noteAudit(trx, login, "session.opened", "");
    });
    const me = await this.of(token);
    if (me === null) throw new AppError("LOGIN_REFUSED", {});
    return { token, me };
  }

  /** Who the token belongs to; null where the session is over, was ended, or never was. */
  async of(token: string | null): Promise<Me | null> {
    if (token === null) return null;
    const row = await this.#db
      .selectFrom("sessions")
      .innerJoin("accounts", "accounts.login", "sessions.login")
      .selectAll("accounts")
      .select(["token_hash", "last_used_at"])
      .where("token_hash", "=", hashOf(token))
      .where("revoked_at", "is", null)
      .where("expires_at", ">", new Date())
      .where("last_used_at", ">", new Date(Date.now() - IDLE_MS))
      .executeTakeFirst();
    if (row === undefined) return null;
    if (Date.now() - row.last_used_at.getTime() > USED_AGAIN_MS)
      await this.#db
        .updateTable("sessions")
        .set({ last_used_at: new Date() })
        .where("token_hash", "=", row.token_hash)
        .execute();
    const account = signedInAs(row);
    const mustChangePassword = row.first_password;
    return { ...account, mustChangePassword, areas: mustChangePassword ? [] : areasOf(account.role) };
  }

  async signOut(token: string | null): Promise<void> {
    if (token === null) return;
    await this.#db.deleteFrom("sessions").where("token_hash", "=", hashOf(token)).execute();
  }

  /** Ends every other session of the account. @throws AppError LOGIN_REFUSED, LOGIN_LOCKED, PASSWORD_UNFIT, DISTRICT_BUSY */
  async changePassword(token: string | null, current: string, next: string, address: string): Promise<Me> {
    const me = await this.of(token);
    if (me === null || token === null) throw new AppError("NOT_SIGNED_IN", {});
    await this.#check(me.login, current, address);
    requireFit(next, { login: me.login, formerly: current });
    const hash = await this.#checks.pass(() => passwordHash(next));
    await this.#db.transaction().execute(async (trx) => {
      await trx
        .updateTable("accounts")
        .set({ password_hash: hash, first_password: false, first_password_until: null })
        .where("login", "=", me.login)
        .execute();
      await trx
        .deleteFrom("sessions")
        .where("login", "=", me.login)
        .where("token_hash", "!=", hashOf(token))
        .execute();
      await noteAudit(trx, me.login, "account.passwordChanged", "");
    });
    return (await this.of(token)) ?? me;
  }

  /** The account's login, if that is its password. */
  async #check(typed: string, password: string, address: string): Promise<string> {
    const login = loginSchema.catch("").parse(typed);
    // Nobody has such a name: there is nothing to guess at.
    if (login === "") throw new AppError("LOGIN_REFUSED", {});
    return this.#addresses.pass(address, async () => {
      if ((await this.#failuresAnywhere(login)) >= SLOW_FROM_FAILURES) await pause(SLOW_MS);
      return this.#checks.pass(() => this.#compare(login, password, address));
    });
  }

  async #compare(login: string, password: string, address: string): Promise<string> {
    const failures = await this.#countTry(login, address);
    const account = await this.#db
      .selectFrom("accounts")
      .select(["password_hash", "first_password_until"])
      .where("login", "=", login)
      .where("revoked_at", "is", null)
      .executeTakeFirst();
    if (await isPassword(password, account?.password_hash ?? null)) {
      await this.#db
        .deleteFrom("sign_in_failures")
        .where("login", "=", login)
        .where("address", "=", address)
        .execute();
      const until = account?.first_password_until ?? null;
      if (until !== null && until < new Date())
        throw new AppError("PASSWORD_EXPIRED", { days: ONE_TIME_PASSWORD_DAYS });
      return login;
    }
    this.#addresses.fail(address);
    const seconds = lockSeconds(failures);
    throw seconds === 0 ? new AppError("LOGIN_REFUSED", {}) : new AppError("LOGIN_LOCKED", { seconds });
  }

  async #failuresAnywhere(login: string): Promise<number> {
    const { failures } = await this.#db
      .selectFrom("sign_in_failures")
      .select((eb) => eb.fn.sum<string | null>("failures").as("failures"))
      .where("login", "=", login)
      .executeTakeFirstOrThrow();
    return Number(failures ?? 0);
  }

  /**
   * Counts a try as a failure before it is known to be one: many at once are not more than one after another. Names that
   * nobody has are counted too, so that a lock does not tell which exist.
   */
  async #countTry(login: string, address: string): Promise<number> {
    const db = this.#db;
    await sql`DELETE FROM sign_in_failures WHERE last_at < now() - ${FAILURES_KEPT}::interval`.execute(db);
    return db.transaction().execute(async (trx) => {
      await trx
        .insertInto("sign_in_failures")
        .values({ login, address, failures: 0, locked_until: null })
        .onConflict((conflict) => conflict.columns(["login", "address"]).doNothing())
        .execute();
      const row = await trx
        .selectFrom("sign_in_failures")
        .select(["failures", "locked_until"])
        .where("login", "=", login)
        .where("address", "=", address)
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
          locked_until: new Date(Date.now() + lockSeconds(failures) * 1000),
        })
        .where("login", "=", login)
        .where("address", "=", address)
        .execute();
      return failures;
    });
  }
}
