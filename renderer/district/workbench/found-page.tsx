import { useEffect, useRef } from "react";
import { StatusChip } from "../../ui/dossier/status-chip.tsx";
import { useUnitName } from "../../ui/dossier/wording.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { useNow } from "../../ui/use-now.ts";
import { district } from "../client.ts";
import { addressOf, goTo } from "../route.ts";
import { useSession } from "../session.ts";
import { FailureLine } from "../ui/failure-line.tsx";
import { isAsking } from "../ui/is-asking.ts";
import { Loading } from "../ui/loading.tsx";
import { useLoaded } from "../ui/use-loaded.ts";
import { Due } from "./due.tsx";
import { usePlaces } from "./places.ts";
import { useSearch } from "./search.ts";
import { SearchField } from "./search-field.tsx";

/** What was found. One that is found alone is opened at once. */
export function FoundPage() {
  const query = useSearch((state) => state.query);
  const { t } = useTexts();
  const unitName = useUnitName();
  const now = useNow(30_000);
  const works = useSession(({ me }) => me?.role === "officer" || me?.role === "head");
  const found = useLoaded(async () => (query.trim() === "" ? [] : district.workbench.find({ query })), query);
  useEffect(() => {
    if (query !== "") usePlaces.setState({ last: ["workbench", "find"] });
  }, [query]);
  const first = useRef<HTMLAnchorElement>(null);
  const rows = found.data ?? [];
  const only = rows.length === 1 ? rows[0]?.id : undefined;
  useEffect(() => {
    if (only === undefined) return;
    usePlaces.setState({ last: ["workbench"] });
    window.location.replace(addressOf("workbench", "dossier", only));
  }, [only]);
  useEffect(() => {
    if (rows.length > 1) first.current?.focus();
  }, [rows.length]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key === "Escape" && works && !isAsking()) goTo("workbench");
    };
    window.addEventListener("keydown", press, true);
    return () => window.removeEventListener("keydown", press, true);
  }, [works]);
  return (
    <main className="page" data-testid="found">
      <header className="page-head">
        <h1>{t(works ? "districtWeb.work.found" : "districtWeb.work.look")}</h1>
        {works ? (
          <a className="dossier-back" href={addressOf("workbench")}>
            {t("districtWeb.work.back")} <kbd>Esc</kbd>
          </a>
        ) : null}
      </header>
      <SearchField works={works} />
      <FailureLine failure={found.failure} />
      {query !== "" && found.data === null ? <Loading failure={found.failure} /> : null}
      {query === "" ? <p className="work-none">{t("districtWeb.work.lookHelp")}</p> : null}
      {query !== "" && found.data !== null && rows.length === 0 ? (
        <p className="work-none" data-testid="found-none">
          {t("districtWeb.work.foundNone", { query })}
        </p>
      ) : null}
      {rows.length < 2 ? null : (
        <div className="table-frame">
          <table className="table" data-testid="found-table">
            <thead>
              <tr>
                <th>{t("districtWeb.work.dossier")}</th>
                <th>{t("districtWeb.work.applicant")}</th>
                <th>{t("districtWeb.work.where")}</th>
                <th>{t("districtWeb.work.due")}</th>
                <th>{t("districtWeb.work.status")}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row, index) => (
                <tr key={row.id} data-testid={`row-${row.code}`}>
                  <td>
                    <a
                      ref={index === 0 ? first : undefined}
                      className="work-code"
                      href={addressOf("workbench", "dossier", row.id)}
                    >
                      {row.code}
                    </a>
                    <small>{row.procedureName}</small>
                  </td>
                  <td className="work-name">{row.applicantName}</td>
                  <td>{unitName(row.unit)}</td>
                  <td>
                    <Due item={row} now={now} />
                  </td>
                  <td>
                    <StatusChip status={row.status} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </main>
  );
}
