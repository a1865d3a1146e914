import type { Calendar } from "../../contract/catalogue.ts";
import type { StationTrouble } from "../../contract/district-supervision.ts";
import type { PrinterCondition } from "../../contract/entities.ts";
import { officeDay } from "../../contract/time.ts";
import { workingDaysAfter } from "../../electron/station/calendar/working-days.rules.ts";
import type { StationHealth } from "../stations/stations.ts";

/** What waits longer than an hour does not only wait for its turn. */
const BACKLOG_MS = 60 * 60 * 1000;
/** A disk fills by some megabytes a day: this is time enough to act. */
const LEAST_FREE_BYTES = 5 * 1024 ** 3;
/** From then on hours on papers and the order of what happened are doubtful. */
const CLOCK_OFF_MS = 2 * 60 * 1000;
/** Longer ago than this nobody counts working days. */
const LONG_SILENT_MS = 30 * 24 * 60 * 60 * 1000;

/** A printer that is nearly out of paper still prints; what nobody knows is not put before a person. */
const printing: readonly PrinterCondition[] = ["ready", "paperNearEnd", "unknown"];

/** What of a station needs a person, the worst first; nothing of one that is revoked. */
export function troublesOf(health: StationHealth, now: string, calendar: Calendar): StationTrouble[] {
  const { report, lastSeenAt, revokedAt, shared, clockAheadMs } = health;
  if (revokedAt !== null) return [];
  const waiting = report?.waitingSince ?? null;
  const found: Record<StationTrouble, boolean> = {
    shared,
    silent: isSilent(lastSeenAt, now, calendar),
    backlog: waiting !== null && Date.parse(now) - Date.parse(waiting) > BACKLOG_MS,
    printer: (report?.printers ?? []).some(({ condition }) => !printing.includes(condition)),
    disk: report?.freeDiskBytes != null && report.freeDiskBytes < LEAST_FREE_BYTES,
    clock: clockAheadMs !== null && Math.abs(clockAheadMs) > CLOCK_OFF_MS,
  };
  return (Object.keys(found) as StationTrouble[]).filter((trouble) => found[trouble]);
}

/** A whole working day has passed without a word of it, or it never said one. */
function isSilent(lastSeenAt: string | null, now: string, calendar: Calendar): boolean {
  if (lastSeenAt === null || Date.parse(now) - Date.parse(lastSeenAt) > LONG_SILENT_MS) return true;
  return workingDaysAfter(officeDay(lastSeenAt), officeDay(now), calendar).length > 1;
}
