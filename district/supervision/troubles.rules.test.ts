import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Calendar } from "../../contract/catalogue.ts";
import type { StationReport } from "../../contract/district.ts";
import { officeInstant } from "../../contract/time.ts";
import { loadCatalogue } from "../../electron/station/catalogue/load.ts";
import type { StationHealth } from "../stations/stations.ts";
import { troublesOf } from "./troubles.rules.ts";

let calendar: Calendar;
beforeAll(async () => {
  ({ calendar } = (await loadCatalogue(join(import.meta.dirname, "../../data/phu-ninh"))).catalogue);
});

const at = (wall: string) => officeInstant(wall.slice(0, 10), wall.slice(11));
/** A Tuesday. */
const NOW = "2026-11-24 09:00";

function station(report: Partial<StationReport> = {}, change: Partial<StationHealth> = {}): StationHealth {
  return {
    station: "0b0e4f0a-0000-4000-8000-000000000001",
    epoch: 1,
    name: "Quầy 1",
    agency: "000.01.33.H44",
    seq: 10,
    lastSeenAt: at(NOW),
    revokedAt: null,
    clockAheadMs: 100,
    report: {
      app: "0.1.0",
      epoch: 1,
      lastSeq: 10,
      waitingSince: null,
      attachmentsWaiting: 0,
      printers: [{ name: "Máy in nhiệt", condition: "ready" }],
      freeDiskBytes: 80 * 1024 ** 3,
      clockAheadMs: 100,
      ...report,
    },
    shared: false,
    ...change,
  };
}
const troubles = (of: StationHealth, now = NOW) => troublesOf(of, at(now), calendar);

describe("a station that works", () => {
  it("needs nobody", () => {
    expect(troubles(station())).toEqual([]);
    expect(troubles(station({ printers: [{ name: "Máy in", condition: "paperNearEnd" }] }))).toEqual([]);
    expect(troubles(station({ waitingSince: at("2026-11-24 08:30") }))).toEqual([]);
  });

  it("may be off over night and over a weekend", () => {
    const friday = station({}, { lastSeenAt: at("2026-11-20 16:55") });
    expect(troubles(friday, "2026-11-23 16:00")).toEqual([]);
    expect(troubles(friday, "2026-11-24 08:00")).toEqual(["silent"]);
  });
});

describe("a station that needs a person", () => {
  it("says all that is wrong, the worst first", () => {
    const bad = station(
      {
        waitingSince: at("2026-11-24 07:00"),
        printers: [{ name: "Máy in", condition: "offline" }],
        freeDiskBytes: 1024 ** 3,
      },
      { shared: true, clockAheadMs: -180_000, lastSeenAt: null },
    );
    expect(troubles(bad)).toEqual(["shared", "silent", "backlog", "printer", "disk", "clock"]);
    expect(troubles({ ...bad, revokedAt: at("2026-11-24 08:00") })).toEqual([]);
  });

  it("is silent after years in which nobody knows the holidays", () => {
    expect(troubles(station({}, { lastSeenAt: at("2019-01-02 08:00") }))).toEqual(["silent"]);
  });
});
