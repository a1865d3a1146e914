import { Button, Tabs } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { type Account, scopeOfRole } from "../../../contract/district-accounts.ts";
import type { LocalizedText } from "../../../contract/text.ts";
import { momentOf } from "../../ui/format.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { district } from "../client.ts";
import { FailureLine } from "../ui/failure-line.tsx";
import { Loading } from "../ui/loading.tsx";
import { useAltKey } from "../ui/use-alt-key.ts";
import { useLoaded } from "../ui/use-loaded.ts";
import { AccountDialog } from "./account-dialog.tsx";
import { AuditList } from "./audit-list.tsx";

/** Who may sign in (*tài khoản*), and what was done (*nhật ký*). */
export default function AccountsPage() {
  const { t } = useTexts();
  const accounts = useLoaded(() => district.accounts.list(), "");
  const choices = useLoaded(() => district.accounts.choices(), "");
  const [open, setOpen] = useState<Account | "new" | null>(null);
  useAltKey("N", () => setOpen("new"));
  return (
    <main className="page" data-testid="accounts">
      <header className="page-head">
        <h1>{t("districtWeb.area.accounts")}</h1>
        <Button
          size="md"
          leftSection={<IconPlus size={18} />}
          rightSection={<kbd>Alt N</kbd>}
          data-testid="account-new"
          onClick={() => setOpen("new")}
        >
          {t("districtWeb.accounts.new")}
        </Button>
      </header>
      <FailureLine failure={accounts.failure} />
      <Tabs defaultValue="accounts" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="accounts">{t("districtWeb.accounts.list")}</Tabs.Tab>
          <Tabs.Tab value="audit" data-testid="audit-tab">
            {t("districtWeb.accounts.audit")}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="accounts">
          {accounts.data === null ? (
            <Loading failure={accounts.failure} />
          ) : (
            <AccountTable accounts={accounts.data} names={namesOf(choices.data)} onOpen={setOpen} />
          )}
        </Tabs.Panel>
        <Tabs.Panel value="audit">
          <AuditList names={namesOf(choices.data)} />
        </Tabs.Panel>
      </Tabs>
      {open === null ? null : (
        <AccountDialog
          account={open === "new" ? null : open}
          choices={choices.data ?? { divisions: [], agencies: [] }}
          onClose={() => {
            setOpen(null);
            void accounts.reload();
          }}
        />
      )}
    </main>
  );
}

type Choices = Awaited<ReturnType<typeof district.accounts.choices>>;

function namesOf(choices: Choices | null): ReadonlyMap<string, LocalizedText> {
  const units = choices === null ? [] : [...choices.agencies, ...choices.divisions];
  return new Map(units.map(({ id, name }) => [id, name]));
}

function AccountTable({
  accounts,
  names,
  onOpen,
}: {
  accounts: readonly Account[];
  names: ReadonlyMap<string, LocalizedText>;
  onOpen: (account: Account) => void;
}) {
  const { t, language, own } = useTexts();
  const scopeName = ({ role, division, agency }: Account) => {
    const id = division ?? agency;
    if (id === null) return scopeOfRole[role] === "agency" ? t("districtWeb.accounts.allAgencies") : "–";
    const name = names.get(id);
    return name === undefined ? id : own(name);
  };
  return (
    <div className="table-frame">
      <table className="table">
        <thead>
          <tr>
            <th>{t("districtWeb.signIn.login")}</th>
            <th>{t("districtWeb.accounts.name")}</th>
            <th>{t("districtWeb.accounts.role")}</th>
            <th>{t("districtWeb.accounts.scope")}</th>
            <th>{t("districtWeb.accounts.lastUsed")}</th>
            <th>{t("districtWeb.accounts.state")}</th>
          </tr>
        </thead>
        <tbody>
          {accounts.map((account) => (
            <tr
              key={account.login}
              data-faded={account.revokedAt !== null}
              data-testid={`account-${account.login}`}
            >
              <td>
                <button type="button" className="row-link" onClick={() => onOpen(account)}>
                  {account.login}
                </button>
              </td>
              <td>{account.name}</td>
              <td>{t(`districtWeb.role.${account.role}`)}</td>
              <td>{scopeName(account)}</td>
              <td className="moment">
                {account.lastUsedAt === null ? "–" : momentOf(account.lastUsedAt, language)}
              </td>
              <td>
                <AccountState account={account} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AccountState({ account }: { account: Account }) {
  const { t, language } = useTexts();
  if (account.revokedAt !== null)
    return (
      <span className="chip" data-tone="late">
        {t("districtWeb.accounts.revoked", { at: momentOf(account.revokedAt, language) })}
      </span>
    );
  if (account.lockedUntil !== null)
    return (
      <span className="chip" data-tone="soon">
        {t("districtWeb.accounts.locked", { until: momentOf(account.lockedUntil, language) })}
      </span>
    );
  if (account.firstPassword)
    return (
      <span className="chip" data-tone="active">
        {t("districtWeb.accounts.firstPassword")}
      </span>
    );
  return (
    <span className="chip" data-tone="good">
      {t("districtWeb.accounts.active")}
    </span>
  );
}
