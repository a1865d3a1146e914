import type { StationState, StationTrouble } from "../../../contract/district-supervision.ts";
import type { Language } from "../../../contract/text.ts";
import { momentOf, wholeNumber } from "../../ui/format.ts";
import type { Translate } from "../../ui/i18n/index.ts";

const GIGABYTE = 1024 ** 3;

/** What is wrong and what to do now, in a sentence. */
export function troubleText(
  t: Translate,
  language: Language,
  station: StationState,
  trouble: StationTrouble,
): string {
  const { report, lastSeenAt } = station;
  switch (trouble) {
    case "shared":
      return t("districtWeb.stations.trouble.shared");
    case "silent":
      return lastSeenAt === null
        ? t("districtWeb.stations.trouble.neverSeen")
        : t("districtWeb.stations.trouble.silent", { since: momentOf(lastSeenAt, language) });
    case "backlog":
      return t("districtWeb.stations.trouble.backlog", {
        n: wholeNumber(waitingOf(station), language),
        since: momentOf(report?.waitingSince ?? "", language),
      });
    case "printer":
      return (report?.printers ?? [])
        .filter(({ condition }) => condition !== "ready" && condition !== "unknown")
        .map(({ name, condition }) => `${name}: ${t(`print.condition.${condition}`)}`)
        .join(". ");
    case "disk":
      return t("districtWeb.stations.trouble.disk", { free: freeText(station, language) });
    case "clock":
      return t(clockKey(station), { offset: offsetText(t, language, station.clockAheadMs ?? 0) });
  }
}

function clockKey({ clockAheadMs }: StationState) {
  return (clockAheadMs ?? 0) > 0
    ? ("districtWeb.stations.trouble.clockAhead" as const)
    : ("districtWeb.stations.trouble.clockBehind" as const);
}

/** Events that the station has and the district lacks. */
export function waitingOf({ report, seq, epoch }: StationState): number {
  return report === null || report.epoch !== epoch ? 0 : Math.max(0, report.lastSeq - seq);
}

export function freeText({ report }: StationState, language: Language): string {
  const free = report?.freeDiskBytes ?? null;
  return free === null ? "–" : `${wholeNumber(free / GIGABYTE, language)} GB`;
}

/** How far a clock is off, whichever way, in the unit that says it best. */
export function offsetText(t: Translate, language: Language, ms: number): string {
  const seconds = Math.abs(ms) / 1000;
  if (seconds < 90)
    return t("districtWeb.stations.seconds", { n: wholeNumber(Math.round(seconds), language) });
  if (seconds < 90 * 60)
    return t("districtWeb.stations.minutes", { n: wholeNumber(Math.round(seconds / 60), language) });
  return t("districtWeb.stations.hours", { n: wholeNumber(Math.round(seconds / 3600), language) });
}
