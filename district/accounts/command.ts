import { accountInputSchema, loginSchema } from "../../contract/district-accounts.ts";
import { connectDistrict } from "../database.ts";
import { migrate } from "../migrations/migrate.ts";
import { createAccount, listAccounts, resetPassword, restoreAccount, revokeAccount } from "./accounts.ts";

export interface AccountOptions {
  login?: string | undefined;
  name?: string | undefined;
  role?: string | undefined;
  division?: string | undefined;
  agency?: string | undefined;
}

const USAGE = `district account --login NAME --role ROLE [--name "…"] [--division ID] [--agency CODE]
district account reset|revoke|restore --login NAME
district account list`;

/**
 * `npm run district -- account …`: makes an account and prints its one-time password, also while the server runs. The
 * first administrator comes from here, and one whose password nobody knows any more.
 *
 * @returns whether it was understood.
 * @throws AppError ACCOUNT_EXISTS, ACCOUNT_UNKNOWN, LAST_ADMIN
 */
export async function accountCommand(
  databaseUrl: string,
  [what = "create"]: string[],
  options: AccountOptions,
): Promise<boolean> {
  const db = connectDistrict(databaseUrl);
  try {
    await migrate(db);
    const login = loginSchema.safeParse(options.login);
    if (what === "list") {
      for (const account of await listAccounts(db))
        console.log(
          [account.login, account.role, account.division ?? account.agency ?? "-", account.name]
            .concat(account.revokedAt === null ? [] : ["revoked"])
            .join("\t"),
        );
      return true;
    }
    if (what === "create") {
      const { name = options.login, division = null, agency = null } = options;
      const input = accountInputSchema.safeParse({ ...options, name, division, agency });
      if (!input.success) return explain();
      console.log((await createAccount(db, null, input.data)).password);
      return true;
    }
    if (!login.success) return explain();
    if (what === "reset") console.log((await resetPassword(db, null, login.data)).password);
    else if (what === "revoke") await revokeAccount(db, null, login.data);
    else if (what === "restore") await restoreAccount(db, null, login.data);
    else return explain();
    return true;
  } finally {
    await db.destroy();
  }
}

function explain(): boolean {
  console.error(USAGE);
  return false;
}
