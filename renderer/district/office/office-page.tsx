import { Button, Tabs } from "@mantine/core";
import { useEffect } from "react";
import { CataloguePanel } from "../../ui/catalogue/catalogue-panel.tsx";
import { momentOf } from "../../ui/format.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { goTo, useRoute } from "../route.ts";
import { FailureLine } from "../ui/failure-line.tsx";
import { Loading } from "../ui/loading.tsx";
import { CalendarPanel } from "./calendar-panel.tsx";
import { changeCount } from "./changes.ts";
import { HistoryPanel } from "./history-panel.tsx";
import "./office.css";
import { PublishPanel } from "./publish-panel.tsx";
import { StaffPanel } from "./staff-panel.tsx";
import { StationsPanel } from "./stations-panel.tsx";
import { useOffice } from "./store.ts";

const tabs = ["procedures", "calendar", "staff", "publish", "stations", "history"] as const;
type TabId = (typeof tabs)[number];

const panels: Record<TabId, () => React.JSX.Element> = {
  procedures: CataloguePanel,
  calendar: CalendarPanel,
  staff: StaffPanel,
  publish: PublishPanel,
  stations: StationsPanel,
  history: HistoryPanel,
};

/** The node's office (*danh mục, lịch làm việc, cán bộ*): changed as a draft, published to the stations. */
export default function OfficePage() {
  const { t, language } = useTexts();
  const [, wanted] = useRoute();
  const tab = tabs.find((id) => id === wanted) ?? "procedures";
  const { overview, failure, read } = useOffice();
  useEffect(() => {
    void read();
  }, [read]);
  const count = overview === null ? 0 : changeCount(overview.changes);
  const Panel = panels[tab];
  return (
    <main className="page office" data-testid="office">
      <header className="page-head">
        <h1>{t("districtWeb.area.office")}</h1>
        {overview === null ? null : (
          <span className="office-state" data-testid="office-state" data-draft={count}>
            {t("districtWeb.office.inForce", {
              version: overview.inForce.version,
              time: momentOf(overview.inForce.at, language),
            })}
          </span>
        )}
        {count === 0 || tab === "publish" ? null : (
          <Button data-testid="office-review" onClick={() => goTo("office", "publish")}>
            {t("districtWeb.office.review", { count })}
          </Button>
        )}
      </header>
      <FailureLine failure={failure} />
      <Tabs value={tab} onChange={(id) => goTo("office", id ?? "procedures")} keepMounted={false}>
        <Tabs.List mb="md">
          {tabs.map((id) => (
            <Tabs.Tab key={id} value={id} data-testid={`office-tab-${id}`}>
              {t(`districtWeb.office.tab.${id}`)}
              {id === "publish" && count > 0 ? <b className="office-count">{count}</b> : null}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab}>{overview === null ? <Loading failure={failure} /> : <Panel />}</Tabs.Panel>
      </Tabs>
    </main>
  );
}
