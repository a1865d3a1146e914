import { Button, MultiSelect, NumberInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import type { Counter } from "../../../contract/catalogue.ts";
import type { Administration } from "../../../contract/station.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { LocalizedInput } from "../../ui/localized-input.tsx";

/** The counters, and the groups they serve: the first that is named is called first. */
export function CountersForm({
  draft,
  change,
}: {
  draft: Administration;
  change: (part: Partial<Administration>) => void;
}) {
  const { t, own } = useTexts();
  const groups = draft.serviceGroups.map((group) => ({
    value: group.id,
    label: `${group.letter} · ${own(group.name)}`,
  }));
  const set = (id: string, part: Partial<Counter>) =>
    change({
      counters: draft.counters.map((counter) => (counter.id === id ? { ...counter, ...part } : counter)),
    });
  const add = () => {
    const number = draft.counters.reduce((last, counter) => Math.max(last, counter.number), 0) + 1;
    change({
      counters: [
        ...draft.counters,
        {
          id: String(number),
          number,
          name: { vi: t("counter.number", { n: number }) },
          serviceGroups: groups.map(({ value }) => value),
        },
      ],
    });
  };
  return (
    <ul className="admin-list">
      {draft.counters.map((counter) => (
        <li key={counter.id}>
          <div className="admin-line">
            <NumberInput
              label={t("admin.counterNumber")}
              min={1}
              max={99}
              value={counter.number}
              onChange={(value) =>
                set(counter.id, { number: typeof value === "number" ? value : counter.number })
              }
            />
            <MultiSelect
              className="admin-grow"
              label={t("admin.servedGroups")}
              data={groups}
              value={counter.serviceGroups}
              hidePickedOptions
              onChange={(serviceGroups) => set(counter.id, { serviceGroups })}
            />
            <Button
              variant="subtle"
              color="brick"
              leftSection={<IconTrash size="1em" aria-hidden />}
              data-testid={`remove-counter-${counter.id}`}
              onClick={() => change({ counters: draft.counters.filter(({ id }) => id !== counter.id) })}
            >
              {t("admin.remove")}
            </Button>
          </div>
          <LocalizedInput
            name={`counter-${counter.id}`}
            label={t("admin.name")}
            value={counter.name}
            onChange={(name) => set(counter.id, { name })}
          />
        </li>
      ))}
      <li>
        <Button
          variant="light"
          leftSection={<IconPlus size="1em" aria-hidden />}
          data-testid="add-counter"
          onClick={add}
        >
          {t("admin.addCounter")}
        </Button>
      </li>
    </ul>
  );
}
