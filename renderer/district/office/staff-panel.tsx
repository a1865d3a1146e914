import { Button, Select, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { Staff } from "../../../contract/catalogue.ts";
import { foldText } from "../../../contract/text.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { district } from "../client.ts";
import { FailureLine } from "../ui/failure-line.tsx";
import { useLoaded } from "../ui/use-loaded.ts";
import { useOffice } from "./store.ts";

const roles = ["clerk", "officer", "head", "admin"] as const;

/** Who works at the counters of the node's own agency (*cán bộ*). PINs are the stations' own. */
export function StaffPanel() {
  const { t, own } = useTexts();
  const { saves, busy, work } = useOffice();
  const loaded = useLoaded(() => district.office.staff(), String(saves));
  const [staff, setStaff] = useState<Staff[] | null>(null);
  const { data } = loaded;
  useEffect(() => {
    if (data !== null) setStaff(data.staff);
  }, [data]);
  if (data === null || staff === null) return <FailureLine failure={loaded.failure} />;
  const changed = JSON.stringify(staff) !== JSON.stringify(data.staff);
  const set = (place: number, part: Partial<Staff>) =>
    setStaff(staff.map((entry, index) => (index === place ? without({ ...entry, ...part }) : entry)));
  const divisions = data.divisions.map(({ id, name }) => ({ value: id, label: own(name) }));
  const isSound = staff.every(({ id, name }) => /^[a-z][a-z0-9.-]*$/.test(id) && name.trim() !== "");
  return (
    <>
      <div className="office-bar">
        <p>{t("districtWeb.office.staffHelp")}</p>
        <Button
          variant="light"
          leftSection={<IconPlus size="1.1em" aria-hidden />}
          data-testid="staff-add"
          onClick={() => setStaff([...staff, { id: "", name: "", title: "Chuyên viên", role: "clerk" }])}
        >
          {t("districtWeb.office.addStaff")}
        </Button>
        <Button
          disabled={!changed || !isSound}
          loading={busy}
          data-testid="staff-save"
          onClick={() => void work(() => district.office.saveStaff({ basedOn: data.basedOn, staff }))}
        >
          {t("districtWeb.office.keep")}
        </Button>
      </div>
      <section className="table-frame">
        <table className="table office-staff">
          <thead>
            <tr>
              {(["name", "id", "title", "role", "division"] as const).map((column) => (
                <th key={column} scope="col">
                  {t(`districtWeb.office.staffColumn.${column}`)}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {staff.map((entry, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: an id is typed letter by letter
              <tr key={place} data-testid={`staff-${entry.id}`}>
                <td>
                  <TextInput
                    aria-label={t("districtWeb.office.staffColumn.name")}
                    value={entry.name}
                    data-testid="staff-name"
                    onChange={(event) => {
                      const name = event.currentTarget.value;
                      // Of one that is new the id follows the given name until it is typed.
                      const isNew = data.staff.every(({ id }) => id !== entry.id);
                      set(place, { name, ...(isNew ? { id: freeId(name, staff, place) } : {}) });
                    }}
                  />
                </td>
                <td>
                  <TextInput
                    aria-label={t("districtWeb.office.staffColumn.id")}
                    value={entry.id}
                    disabled={data.staff.some(({ id }) => id === entry.id)}
                    data-testid="staff-id"
                    onChange={(event) => set(place, { id: event.currentTarget.value.toLowerCase() })}
                  />
                </td>
                <td>
                  <TextInput
                    aria-label={t("districtWeb.office.staffColumn.title")}
                    value={entry.title}
                    onChange={(event) => set(place, { title: event.currentTarget.value })}
                  />
                </td>
                <td>
                  <Select
                    aria-label={t("districtWeb.office.staffColumn.role")}
                    value={entry.role}
                    allowDeselect={false}
                    data={roles.map((role) => ({
                      value: role,
                      label: t(`districtWeb.office.staffRole.${role}`),
                    }))}
                    onChange={(role) =>
                      set(place, { role: roles.find((known) => known === role) ?? entry.role })
                    }
                  />
                </td>
                <td>
                  <Select
                    aria-label={t("districtWeb.office.staffColumn.division")}
                    value={entry.division ?? null}
                    clearable
                    data={divisions}
                    onChange={(division) => set(place, { division: division ?? undefined })}
                  />
                </td>
                <td className="figure">
                  <Button
                    variant="subtle"
                    color="brick"
                    px="xs"
                    aria-label={t("districtWeb.office.removeStaff", { name: entry.name })}
                    data-testid="staff-remove"
                    onClick={() => setStaff(staff.filter((_, index) => index !== place))}
                  >
                    <IconTrash size="1.2em" aria-hidden />
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

/** What is undefined is not there: so it is compared with what was saved. */
function without<T extends object>(entry: T): T {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as T;
}

/** The given name without diacritics, with a number where another has it: `thao`, `thao2`. */
function freeId(name: string, staff: readonly Staff[], place: number): string {
  const given =
    foldText(name)
      .split(" ")
      .at(-1)
      ?.replace(/[^a-z0-9]/g, "") ?? "";
  const taken = new Set(staff.filter((_, index) => index !== place).map(({ id }) => id));
  if (given === "" || !taken.has(given)) return given;
  let number = 2;
  while (taken.has(`${given}${number}`)) number += 1;
  return `${given}${number}`;
}
