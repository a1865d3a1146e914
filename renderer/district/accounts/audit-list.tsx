import { momentOf } from "../../ui/format.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { district } from "../client.ts";
import { FailureLine } from "../ui/failure-line.tsx";
import { useLoaded } from "../ui/use-loaded.ts";

/** What was done on the pages, the latest first. The log of the dossiers is elsewhere: each has its course. */
export function AuditList() {
  const { t, language } = useTexts();
  const audit = useLoaded(() => district.accounts.audit({ before: null }), "");
  return (
    <>
      <FailureLine failure={audit.failure} />
      <div className="table-frame" data-testid="audit">
        <table className="table">
          <thead>
            <tr>
              <th>{t("districtWeb.accounts.at")}</th>
              <th>{t("districtWeb.accounts.by")}</th>
              <th>{t("districtWeb.accounts.what")}</th>
              <th>{t("districtWeb.accounts.detail")}</th>
            </tr>
          </thead>
          <tbody>
            {(audit.data ?? []).map((entry) => (
              <tr key={`${entry.at} ${entry.what} ${entry.detail}`}>
                <td className="moment">{momentOf(entry.at, language)}</td>
                <td>{entry.account ?? t("districtWeb.accounts.atServer")}</td>
                <td>{t(`districtWeb.audit.${entry.what}`)}</td>
                <td>{entry.detail}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
