import { Button } from "@mantine/core";
import { momentOf } from "../../ui/format.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { district } from "../client.ts";
import { goTo } from "../route.ts";
import { forgetCatalogue, useOffice } from "./store.ts";

/** Who published what when, and the way back: an earlier version becomes the draft. */
export function HistoryPanel() {
  const { t, own, language } = useTexts();
  const { overview, busy, work } = useOffice();
  if (overview === null) return <span />;
  const audienceOf = (audience: string | null) => {
    if (audience === null) return t("districtWeb.office.nobody");
    if (audience === "all") return t("districtWeb.office.everybody");
    const agency = overview.agencies.find(({ code }) => code === audience);
    return agency === undefined ? audience : own(agency.name);
  };
  const takeUp = async (version: number) => {
    if (!(await work(() => district.office.takeUp({ version })))) return;
    forgetCatalogue();
    goTo("office", "publish");
  };
  return (
    <section className="table-frame">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t("districtWeb.office.version")}</th>
            <th scope="col">{t("districtWeb.office.at")}</th>
            <th scope="col">{t("districtWeb.office.by")}</th>
            <th scope="col">{t("districtWeb.office.audience")}</th>
            <th scope="col">{t("districtWeb.office.note")}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {overview.history.map(({ version, at, account, audience, note }) => (
            <tr key={version} data-testid={`version-${version}`}>
              <td>
                <strong>{version}</strong>
              </td>
              <td className="moment">{momentOf(at, language)}</td>
              <td>{account === "import" ? t("districtWeb.office.imported") : account}</td>
              <td>{audienceOf(audience)}</td>
              <td>{note}</td>
              <td className="figure">
                {version === overview.inForce.version ? (
                  <span className="chip" data-tone="good">
                    {t("districtWeb.office.isInForce")}
                  </span>
                ) : (
                  <Button
                    variant="light"
                    size="compact-md"
                    loading={busy}
                    data-testid={`take-up-${version}`}
                    onClick={() => void takeUp(version)}
                  >
                    {t("districtWeb.office.takeUp")}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
