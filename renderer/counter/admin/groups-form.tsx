import { Button, NumberInput, Select, Switch, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { purposeSchema, type ServiceGroup } from "../../../contract/catalogue.ts";
import type { Administration } from "../../../contract/station.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { LocalizedInput } from "../../ui/localized-input.tsx";

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
  const served = new Set(draft.counters.flatMap(({ serviceGroups }) => serviceGroups));
  const taken = new Set(draft.serviceGroups.map((group) => group.letter));
  const letter = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].find((free) => !taken.has(free));
  return (
    <ul className="admin-list">
      {draft.serviceGroups.map((group) => (
        <li key={group.id}>
          <div className="admin-line">
            <b>{group.letter}</b>
            <strong>{own(group.name)}</strong>
            {group.open && !served.has(group.id) ? (
              <span className="admin-warning" data-testid={`unserved-${group.id}`}>
                {t("admin.noCounter")}
              </span>
            ) : null}
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
      {letter === undefined ? null : (
        <li>
          <Button
            variant="light"
            leftSection={<IconPlus size="1em" aria-hidden />}
            data-testid="add-group"
            onClick={() => {
              const id = `group-${letter.toLowerCase()}-${Date.now().toString(36)}`;
              change({ serviceGroups: [...draft.serviceGroups, newGroup(id, letter, t("admin.newGroup"))] });
              setShown(id);
            }}
          >
            {t("admin.addGroup")}
          </Button>
        </li>
      )}
    </ul>
  );
}

/** Closed until everything about it is entered, and a counter serves it. */
function newGroup(id: string, letter: string, name: string): ServiceGroup {
  return {
    id,
    letter,
    name: { vi: name },
    hint: { vi: name },
    icon: "documents",
    open: false,
    purpose: "lodge",
    share: 1,
  };
}

/** No slots where the length is left empty. */
function slotsOf(minutes: number | string, perSlot: number): ServiceGroup["appointments"] {
  return typeof minutes === "number" ? { slotMinutes: minutes, perSlot } : undefined;
}

/** The pictograms that the kiosk has. */
const icons = ["documents", "birth", "house", "land", "business", "social", "result"] as const;

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
      <div className="localized-inputs">
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
      <div className="localized-inputs">
        <Select
          label={t("admin.purpose")}
          description={t("admin.purposeHelp")}
          data={purposeSchema.options.map((value) => ({ value, label: t(`admin.purposeOf.${value}`) }))}
          value={group.purpose}
          allowDeselect={false}
          data-testid={`purpose-${group.id}`}
          onChange={(value) => set({ purpose: purposeSchema.parse(value) })}
        />
        <NumberInput
          label={t("admin.slotMinutes")}
          description={t("admin.slotHelp")}
          min={5}
          max={240}
          value={group.appointments?.slotMinutes ?? ""}
          data-testid={`slot-${group.id}`}
          onChange={(value) => set({ appointments: slotsOf(value, group.appointments?.perSlot ?? 1) })}
        />
        <NumberInput
          label={t("admin.perSlot")}
          description={t("admin.perSlotHelp")}
          min={1}
          max={50}
          disabled={group.appointments === undefined}
          value={group.appointments?.perSlot ?? ""}
          onChange={(value) => {
            const { appointments } = group;
            if (appointments !== undefined && typeof value === "number")
              set({ appointments: { ...appointments, perSlot: value } });
          }}
        />
      </div>
      <div className="localized-inputs">
        <Select
          label={t("admin.icon")}
          data={icons.map((value) => ({ value, label: t(`admin.iconOf.${value}`) }))}
          value={group.icon}
          allowDeselect={false}
          onChange={(value) => set({ icon: value ?? group.icon })}
        />
        <TextInput
          label={t("admin.letter")}
          maxLength={1}
          value={group.letter}
          data-testid={`letter-${group.id}`}
          onChange={(event) => {
            const letter = event.currentTarget.value.toUpperCase();
            if (/^[A-Z]$/.test(letter)) set({ letter });
          }}
        />
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
