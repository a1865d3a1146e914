import { Button, Tabs } from "@mantine/core";
import { failureText } from "../../ui/errors.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import "./admin.css";
import { CountersForm } from "./counters-form.tsx";
import { GroupsForm } from "./groups-form.tsx";
import { LocalizedInput } from "./localized-input.tsx";
import { RulesForm } from "./rules-form.tsx";
import { isChanged, useAdmin } from "./store.ts";

/** The hall as its head sets it up; what is saved is in force at once, on every screen. */
export function AdminScreen() {
  const { t } = useTexts();
  const { draft, saved, busy, failure, change, save, begin } = useAdmin();
  const changed = isChanged({ draft, saved });
  return (
    <section className="admin" data-testid="admin">
      <header className="admin-head">
        <h2>{t("admin.title")}</h2>
        <span role="status">{changed ? t("admin.unsaved") : t("admin.inForce")}</span>
        <Button data-testid="admin-save" disabled={!changed} loading={busy} onClick={() => void save()}>
          {t("admin.save")}
        </Button>
      </header>
      {failure === null ? null : (
        <p className="notice notice-danger" role="alert" data-testid="admin-failure">
          {failureText(t, failure)}
          {failure.code === "CATALOGUE_CHANGED" ? (
            <Button variant="light" size="compact-md" onClick={() => void begin()}>
              {t("admin.readAgain")}
            </Button>
          ) : null}
        </p>
      )}
      {draft === null ? null : (
        <Tabs defaultValue="groups" keepMounted={false} className="admin-tabs">
          <Tabs.List>
            <Tabs.Tab value="groups" data-testid="admin-groups">
              {t("admin.groups")}
            </Tabs.Tab>
            <Tabs.Tab value="counters" data-testid="admin-counters">
              {t("admin.counters")}
            </Tabs.Tab>
            <Tabs.Tab value="rules" data-testid="admin-rules">
              {t("admin.rules")}
            </Tabs.Tab>
            <Tabs.Tab value="announcement" data-testid="admin-announcement">
              {t("admin.announcement")}
            </Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="groups">
            <GroupsForm draft={draft} change={change} />
          </Tabs.Panel>
          <Tabs.Panel value="counters">
            <CountersForm draft={draft} change={change} />
          </Tabs.Panel>
          <Tabs.Panel value="rules">
            <RulesForm draft={draft} change={change} />
          </Tabs.Panel>
          <Tabs.Panel value="announcement">
            <p className="dialog-help">{t("admin.announcementHelp")}</p>
            <LocalizedInput
              name="announcement"
              label={t("admin.announcement")}
              value={draft.announcement ?? { vi: "" }}
              onChange={(text) => change({ announcement: text.vi.trim() === "" ? null : text })}
            />
          </Tabs.Panel>
        </Tabs>
      )}
    </section>
  );
}
