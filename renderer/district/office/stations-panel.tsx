import { useEffect } from "react";
import type { OfficeStation } from "../../../contract/district-office.ts";
import { momentOf } from "../../ui/format.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { useOffice } from "./store.ts";

const LOOK_AGAIN_MS = 10_000;

/** Who has which version already (*máy nào đã áp dụng*). */
export function StationsPanel() {
  const { t, own, language } = useTexts();
  const { overview, read } = useOffice();
  useEffect(() => {
    const timer = setInterval(() => void read(), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [read]);
  if (overview === null) return <span />;
  const { stations, agencies } = overview;
  if (stations.length === 0) return <p className="page-empty">{t("districtWeb.office.noStations")}</p>;
  const nameOf = (code: string) => {
    const agency = agencies.find((entry) => entry.code === code);
    return agency === undefined ? code : own(agency.name);
  };
  const have = stations.filter((station) => stateOf(station) === "has").length;
  return (
    <>
      <p className="office-help" data-testid="stations-count">
        {t("districtWeb.office.have", { have, all: stations.length })}
      </p>
      <section className="table-frame">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t("districtWeb.office.station")}</th>
              <th scope="col">{t("districtWeb.office.agency")}</th>
              <th scope="col">{t("districtWeb.office.version")}</th>
              <th scope="col">{t("districtWeb.office.lastSeen")}</th>
            </tr>
          </thead>
          <tbody>
            {stations.map((station) => (
              <tr key={station.station} data-testid="office-station" data-state={stateOf(station)}>
                <td>
                  <strong>{station.name}</strong>
                </td>
                <td>{nameOf(station.agency)}</td>
                <td>
                  <StationVersion station={station} />
                </td>
                <td className="moment">
                  {station.lastSeenAt === null
                    ? t("districtWeb.office.never")
                    : momentOf(station.lastSeenAt, language)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

const tones = { has: "good", waits: "soon", refused: "late", none: "active" } as const;

function StationVersion({ station }: { station: OfficeStation }) {
  const { t } = useTexts();
  const { wanted, report } = station;
  const state = stateOf(station);
  return (
    <>
      <span className="chip" data-tone={tones[state]}>
        {t(`districtWeb.office.stationState.${state}`, { version: report?.version ?? wanted ?? 0 })}
      </span>
      {state === "waits" ? <small>{t("districtWeb.office.waitsFor", { version: wanted ?? 0 })}</small> : null}
      {state === "refused" && report?.refused != null ? (
        <small>
          {t("districtWeb.office.refusedWhy", {
            version: report.refused.version,
            path: report.refused.path,
            reason: report.refused.reason,
          })}
        </small>
      ) : null}
    </>
  );
}

function stateOf({ wanted, report }: OfficeStation): keyof typeof tones {
  if (wanted === null) return "none";
  if (report?.refused?.version === wanted) return "refused";
  return (report?.version ?? 0) >= wanted ? "has" : "waits";
}
