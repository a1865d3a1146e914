import { officeDay } from "../../contract/time.ts";
import { officeInForce } from "../office/current.ts";
import { readAudit } from "../web/audit.ts";
import { web } from "../web/base.ts";
import {
  changeAccount,
  createAccount,
  listAccounts,
  resetPassword,
  restoreAccount,
  revokeAccount,
} from "./accounts.ts";

const { accounts } = web;

export const accountsRoutes = accounts.router({
  list: accounts.list.handler(({ context }) => listAccounts(context.db)),
  choices: accounts.choices.handler(async ({ context }) => {
    const { divisions, agencies } = (await officeInForce(context.db))?.catalogue ?? {
      divisions: [],
      agencies: [],
    };
    const day = officeDay(Date.now());
    return {
      divisions: divisions.map(({ id, name }) => ({ id, name })),
      agencies: agencies
        .filter(({ effectiveTo }) => effectiveTo === undefined || effectiveTo >= day)
        .map(({ code, name }) => ({ id: code, name })),
    };
  }),
  create: accounts.create.handler(({ context: { db, account }, input }) =>
    createAccount(db, account.login, input),
  ),
  change: accounts.change.handler(({ context: { db, account }, input }) =>
    changeAccount(db, account.login, input),
  ),
  resetPassword: accounts.resetPassword.handler(({ context: { db, account }, input }) =>
    resetPassword(db, account.login, input.login),
  ),
  revoke: accounts.revoke.handler(({ context: { db, account }, input }) =>
    revokeAccount(db, account.login, input.login),
  ),
  restore: accounts.restore.handler(({ context: { db, account }, input }) =>
    restoreAccount(db, account.login, input.login),
  ),
  audit: accounts.audit.handler(({ context, input }) => readAudit(context.db, input.before)),
});
