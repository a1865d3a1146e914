import { resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Catalogue, ServiceGroup } from "../../../contract/catalogue.ts";
import { loadCatalogue } from "../catalogue/load.ts";
import { nextOpeningChange, openingOf } from "./opening.rules.ts";

let catalogue: Catalogue;
let group: ServiceGroup;
beforeAll(async () => {
  catalogue = (await loadCatalogue(resolve(import.meta.dirname, "../../../data/phu-ninh"))).catalogue;
  group = {
    ...(catalogue.serviceGroups[0] as ServiceGroup),
    hours: [
      { from: "07:00", to: "11:15" },
      { from: "13:00", to: "16:15" },
    ],
  };
});

/** The opening at a wall-clock time of the office. */
function at(wall: string, change: Partial<ServiceGroup> = {}, issued = 0, anyHour = false) {
  const now = new Date(Date.parse(`${wall}Z`) - 7 * 3_600_000).toISOString();
  return openingOf({
    group: { ...group, ...change },
    rules: catalogue.office.queue,
    calendar: catalogue.calendar,
    issued,
    anyHour,
    now,
  });
}
const utc = (wall: string) => new Date(Date.parse(`${wall}Z`) - 7 * 3_600_000).toISOString();

describe("a group of services", () => {
  it("opens and closes on the exact minute", () => {
    expect(at("2026-11-23T06:59:59.999")).toEqual({
      state: "closed",
      reason: "hours",
      opensAt: utc("2026-11-23T07:00:00"),
    });
    expect(at("2026-11-23T07:00:00.000")).toEqual({
      state: "open",
      closesAt: utc("2026-11-23T11:15:00"),
      left: null,
    });
    expect(at("2026-11-23T11:14:59.999").state).toBe("open");
    expect(at("2026-11-23T11:15:00.000")).toEqual({
      state: "closed",
      reason: "hours",
      opensAt: utc("2026-11-23T13:00:00"),
    });
  });

  it("says in the evening, before a weekend and before a holiday when it opens again", () => {
    expect(at("2026-11-23T18:00:00")).toMatchObject({ opensAt: utc("2026-11-24T07:00:00") });
    expect(at("2026-11-27T18:00:00")).toMatchObject({ opensAt: utc("2026-11-30T07:00:00") });
    expect(at("2026-11-28T09:00:00")).toMatchObject({ state: "closed", reason: "dayOff" });
    const tet = at("2026-02-17T09:00:00");
    expect(tet).toMatchObject({ state: "closed", reason: "dayOff" });
    expect(tet.state === "closed" && (tet.opensAt ?? "") > utc("2026-02-20T00:00:00")).toBe(true);
  });

  it("has the office's hours where it has none of its own, less what the office keeps to finish the queue", () => {
    const office = at("2026-11-23T09:00:00", { hours: undefined });
    const closing = (catalogue.calendar.week[0][0]?.to ?? "") as string;
    expect(office).toMatchObject({
      closesAt: new Date(
        Date.parse(utc(`2026-11-23T${closing}:00`)) - catalogue.office.queue.closesBeforeMinutes * 60_000,
      ).toISOString(),
    });
  });

  it("closes when the day's quota is given out, and opens again on the next working day", () => {
    expect(at("2026-11-23T09:00:00", { quotaPerDay: 100 }, 99)).toMatchObject({ state: "open", left: 1 });
    expect(at("2026-11-23T09:00:00", { quotaPerDay: 100 }, 100)).toEqual({
      state: "closed",
      reason: "quota",
      opensAt: utc("2026-11-24T07:00:00"),
    });
  });

  it("stays closed where the office closed it, at any hour", () => {
    expect(at("2026-11-23T09:00:00", { open: false }, 0, true)).toMatchObject({ reason: "office" });
  });

  it("is open at any hour on a PC for practice, but keeps its quota", () => {
    expect(at("2026-11-29T03:00:00", {}, 0, true)).toEqual({ state: "open", closesAt: null, left: null });
    expect(at("2026-11-29T03:00:00", { quotaPerDay: 1 }, 1, true)).toMatchObject({ reason: "quota" });
  });

  it("works by the ordinary week where the calendar has no such year", () => {
    expect(at("2036-01-02T09:00:00").state).toBe("open");
  });
});

describe("the next change", () => {
  it("is the first of all groups'", () => {
    expect(
      nextOpeningChange([
        { state: "open", closesAt: "2026-11-23T04:15:00.000Z", left: null },
        { state: "closed", reason: "hours", opensAt: "2026-11-23T03:00:00.000Z" },
        { state: "closed", reason: "office", opensAt: null },
      ]),
    ).toBe("2026-11-23T03:00:00.000Z");
    expect(nextOpeningChange([{ state: "open", closesAt: null, left: null }])).toBeNull();
  });
});
