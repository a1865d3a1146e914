import { Checkbox } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { WorkItem, WorkList } from "../../../contract/district-workbench.ts";
import { StatusChip } from "../../ui/dossier/status-chip.tsx";
import { useUnitTitle } from "../../ui/dossier/wording.ts";
import { momentOf } from "../../ui/format.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { useNow } from "../../ui/use-now.ts";
import { addressOf } from "../route.ts";
import { Due } from "./due.tsx";
import { usePlaces } from "./places.ts";

/** One list, what is most urgent first. Arrows go from line to line, Enter opens, the space bar ticks. */
export function WorkTable({
  items,
  list,
  showUnit,
  ticked,
  onTick,
}: {
  items: readonly WorkItem[];
  list: WorkList;
  showUnit: boolean;
  /** Null where nothing can be given away. */
  ticked: ReadonlySet<string> | null;
  onTick: (ticked: ReadonlySet<string>) => void;
}) {
  const { t, language } = useTexts();
  const unitTitle = useUnitTitle();
  const now = useNow(30_000);
  const body = useRef<HTMLTableSectionElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list is read from its beginning
  useEffect(() => {
    if (document.activeElement === document.body || document.activeElement?.closest(".work-side") !== null)
      lineOf(body.current, usePlaces.getState().opened)?.focus();
  }, [list]);
  const toggle = (id: string) => {
    if (ticked === null) return;
    const next = new Set(ticked);
    if (!next.delete(id)) next.add(id);
    onTick(next);
  };
  const press = (event: React.KeyboardEvent) => {
    const links = [...(body.current?.querySelectorAll<HTMLElement>("a.work-code") ?? [])];
    const row = (event.target as HTMLElement).closest("tr");
    const at = links.findIndex((link) => row?.contains(link) === true);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      links[at + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
    } else if (event.key === " " && !(event.target instanceof HTMLInputElement)) {
      event.preventDefault();
      const item = items[at];
      if (item !== undefined) toggle(item.id);
    }
  };
  const all = ticked !== null && items.length > 0 && items.every(({ id }) => ticked.has(id));
  return (
    <div className="table-frame">
      <table className="table work-table" onKeyDown={press} data-testid="work-table">
        <thead>
          <tr>
            {ticked === null ? null : (
              <th className="work-tick">
                <Checkbox
                  aria-label={t("districtWeb.work.tickAll")}
                  checked={all}
                  indeterminate={!all && ticked.size > 0}
                  data-testid="tick-all"
                  onChange={() => onTick(all ? new Set() : new Set(items.map(({ id }) => id)))}
                />
              </th>
            )}
            <th>{t("districtWeb.work.dossier")}</th>
            <th>{t("districtWeb.work.applicant")}</th>
            {showUnit ? <th>{t("districtWeb.work.unit")}</th> : null}
            <th>{t("districtWeb.work.due")}</th>
            <th>{t("districtWeb.work.status")}</th>
          </tr>
        </thead>
        <tbody ref={body}>
          {items.map((item) => {
            return (
              <tr key={item.id} data-testid={`row-${item.code}`}>
                {ticked === null ? null : (
                  <td className="work-tick">
                    <Checkbox
                      aria-label={t("districtWeb.work.tick", { code: item.code })}
                      checked={ticked.has(item.id)}
                      data-testid={`tick-${item.code}`}
                      onChange={() => toggle(item.id)}
                    />
                  </td>
                )}
                <td>
                  <a
                    className="work-code"
                    data-dossier={item.id}
                    href={addressOf("workbench", "dossier", item.id)}
                  >
                    {item.code}
                  </a>
                  <small>{item.procedureName}</small>
                </td>
                <td className="work-name">{item.applicantName}</td>
                {showUnit ? <td>{unitTitle(item.unit)}</td> : null}
                <td>
                  <Due item={item} now={now} />
                </td>
                <td>
                  <StatusChip status={item.status} />
                  {item.passing === null ? null : (
                    <small>
                      {t("districtWeb.work.onWay", {
                        unit: unitTitle(item.passing.to),
                        number: item.passing.number,
                        time: momentOf(item.passing.givenAt, language),
                      })}
                    </small>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** The line of a dossier, or the first. */
function lineOf(body: HTMLElement | null, dossier: string | null): HTMLElement | null {
  const lines = [...(body?.querySelectorAll<HTMLElement>("a[data-dossier]") ?? [])];
  return lines.find((line) => line.dataset.dossier === dossier) ?? lines[0] ?? null;
}
