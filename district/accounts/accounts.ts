import { sql } from "kysely";
import {
  type Account,
  type AccountInput,
  ONE_TIME_PASSWORD_DAYS,
  type SignedIn,
  scopeOfRole,
} from "../../contract/district-accounts.ts";
import { AppError } from "../../contract/errors.ts";
import type { District, Trx } from "../database.ts";
import type { AccountTable } from "../schema.ts";
import { newOneTimePassword } from "../secrets.ts";
import { noteAudit } from "../web/audit.ts";
import { forgetBrowsers } from "./known-browsers.ts";
import { passwordHash } from "./passwords.ts";

/** Who changes an account: a login, or null at the server's own command line. */
type By = string | null;

export interface OneTimePassword {
  login: string;
  /** Said once, stored as a hash only. */
  password: string;
}

/**
 * Makes an account with a one-time password, which has to be changed at the first sign-in, within `ONE_TIME_PASSWORD_DAYS`.
 *
 * @param own a password that its holder chose: it stays.
 * @throws AppError ACCOUNT_EXISTS, BAD_INPUT (an officer without a division).
 */
export async function createAccount(
  db: District,
  by: By,
  input: AccountInput,
  own?: string,
): Promise<OneTimePassword> {
  const scope = scopeOf(input);
  const password = own ?? newOneTimePassword();
  const hash = await passwordHash(password);
  await db.transaction().execute(async (trx) => {
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto("accounts")
      .values({
        ...scope,
        login: input.login,
        password_hash: hash,
        first_password: own === undefined,
        first_password_until: own === undefined ? oneTimeEnd() : null,
        revoked_at: null,
      })
      .onConflict((conflict) => conflict.column("login").doNothing())
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows === 0n) throw new AppError("ACCOUNT_EXISTS", { login: input.login });
    await noteAudit(trx, by, "account.created", `${input.login} ${described(scope)}`);
  });
  return { login: input.login, password };
}

/** @throws AppError ACCOUNT_UNKNOWN, LAST_ADMIN, BAD_INPUT */
export async function changeAccount(db: District, by: By, input: AccountInput): Promise<Account> {
  const scope = scopeOf(input);
  await inTurn(db, async (trx) => {
    await requireKnown(trx, input.login);
    await trx.updateTable("accounts").set(scope).where("login", "=", input.login).execute();
    await requireAdmin(trx, input.login);
    await noteAudit(trx, by, "account.changed", `${input.login} ${described(scope)}`);
  });
  return accountOf(db, input.login);
}

/** A new one-time password; the sessions end, and so does a lock; no browser is known any more. @throws AppError ACCOUNT_UNKNOWN */
export async function resetPassword(db: District, by: By, login: string): Promise<OneTimePassword> {
  const password = newOneTimePassword();
  const hash = await passwordHash(password);
  await inTurn(db, async (trx) => {
    await requireKnown(trx, login);
    await trx
      .updateTable("accounts")
      .set({ password_hash: hash, first_password: true, first_password_until: oneTimeEnd() })
      .where("login", "=", login)
      .execute();
    await trx.deleteFrom("sessions").where("login", "=", login).execute();
    await trx.deleteFrom("sign_in_failures").where("login", "=", login).execute();
    await forgetBrowsers(trx, login);
    await noteAudit(trx, by, "account.passwordReset", login);
  });
  return { login, password };
}

/** @throws AppError ACCOUNT_UNKNOWN, LAST_ADMIN */
export async function revokeAccount(db: District, by: By, login: string): Promise<Account> {
  await inTurn(db, async (trx) => {
    await requireKnown(trx, login);
    await trx
      .updateTable("accounts")
      .set({ revoked_at: new Date() })
      .where("login", "=", login)
      .where("revoked_at", "is", null)
      .execute();
    await trx.deleteFrom("sessions").where("login", "=", login).execute();
    await forgetBrowsers(trx, login);
    await requireAdmin(trx, login);
    await noteAudit(trx, by, "account.revoked", login);
  });
  return accountOf(db, login);
}

/** @throws AppError ACCOUNT_UNKNOWN */
export async function restoreAccount(db: District, by: By, login: string): Promise<Account> {
  await inTurn(db, async (trx) => {
    await requireKnown(trx, login);
    await trx.updateTable("accounts").set({ revoked_at: null }).where("login", "=", login).execute();
    await noteAudit(trx, by, "account.restored", login);
  });
  return accountOf(db, login);
}

export async function listAccounts(db: District): Promise<Account[]> {
  const rows = await db
    .selectFrom("accounts")
    .selectAll("accounts")
    .select((eb) =>
      eb
        .selectFrom("sign_in_failures")
        .whereRef("sign_in_failures.login", "=", "accounts.login")
        .select((inner) => inner.fn.max("locked_until").as("until"))
        .as("locked_until"),
    )
    .select((eb) =>
      eb
        .selectFrom("sessions")
        .whereRef("sessions.login", "=", "accounts.login")
        .select((inner) => inner.fn.max("last_used_at").as("last"))
        .as("last_used_at"),
    )
    .orderBy("accounts.login")
    .execute();
  const now = new Date();
  return rows.map((row) => ({
    ...signedInAs(row),
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    firstPassword: row.first_password,
    lockedUntil: row.locked_until !== null && row.locked_until > now ? row.locked_until.toISOString() : null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  }));
}

function oneTimeEnd(): Date {
  return new Date(Date.now() + ONE_TIME_PASSWORD_DAYS * 24 * 60 * 60 * 1000);
}

/** What of an account the pages know. */
export function signedInAs(
  row: Pick<AccountTable, "login" | "name" | "role" | "division" | "agency">,
): SignedIn {
  const { login, name, role, division, agency } = row;
  return { login, name, role: role as SignedIn["role"], division, agency };
}

async function accountOf(db: District, login: string): Promise<Account> {
  const account = (await listAccounts(db)).find((candidate) => candidate.login === login);
  if (account === undefined) throw new AppError("ACCOUNT_UNKNOWN", { login });
  return account;
}

/** Changes of accounts take turns: two admins who revoke each other at once must not leave none. */
function inTurn(db: District, work: (trx: Trx) => Promise<void>): Promise<void> {
  return db.transaction().execute(async (trx) => {
    await sql`SELECT pg_advisory_xact_lock(hashtext('accounts'))`.execute(trx);
    await work(trx);
  });
}

async function requireKnown(trx: Trx, login: string): Promise<void> {
  const known = await trx
    .selectFrom("accounts")
    .select("login")
    .where("login", "=", login)
    .executeTakeFirst();
  if (known === undefined) throw new AppError("ACCOUNT_UNKNOWN", { login });
}

async function requireAdmin(trx: Trx, login: string): Promise<void> {
  const left = await trx
    .selectFrom("accounts")
    .select("login")
    .where("role", "=", "admin")
    .where("revoked_at", "is", null)
    .executeTakeFirst();
  if (left === undefined) throw new AppError("LAST_ADMIN", { login });
}

/** A role keeps what belongs to it: an officer a division, a head or supervisor perhaps an agency. */
function scopeOf({ name, role, division, agency }: AccountInput) {
  const scope = scopeOfRole[role];
  if (scope === "division" && division === null)
    throw new AppError("BAD_INPUT", { path: "division", reason: role });
  return {
    name,
    role,
    division: scope === "division" ? division : null,
    agency: scope === "agency" ? agency : null,
  };
}

function described({ role, division, agency }: ReturnType<typeof scopeOf>): string {
  return [role, division ?? agency].filter((part) => part !== null).join(" ");
}
