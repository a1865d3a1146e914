import { IconChevronRight } from "@tabler/icons-react";
import type { ProcedureSummary } from "../../contract/station.ts";
import { useBoard } from "../ui/connection.ts";
import { useTexts } from "../ui/i18n/index.ts";
import "./procedures.css";
import { ScreenFrame } from "./screen-frame.tsx";
import { Scroller } from "./scroller.tsx";
import { useKiosk } from "./store.ts";
import { useProcedures } from "./use-procedures.ts";
import { processingTime } from "./words.ts";

/** What can be done in a group. */
export function ListScreen({ group }: { group: string }) {
  const { t, own } = useTexts();
  const entry = useBoard((state) => state.board?.groups.find((candidate) => candidate.group.id === group));
  const procedures = useProcedures("", group);
  return (
    <ScreenFrame title={entry === undefined ? "" : own(entry.group.name)} hint={t("kiosk.listHint")}>
      <ProcedureList procedures={procedures ?? []} label={t("kiosk.listHint")} />
    </ScreenFrame>
  );
}

/** Procedures as large lines; each leads to its page. */
export function ProcedureList({ procedures, label }: { procedures: ProcedureSummary[]; label: string }) {
  const { t, own } = useTexts();
  const open = useKiosk((state) => state.open);
  return (
    <Scroller label={label}>
      <ul className="kiosk-procedures">
        {procedures.map(({ code, name, field, time }) => (
          <li key={code}>
            <button
              type="button"
              data-testid={`procedure-${code}`}
              onClick={() => open({ kind: "procedure", code })}
            >
              <span>
                <strong>{own(name)}</strong>
                <span>
                  {own(field.name)} · {processingTime(t, time)}
                </span>
              </span>
              <IconChevronRight size="1.6em" stroke={2} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
    </Scroller>
  );
}
