import { Button, NativeSelect } from "@mantine/core";
import { useEffect, useState } from "react";
import {
  type WorkItem,
  type WorkList,
  workListSchema,
  workLists,
} from "../../../contract/district-workbench.ts";
import type { Unit } from "../../../contract/dossier-desk.ts";
import { useUnitTitle } from "../../ui/dossier/wording.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { district } from "../client.ts";
import { goTo, useRoute } from "../route.ts";
import { FailureLine } from "../ui/failure-line.tsx";
import { isAsking } from "../ui/is-asking.ts";
import { Loading } from "../ui/loading.tsx";
import { useAltKey } from "../ui/use-alt-key.ts";
import { useLoaded } from "../ui/use-loaded.ts";
import { HandOverDialog } from "./hand-over-dialog.tsx";
import { HandoverLists } from "./handover-lists.tsx";
import { usePlaces } from "./places.ts";
import { SearchField } from "./search-field.tsx";
import { WorkTable } from "./work-table.tsx";

const REFRESH_SECONDS = 30;

/** What waits: the lists on the left with how long they are, the chosen one beside them. */
export function WorkPage({ mine, receivers }: { mine: readonly string[]; receivers: readonly Unit[] }) {
  const { t } = useTexts();
  const unitTitle = useUnitTitle();
  const [, wanted] = useRoute();
  const [unit, setUnit] = useState("");
  const [counts, setCounts] = useState<Partial<Record<WorkList, number>>>({});
  const list = chosen(wanted, counts);
  const work = useLoaded(
    () => district.workbench.work({ list, unit: unit === "" ? null : unit }),
    `${list} ${unit}`,
    REFRESH_SECONDS,
  );
  useEffect(() => {
    if (work.data !== null) setCounts(work.data.counts);
  }, [work.data]);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was ticked belongs to the list it was ticked in
  useEffect(() => setTicked(new Set()), [list, unit]);
  const [giving, setGiving] = useState<readonly WorkItem[] | null>(null);
  useEffect(() => usePlaces.setState({ last: ["workbench", list] }), [list]);
  const items = work.data?.items ?? [];
  const going = items.filter(({ id }) => ticked.has(id));
  const canGive = list !== "toTake" && list !== "givenAway";
  const give = () => {
    if (canGive && going.length > 0) setGiving(going);
  };
  useListKeys();
  useAltKey("G", give);
  return (
    <main className="work" data-testid="workbench">
      <aside className="work-side">
        {mine.length > 1 ? (
          <NativeSelect
            size="md"
            label={t("districtWeb.work.unit")}
            value={unit}
            data-testid="work-unit"
            data={[
              { value: "", label: t("districtWeb.work.allUnits") },
              ...mine.map((id) => ({ value: id, label: unitTitle(id) })),
            ]}
            onChange={(event) => setUnit(event.currentTarget.value)}
          />
        ) : (
          <p className="work-title">{mine[0] === undefined ? "" : unitTitle(mine[0])}</p>
        )}
        <nav aria-label={t("districtWeb.work.lists")}>
          {workLists.map((name, index) => (
            <button
              key={name}
              type="button"
              className="work-list"
              aria-current={name === list}
              data-part={parts.has(name)}
              data-testid={`list-${name}`}
              onClick={() => goTo("workbench", name)}
            >
              <span>{t(`districtWeb.work.list.${name}`)}</span>
              <b data-loud={loud[name]} data-some={(counts[name] ?? 0) > 0}>
                {counts[name] ?? ""}
              </b>
              <kbd>{index + 1}</kbd>
            </button>
          ))}
        </nav>
      </aside>
      <section className="work-main" aria-labelledby="work-heading">
        <header className="work-head">
          <h1 id="work-heading">{t(`districtWeb.work.list.${list}`)}</h1>
          <SearchField works />
        </header>
        <FailureLine failure={work.failure} />
        {work.data === null ? <Loading failure={work.failure} /> : null}
        {work.data !== null && items.length === 0 ? (
          <p className="work-none" data-testid="work-none">
            {t(`districtWeb.work.none.${list}`)}
          </p>
        ) : null}
        {list === "toTake" ? (
          <HandoverLists items={items} onDone={() => void work.reload()} />
        ) : items.length === 0 ? null : (
          <WorkTable
            items={items}
            list={list}
            showUnit={mine.length > 1 && unit === ""}
            ticked={canGive ? ticked : null}
            onTick={setTicked}
          />
        )}
        {canGive && items.length > 0 ? (
          <footer className="work-foot">
            <span>{t("districtWeb.work.ticked", { count: going.length })}</span>
            <Button
              size="md"
              disabled={going.length === 0}
              data-testid="give-ticked"
              rightSection={<kbd>Alt G</kbd>}
              onClick={give}
            >
              {t("districtWeb.work.handOver")}
            </Button>
          </footer>
        ) : null}
      </section>
      {giving === null ? null : (
        <HandOverDialog
          items={giving}
          to={receivers}
          onClose={(given) => {
            setGiving(null);
            if (!given) return;
            setTicked(new Set());
            void work.reload();
          }}
        />
      )}
    </main>
  );
}

/** Whoever begins begins with what is to be signed for, if there is anything. */
function chosen(wanted: string | undefined, counts: Partial<Record<WorkList, number>>): WorkList {
  return workListSchema.catch(counts.toTake === 0 ? "inProcess" : "toTake").parse(wanted);
}

/** Lists that show a part of the one above them. */
const parts: ReadonlySet<WorkList> = new Set(["late", "dueToday", "dueSoon"]);
const loud: Partial<Record<WorkList, "late" | "soon">> = { late: "late", dueToday: "soon", toTake: "soon" };

/** A digit leads to a list, unless something is being typed. */
function useListKeys(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
      const list = /^[1-9]$/.test(event.key) ? workLists[Number(event.key) - 1] : undefined;
      if (list !== undefined) goTo("workbench", list);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  if (isAsking()) return true;
  if (target instanceof HTMLInputElement) return target.type !== "checkbox";
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
