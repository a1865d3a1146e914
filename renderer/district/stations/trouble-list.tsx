import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { type StationState, stationTroubles } from "../../../contract/district-supervision.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { troubleText } from "./station-words.ts";

/** The stations that need a person, the worst first, each with what to do; nothing where all is well. */
export function TroubleList({
  stations,
  onNewCode,
  onReplace,
  onRevoke,
}: {
  stations: readonly StationState[];
  onNewCode: (agency: string) => void;
  onReplace: (station: StationState) => void;
  onRevoke: (station: StationState) => void;
}) {
  const { t, language, own } = useTexts();
  if (stations.length === 0) return null;
  const rank = ({ troubles: [worst] }: StationState) =>
    worst === undefined ? 0 : stationTroubles.indexOf(worst);
  return (
    <ul className="troubles" aria-label={t("districtWeb.stations.needsYou")} data-testid="troubles">
      {[...stations]
        .sort((a, b) => rank(a) - rank(b))
        .map((station) => (
          <li key={`${station.station} ${station.epoch}`} data-testid={`trouble-${station.name}`}>
            <IconAlertTriangle size={24} aria-hidden="true" />
            <div>
              <h2>
                {station.name} <small>{own(station.agencyName)}</small>
              </h2>
              {station.troubles.map((trouble) => (
                <p key={trouble} data-trouble={trouble}>
                  {troubleText(t, language, station, trouble)}
                </p>
              ))}
            </div>
            {/* What is out of paper is not helped from here. */}
            {station.troubles.includes("shared") ? (
              <Button variant="default" onClick={() => onNewCode(station.agency)}>
                {t("districtWeb.stations.newCode")}
              </Button>
            ) : station.troubles.includes("silent") ? (
              <>
                <Button variant="default" onClick={() => onReplace(station)}>
                  {t("districtWeb.stations.replace")}
                </Button>
                <Button variant="default" onClick={() => onRevoke(station)}>
                  {t("districtWeb.stations.revoke")}
                </Button>
              </>
            ) : null}
          </li>
        ))}
    </ul>
  );
}
