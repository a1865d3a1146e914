import { Button, NumberInput, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import type { ServiceGroup } from "../../../contract/catalogue.ts";
import type { Administration } from "../../../contract/station.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { LocalizedInput } from "./localized-input.tsx";

interface FormProps {
  draft: Administration;
  change: (part: Partial<Administration>) => void;
}

/** The groups of services: one tap opens or closes one, the rest is below its name. */
export function GroupsForm({ draft, change }: FormProps) {
  const { t, own } = useTexts();
  const [shown, setShown] = useState<string | null>(null);
  const set = (id: string, part: Partial<ServiceGroup>) =>
    change({
      serviceGroups: draft.serviceGroups.map((group) => (group.id === id ? { ...group, ...part } : group)),
    });
  return (
    <ul className="admin-list">
      {draft.serviceGroups.map((group) => (
        <li key={group.id}>
          <div className="admin-line">
            <b>{group.letter}</b>
            <strong>{own(group.name)}</strong>
            <Switch
              label={group.open ? t("admin.isOpen") : t("admin.isClosed")}
              checked={group.open}
              data-testid={`open-${group.id}`}
              onChange={(event) => set(group.id, { open: event.currentTarget.checked })}
            />
            <Button
              variant="light"
              size="compact-md"
              aria-expanded={shown === group.id}
              data-testid={`edit-${group.id}`}
              onClick={() => setShown(shown === group.id ? null : group.id)}
            >
              {t("admin.edit")}
            </Button>
          </div>
          {shown === group.id ? <GroupFields group={group} set={(part) => set(group.id, part)} /> : null}
        </li>
      ))}
    </ul>
  );
}

function GroupFields({ group, set }: { group: ServiceGroup; set: (part: Partial<ServiceGroup>) => void }) {
  const { t } = useTexts();
  return (
    <div className="admin-fields">
      <LocalizedInput
        name={`name-${group.id}`}
        label={t("admin.name")}
        value={group.name}
        onChange={(name) => set({ name })}
      />
      <LocalizedInput
        name={`hint-${group.id}`}
        label={t("admin.hint")}
        value={group.hint}
        onChange={(hint) => set({ hint })}
      />
      <div className="admin-texts">
        <NumberInput
          label={t("admin.quota")}
          description={t("admin.quotaHelp")}
          min={1}
          max={5000}
          value={group.quotaPerDay ?? ""}
          data-testid={`quota-${group.id}`}
          onChange={(value) => set({ quotaPerDay: typeof value === "number" ? value : undefined })}
        />
        <NumberInput
          label={t("admin.share")}
          description={t("admin.shareHelp")}
          min={0.25}
          max={4}
          step={0.25}
          value={group.share}
          onChange={(value) => set({ share: typeof value === "number" ? value : 1 })}
        />
        <Hours group={group} set={set} />
      </div>
    </div>
  );
}

const PERIOD = /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/;

/** `07:00-11:15, 13:00-16:15`; empty: the office's hours. */
function Hours({ group, set }: { group: ServiceGroup; set: (part: Partial<ServiceGroup>) => void }) {
  const { t } = useTexts();
  const [typed, setTyped] = useState((group.hours ?? []).map(({ from, to }) => `${from}-${to}`).join(", "));
  const periods = typed
    .split(",")
    .map((period) => period.replace(/\s/g, ""))
    .filter((period) => period !== "");
  const wrong = periods.some((period) => !PERIOD.test(period));
  return (
    <TextInput
      label={t("admin.hours")}
      description={t("admin.hoursHelp")}
      placeholder="07:00-11:15, 13:00-16:15"
      value={typed}
      error={wrong ? t("admin.hoursWrong") : undefined}
      data-testid={`hours-${group.id}`}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => {
        if (wrong) return;
        const hours = periods.map((period) => {
          const [from = "", to = ""] = period.split("-");
          return { from, to };
        });
        set({ hours: hours.length === 0 ? undefined : hours });
      }}
    />
  );
}
