import { Button, Tabs } from "@mantine/core";
import { useState } from "react";
import { failureText } from "../../ui/errors.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { FormsForm } from "../forms/forms-form.tsx";
import { session } from "../session.ts";
import "./admin.css";
import { CataloguePanel } from "../../ui/catalogue/catalogue-panel.tsx";
import { keepCatalogueWith } from "../../ui/catalogue/catalogue-store.ts";
import { station } from "../../ui/connection.ts";
import { CountersForm } from "./counters-form.tsx";
import { DevicesPanel } from "./devices-panel.tsx";
import { GroupsForm } from "./groups-form.tsx";
import { PapersForm } from "./papers-form.tsx";
import { PinsPanel } from "./pins-panel.tsx";
import { RulesForm } from "./rules-form.tsx";
import { isChanged, useAdmin } from "./store.ts";
import { TextsForm } from "./texts-form.tsx";

const calls = station.procedures;
keepCatalogueWith({
  drafts: false,
  list: (input) => calls.list({ session: session(), ...input }),
  detail: (input) => calls.detail({ session: session(), ...input }),
  save: (input) => calls.save({ session: session(), ...input }),
  preview: (input) => calls.preview({ session: session(), ...input }),
  importFile: (input) => calls.importFile({ session: session(), ...input }),
  exportFile: (input) => calls.exportFile({ session: session(), ...input }),
});

/** The hall as its head sets it up; what is saved is in force at once, on every screen. */
export function AdminScreen() {
  const { t } = useTexts();
  const { draft, saved, busy, failure, change, save, begin } = useAdmin();
  const changed = isChanged({ draft, saved });
  const [tab, setTab] = useState<string | null>("groups");
  return (
    <section className="admin" data-testid="admin">
      <header className="admin-head">
        <h2>{t("admin.title")}</h2>
        {tab === "catalogue" && !changed ? null : (
          <>
            <span role="status">{changed ? t("admin.unsaved") : t("admin.inForce")}</span>
            <Button data-testid="admin-save" disabled={!changed} loading={busy} onClick={() => void save()}>
              {t("admin.save")}
            </Button>
          </>
        )}
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
        <Tabs value={tab} onChange={setTab} keepMounted={false} className="admin-tabs">
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
            <Tabs.Tab value="texts" data-testid="admin-texts">
              {t("admin.texts")}
            </Tabs.Tab>
            <Tabs.Tab value="forms" data-testid="admin-forms">
              {t("admin.forms")}
            </Tabs.Tab>
            <Tabs.Tab value="devices" data-testid="admin-devices">
              {t("admin.devices")}
            </Tabs.Tab>
            <Tabs.Tab value="pins" data-testid="admin-pins">
              {t("admin.pins")}
            </Tabs.Tab>
            <Tabs.Tab value="catalogue" data-testid="admin-catalogue">
              {t("catalogue.title")}
            </Tabs.Tab>
            <Tabs.Tab value="papers" data-testid="admin-papers">
              {t("admin.papers")}
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
          <Tabs.Panel value="texts">
            <TextsForm draft={draft} change={change} />
          </Tabs.Panel>
          <Tabs.Panel value="forms">
            <FormsForm />
          </Tabs.Panel>
          <Tabs.Panel value="devices">
            <DevicesPanel />
          </Tabs.Panel>
          <Tabs.Panel value="pins">
            <PinsPanel />
          </Tabs.Panel>
          <Tabs.Panel value="catalogue">
            <CataloguePanel />
          </Tabs.Panel>
          <Tabs.Panel value="papers">
            <PapersForm />
          </Tabs.Panel>
        </Tabs>
      )}
    </section>
  );
}
