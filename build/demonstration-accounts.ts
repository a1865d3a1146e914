import type { AccountInput } from "../contract/district-accounts.ts";
import { createAccount, listAccounts } from "../district/accounts/accounts.ts";
import type { District } from "../district/database.ts";

/** Known to whoever reads this: only `npm start` makes such accounts, in its own `.run/`. */
export const demonstrationPassword = "mot-cua-phu-ninh";

const account = (
  login: string,
  name: string,
  role: AccountInput["role"],
  division: string | null = null,
): AccountInput => ({ login, name, role, division, agency: null });

/** One of each role in the example office; officers and head are those of `data/phu-ninh/staff.json`. */
export const demonstrationAccounts: readonly AccountInput[] = [
  account("thao", "Vũ Thị Thảo", "officer", "tu-phap"),
  account("dung", "Hoàng Anh Dũng", "officer", "dat-dai"),
  account("nghia", "Đỗ Trọng Nghĩa", "head"),
  account("giam-sat", "Nguyễn Văn Bình", "supervisor"),
  account("may-moc", "Trần Quốc Việt", "operator"),
  account("danh-muc", "Lê Thị Hạnh", "publisher"),
  account("quan-tri", "Phạm Minh Đức", "admin"),
];

/** Makes those that are not there yet. */
export async function provideAccounts(db: District): Promise<void> {
  const known = new Set((await listAccounts(db)).map(({ login }) => login));
  for (const wanted of demonstrationAccounts)
    if (!known.has(wanted.login)) await createAccount(db, null, wanted, demonstrationPassword);
}
