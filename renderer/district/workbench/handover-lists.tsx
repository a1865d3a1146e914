import { Button } from "@mantine/core";
import { useState } from "react";
import type { WorkItem } from "../../../contract/district-workbench.ts";
import { useUnitTitle } from "../../ui/dossier/wording.ts";
import { momentOf } from "../../ui/format.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { addressOf } from "../route.ts";
import { type HandoverList, listsOf } from "./handovers.rules.ts";
import { TakeOverDialog } from "./take-over-dialog.tsx";

/** Hand-over lists that wait for a signature here (*phiếu giao nhận*), the oldest first. */
export function HandoverLists({ items, onDone }: { items: readonly WorkItem[]; onDone: () => void }) {
  const { t, language } = useTexts();
  const unitTitle = useUnitTitle();
  const [open, setOpen] = useState<HandoverList | null>(null);
  const lists = listsOf(items);
  return (
    <div className="lists">
      {lists.map((list, index) => (
        <section
          key={list.passing.handover}
          className="card list-card"
          data-testid={`handover-${list.passing.number}`}
        >
          <header>
            <div>
              <h2>{t("districtWeb.work.listNumber", { number: list.passing.number })}</h2>
              <p>
                {unitTitle(list.passing.from)} → {unitTitle(list.passing.to)} ·{" "}
                {t("districtWeb.work.givenBy", {
                  name: list.passing.givenBy.name,
                  time: momentOf(list.passing.givenAt, language),
                })}
              </p>
            </div>
            <Button
              size="md"
              autoFocus={index === 0}
              data-testid={`sign-${list.passing.number}`}
              onClick={() => setOpen(list)}
            >
              {t("districtWeb.work.sign", { count: list.items.length })}
            </Button>
          </header>
          <ul>
            {list.items.map((item) => (
              <li key={item.id}>
                <a className="work-code" href={addressOf("workbench", "dossier", item.id)}>
                  {item.code}
                </a>
                <span>{item.applicantName}</span>
                <small>{item.procedureName}</small>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {open === null ? null : (
        <TakeOverDialog
          list={open}
          onClose={(done) => {
            setOpen(null);
            if (done) onDone();
          }}
        />
      )}
    </div>
  );
}
