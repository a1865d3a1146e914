import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import type { StationState, StationTrouble } from "../../../contract/district-supervision.ts";
import { momentOf, wholeNumber } from "../../ui/format.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { freeText, offsetText, waitingOf } from "./station-words.ts";

/** Not heard of for so long, a station that reports once a minute is not on the line. */
const ONLINE_MS = 5 * 60 * 1000;

/** Every station, what needs a person first, revoked ones last. */
export function StationTable({
  stations,
  at,
  onReplace,
  onRevoke,
}: {
  stations: readonly StationState[];
  at: string;
  onReplace: (station: StationState) => void;
  onRevoke: (station: StationState) => void;
}) {
  const { t } = useTexts();
  const rank = ({ revokedAt, troubles }: StationState) =>
    revokedAt !== null ? 2 : troubles.length > 0 ? 0 : 1;
  const sorted = [...stations].sort((a, b) => rank(a) - rank(b) || a.agency.localeCompare(b.agency));
  return (
    <div className="table-frame stations-frame">
      <table className="table" data-testid="station-table">
        <thead>
          <tr>
            <th>{t("districtWeb.stations.column.station")}</th>
            <th>{t("districtWeb.stations.column.seen")}</th>
            <th className="figure">{t("districtWeb.stations.column.waiting")}</th>
            <th>{t("districtWeb.stations.column.printers")}</th>
            <th className="figure">{t("districtWeb.stations.column.disk")}</th>
            <th className="figure">{t("districtWeb.stations.column.clock")}</th>
            <th className="figure">{t("districtWeb.stations.column.stored")}</th>
            <th>{t("districtWeb.stations.column.app")}</th>
            <th>
              <span className="visually-hidden">{t("districtWeb.stations.column.actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((station) => (
            <Row
              key={`${station.station} ${station.epoch}`}
              station={station}
              at={at}
              onReplace={onReplace}
              onRevoke={onRevoke}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({
  station,
  at,
  onReplace,
  onRevoke,
}: {
  station: StationState;
  at: string;
  onReplace: (station: StationState) => void;
  onRevoke: (station: StationState) => void;
}) {
  const { t, language, own } = useTexts();
  const { report, lastSeenAt, revokedAt, clockAheadMs } = station;
  const has = (trouble: StationTrouble) => station.troubles.includes(trouble);
  const online = lastSeenAt !== null && Date.parse(at) - Date.parse(lastSeenAt) < ONLINE_MS;
  const n = (value: number) => wholeNumber(value, language);
  // A PC that was given no name is called like its agency.
  const agency = own(station.agencyName) === station.name ? [] : [own(station.agencyName)];
  const log = station.epoch > 1 ? [t("districtWeb.stations.log", { n: station.epoch })] : [];
  return (
    <tr data-faded={revokedAt !== null} data-testid={`station-${station.name}`}>
      <td>
        <strong>{station.name}</strong>
        <small>{[...agency, ...log].join(" · ")}</small>
      </td>
      <td className="moment">
        {revokedAt !== null ? (
          <Chip>{t("districtWeb.stations.revoked", { at: momentOf(revokedAt, language) })}</Chip>
        ) : online ? (
          <Chip tone="good">{t("districtWeb.stations.online")}</Chip>
        ) : (
          <Chip tone={has("silent") ? "late" : undefined}>
            {lastSeenAt === null ? t("districtWeb.stations.never") : momentOf(lastSeenAt, language)}
          </Chip>
        )}
        {has("shared") ? <Chip tone="late">{t("districtWeb.stations.shared")}</Chip> : null}
      </td>
      <td className="figure">
        {waitingOf(station) === 0 ? (
          "0"
        ) : (
          <Chip tone={has("backlog") ? "late" : "soon"}>{n(waitingOf(station))}</Chip>
        )}
        {(report?.attachmentsWaiting ?? 0) > 0 ? (
          <small>
            {t("districtWeb.stations.files", {
              count: report?.attachmentsWaiting ?? 0,
              n: n(report?.attachmentsWaiting ?? 0),
            })}
          </small>
        ) : null}
      </td>
      <td>
        {(report?.printers ?? []).length === 0
          ? "–"
          : report?.printers.map(({ name, condition }) => (
              <div key={name}>
                {name}{" "}
                {condition === "ready" ? null : (
                  <Chip tone={condition === "paperNearEnd" || condition === "unknown" ? "soon" : "late"}>
                    {t(`print.condition.${condition}`)}
                  </Chip>
                )}
              </div>
            ))}
      </td>
      <td className="figure">
        {has("disk") ? <Chip tone="late">{freeText(station, language)}</Chip> : freeText(station, language)}
      </td>
      <td className="figure">
        {clockAheadMs === null ? "–" : <Clock ms={clockAheadMs} tone={has("clock") ? "late" : undefined} />}
      </td>
      <td className="figure">{n(station.seq)}</td>
      <td>{report?.app ?? "–"}</td>
      <td className="figure">
        {revokedAt !== null ? null : (
          <Menu position="bottom-end" transitionProps={{ duration: 0 }}>
            <Menu.Target>
              <ActionIcon
                variant="subtle"
                size={34}
                aria-label={`${t("districtWeb.stations.column.actions")}: ${station.name}`}
                data-testid={`actions-${station.name}`}
              >
                <IconDots size={20} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item data-testid="replace" onClick={() => onReplace(station)}>
                {t("districtWeb.stations.replace")}
              </Menu.Item>
              <Menu.Item color="brick" data-testid="revoke" onClick={() => onRevoke(station)}>
                {t("districtWeb.stations.revoke")}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </td>
    </tr>
  );
}

function Clock({ ms, tone }: { ms: number; tone: "late" | undefined }) {
  const { t, language } = useTexts();
  const text = Math.abs(ms) < 1000 ? t("districtWeb.stations.clockRight") : offsetText(t, language, ms);
  return tone === undefined ? text : <Chip tone={tone}>{text}</Chip>;
}

function Chip({
  tone,
  children,
}: {
  tone?: "good" | "soon" | "late" | undefined;
  children: React.ReactNode;
}) {
  return (
    <span className="chip" data-tone={tone}>
      {children}
    </span>
  );
}
