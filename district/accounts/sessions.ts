import { randomBytes } from "node:crypto";
import { loginSchema, type Me, ONE_TIME_PASSWORD_DAYS } from "../../contract/district-accounts.ts";
import { AppError } from "../../contract/errors.ts";
import type { District } from "../database.ts";
import { Turnstile } from "../http/turnstile.ts";
import { hashOf } from "../secrets.ts";
import { noteAudit } from "../web/audit.ts";
import { forgetOldRequests } from "../web/once.ts";
import { signedInAs } from "./accounts.ts";
import { isKnownBrowser, rememberBrowser } from "./known-browsers.ts";
import { isPassword, passwordHash, requireFit } from "./passwords.ts";
import { areasOf } from "./roles.rules.ts";
import { countTry, forgiveTries } from "./sign-in-failures.ts";
import { SourceLimits } from "./source-limits.ts";
import { type Sender, type Source, waitSeconds } from "./sources.rules.ts";

/** A session ends when nobody uses it for so long, and after a working day in any case. */
const IDLE_MS = 2 * 60 * 60 * 1000;
const LONGEST_MS = 12 * 60 * 60 * 1000;
/** Used so shortly before it is not written down again. */
const USED_AGAIN_MS = 60_000;
/** Each costs 32 MB and a share of a processor. */
const CHECKS_AT_ONCE = 3;

/** What the browser gets: its session, and the token by which it is known next time. */
interface Entered {
  token: string;
  browser: string;
  me: Me;
}

/**
 * Who is signed in on the pages: passwords are checked here, and sessions kept.
 *
 * A browser in which an account has signed in is known by a lasting cookie (OWASP's device cookie): what is mistyped there
 * is counted by itself, and it has places for its checks that strangers can't take. So nothing that strangers do, also
 * behind the same address, locks it out. Strangers are counted by name and address, by address alone, and under a name all
 * together, so that many addresses guess no faster than one. People who are new behind one address share its limits.
 */
export class Sessions {
  readonly #db: District;
  readonly #knownChecks = new Turnstile(CHECKS_AT_ONCE);
  readonly #strangersChecks = new Turnstile(CHECKS_AT_ONCE);
  readonly #limits = new SourceLimits();

  constructor(db: District) {
    this.#db = db;
  }

  /** @throws AppError LOGIN_REFUSED, LOGIN_LOCKED (each further failure doubles the wait), PASSWORD_EXPIRED, DISTRICT_BUSY. */
  async signIn(typed: string, password: string, sender: Sender): Promise<Entered> {
    const login = await this.#check(typed, password, sender);
    const token = randomBytes(32).toString("base64url");
    const browser = await this.#db.transaction().execute(async (trx) => {
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
      return rememberBrowser(trx, login, sender.browser);
    });
    const me = await this.of(token);
    if (me === null) throw new AppError("LOGIN_REFUSED", {});
    return { token, browser, me };
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
  async changePassword(token: string | null, current: string, next: string, sender: Sender): Promise<Me> {
    const me = await this.of(token);
    if (me === null || token === null) throw new AppError("NOT_SIGNED_IN", {});
    await this.#check(me.login, current, sender);
    requireFit(next, { login: me.login, formerly: current });
    const hash = await this.#knownChecks.pass(() => passwordHash(next));
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
  async #check(typed: string, password: string, sender: Sender): Promise<string> {
    const login = loginSchema.catch("").parse(typed);
    // Nobody has such a name: there is nothing to guess at.
    if (login === "") throw new AppError("LOGIN_REFUSED", {});
    const source = await this.#sourceOf(login, sender);
    const places = source.known ? this.#knownChecks : this.#strangersChecks;
    return this.#limits.pass(source.key, () => places.pass(() => this.#compare(login, password, source)));
  }

  async #sourceOf(login: string, { address, browser }: Sender): Promise<Source> {
    if (browser !== null && (await isKnownBrowser(this.#db, login, browser)))
      return { key: `browser ${hashOf(browser)}`, known: true };
    return { key: address, known: false };
  }

  async #compare(login: string, password: string, source: Source): Promise<string> {
    const failures = await countTry(this.#db, login, source);
    const account = await this.#db
      .selectFrom("accounts")
      .select(["password_hash", "first_password_until"])
      .where("login", "=", login)
      .where("revoked_at", "is", null)
      .executeTakeFirst();
    if (await isPassword(password, account?.password_hash ?? null)) {
      await forgiveTries(this.#db, login, source);
      const until = account?.first_password_until ?? null;
      if (until !== null && until < new Date())
        throw new AppError("PASSWORD_EXPIRED", { days: ONE_TIME_PASSWORD_DAYS });
      return login;
    }
    this.#limits.fail(source.key);
    const seconds = waitSeconds(source.key, failures);
    throw seconds === 0 ? new AppError("LOGIN_REFUSED", {}) : new AppError("LOGIN_LOCKED", { seconds });
  }
}
