import { Button, Group, Modal, Select, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import {
  type Account,
  type DistrictRole,
  districtRoles,
  ONE_TIME_PASSWORD_DAYS,
  scopeOfRole,
} from "../../../contract/district-accounts.ts";
import type { Unit } from "../../../contract/dossier-desk.ts";
import type { Failure } from "../../ui/errors.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { asWebFailure, district } from "../client.ts";
import { FailureLine } from "../ui/failure-line.tsx";
import "./accounts.css";

/** Makes an account, or changes one: role, password, whether it may sign in at all. */
export function AccountDialog({
  account,
  choices,
  onClose,
}: {
  account: Account | null;
  choices: { divisions: readonly Unit[]; agencies: readonly Unit[] };
  onClose: () => void;
}) {
  const { t, own } = useTexts();
  const [login, setLogin] = useState(account?.login ?? "");
  const [name, setName] = useState(account?.name ?? "");
  const [role, setRole] = useState<DistrictRole>(account?.role ?? "officer");
  const [division, setDivision] = useState(account?.division ?? null);
  const [agency, setAgency] = useState(account?.agency ?? null);
  const [password, setPassword] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState<"reset" | "revoke" | null>(null);
  /** What was asked and not done: the way back leads to its button. */
  const [undone, setUndone] = useState<"reset" | "revoke" | null>(null);
  const run = async (work: () => Promise<unknown>, closes = true) => {
    if (busy) return;
    setBusy(true);
    setFailure(null);
    try {
      await work();
      if (closes) onClose();
    } catch (error) {
      setFailure(asWebFailure(error));
    } finally {
      setBusy(false);
    }
  };
  const show = (made: { password: string }) => setPassword(made.password);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const input = {
      login,
      name,
      role,
      division,
      agency,
    };
    if (account === null) void run(async () => show(await district.accounts.create(input)), false);
    else void run(() => district.accounts.change(input));
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={account === null ? t("districtWeb.accounts.new") : account.login}
      centered
      size="lg"
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": t("districtWeb.close") }}
    >
      {password !== null ? (
        <OneTimePassword login={login} password={password} onClose={onClose} />
      ) : account !== null && asking !== null ? (
        <Question
          account={account}
          what={asking}
          busy={busy}
          failure={failure}
          onBack={() => {
            setFailure(null);
            setUndone(asking);
            setAsking(null);
          }}
          onSure={() =>
            void (asking === "reset"
              ? run(async () => show(await district.accounts.resetPassword({ login })), false)
              : run(() => district.accounts.revoke({ login })))
          }
        />
      ) : (
        <form onSubmit={submit} data-testid="account-form">
          <Stack gap="sm">
            <TextInput
              size="md"
              label={t("districtWeb.signIn.login")}
              description={t("districtWeb.accounts.loginRule")}
              value={login}
              disabled={account !== null}
              data-autofocus={account === null}
              autoComplete="off"
              data-testid="account-login"
              onChange={(event) => setLogin(event.currentTarget.value)}
            />
            <TextInput
              size="md"
              label={t("districtWeb.accounts.name")}
              value={name}
              data-autofocus={account !== null}
              autoComplete="off"
              data-testid="account-name"
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Select
              size="md"
              label={t("districtWeb.accounts.role")}
              description={t(`districtWeb.roleHelp.${role}`)}
              value={role}
              allowDeselect={false}
              data={districtRoles.map((value) => ({ value, label: t(`districtWeb.role.${value}`) }))}
              data-testid="account-role"
              onChange={(value) => setRole(districtRoles.find((candidate) => candidate === value) ?? role)}
            />
            {scopeOfRole[role] === "division" ? (
              <Select
                size="md"
                label={t("districtWeb.accounts.division")}
                required
                searchable
                value={division}
                data={choices.divisions.map(({ id, name }) => ({ value: id, label: own(name) }))}
                data-testid="account-division"
                onChange={setDivision}
              />
            ) : null}
            {scopeOfRole[role] === "agency" ? (
              <Select
                size="md"
                label={t("districtWeb.accounts.agency")}
                description={t("districtWeb.accounts.agencyHelp")}
                searchable
                clearable
                value={agency}
                data={choices.agencies.map(({ id, name }) => ({ value: id, label: own(name) }))}
                data-testid="account-agency"
                onChange={setAgency}
              />
            ) : null}
            <FailureLine failure={failure} />
            <Group justify="space-between" mt="xs">
              {account === null ? (
                <span />
              ) : (
                <Group gap="xs">
                  <Button
                    variant="light"
                    ref={undone === "reset" ? focusIt : null}
                    data-testid="account-reset"
                    onClick={() => setAsking("reset")}
                  >
                    {t("districtWeb.accounts.reset")}
                  </Button>
                  {account.revokedAt === null ? (
                    <Button
                      variant="light"
                      color="brick"
                      ref={undone === "revoke" ? focusIt : null}
                      data-testid="account-revoke"
                      onClick={() => setAsking("revoke")}
                    >
                      {t("districtWeb.accounts.revoke")}
                    </Button>
                  ) : (
                    <Button
                      variant="light"
                      data-testid="account-restore"
                      onClick={() => void run(() => district.accounts.restore({ login: account.login }))}
                    >
                      {t("districtWeb.accounts.restore")}
                    </Button>
                  )}
                </Group>
              )}
              <Button
                size="md"
                type="submit"
                loading={busy}
                disabled={scopeOfRole[role] === "division" && division === null}
                data-testid="account-save"
              >
                {t(account === null ? "districtWeb.accounts.create" : "districtWeb.save")}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

/** The dialog looks for its first focus only as it opens. */
const focusIt = (button: HTMLButtonElement | null) => button?.focus();

/** Asks once more before somebody can't sign in any longer, and says what becomes of them. */
function Question({
  account,
  what,
  busy,
  failure,
  onBack,
  onSure,
}: {
  account: Account;
  what: "reset" | "revoke";
  busy: boolean;
  failure: Failure | null;
  onBack: () => void;
  onSure: () => void;
}) {
  const { t } = useTexts();
  const { login, name } = account;
  return (
    <Stack gap="md">
      <p>{t(`districtWeb.accounts.${what}Ask`, { login, name })}</p>
      <FailureLine failure={failure} />
      <Group justify="flex-end">
        <Button size="md" variant="default" ref={focusIt} onClick={onBack} data-testid="account-back">
          {t("districtWeb.accounts.back")}
        </Button>
        <Button size="md" color="brick" loading={busy} onClick={onSure} data-testid="account-sure">
          {t(`districtWeb.accounts.${what}`)}
        </Button>
      </Group>
    </Stack>
  );
}

/** Shown once: nobody can look it up later. */
function OneTimePassword({
  login,
  password,
  onClose,
}: {
  login: string;
  password: string;
  onClose: () => void;
}) {
  const { t } = useTexts();
  return (
    <Stack gap="md">
      <p>{t("districtWeb.accounts.passwordHelp", { login, days: ONE_TIME_PASSWORD_DAYS })}</p>
      <output className="one-time" data-testid="one-time-password">
        {password}
      </output>
      <Button size="md" ref={focusIt} onClick={onClose} data-testid="one-time-done">
        {t("districtWeb.accounts.noted")}
      </Button>
    </Stack>
  );
}
