import { resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type Calendar, queueRulesSchema, type ServiceGroup } from "../../../contract/catalogue.ts";
import { loadCatalogue } from "../catalogue/load.ts";
import { arrival, slotsOf } from "./slots.rules.ts";

let calendar: Calendar;
let group: ServiceGroup;
beforeAll(async () => {
  const { catalogue } = await loadCatalogue(resolve(import.meta.dirname, "../../../data/phu-ninh"));
  calendar = catalogue.calendar;
  group = {
    ...(catalogue.serviceGroups[0] as ServiceGroup),
    hours: [
      { from: "07:30", to: "09:10" },
      { from: "13:30", to: "14:30" },
    ],
    appointments: { slotMinutes: 30, perSlot: 2 },
  };
});

const utc = (wall: string) => new Date(Date.parse(`${wall}Z`) - 7 * 3_600_000).toISOString();
const clocks = (day: string, now: string, booked: string[] = []) =>
  slotsOf(group, calendar, day, booked, utc(now)).map(
    ({ slot, left }) => `${new Date(Date.parse(slot) + 7 * 3_600_000).toISOString().slice(11, 16)} ${left}`,
  );

describe("the slots of a day", () => {
  it("are whole ones within the group's hours", () => {
    expect(clocks("2026-11-25", "2026-11-24T10:00:00")).toEqual([
      "07:30 2",
      "08:00 2",
      "08:30 2",
      "13:30 2",
      "14:00 2",
    ]);
  });

  it("are none that has begun, and have fewer places when some are booked", () => {
    const booked = [utc("2026-11-24T13:30:00"), utc("2026-11-24T13:30:00"), utc("2026-11-24T14:00:00")];
    expect(clocks("2026-11-24", "2026-11-24T08:30:00", booked)).toEqual(["13:30 0", "14:00 1"]);
  });

  it("are none on a day off, nor where the group takes no appointments", () => {
    expect(clocks("2026-11-28", "2026-11-24T08:30:00")).toEqual([]);
    const { appointments: _none, ...without } = group;
    expect(slotsOf(without, calendar, "2026-11-25", [], utc("2026-11-24T08:00:00"))).toEqual([]);
  });
});

describe("one who comes with an appointment", () => {
  const rules = queueRulesSchema.parse({
    priorityLeadMinutes: 20,
    appointmentLeadMinutes: 15,
    appointmentGraceMinutes: 10,
  });
  const slot = "2026-11-24T02:00:00.000Z";

  it.each([
    ["2026-11-24T00:59:59.999Z", { kind: "early" }],
    ["2026-11-23T02:00:00.000Z", { kind: "early" }],
    ["2026-11-24T01:00:00.000Z", { kind: "inTime", queuedFrom: "2026-11-24T01:45:00.000Z" }],
    ["2026-11-24T02:10:00.000Z", { kind: "inTime", queuedFrom: "2026-11-24T01:45:00.000Z" }],
    ["2026-11-24T02:10:00.001Z", { kind: "late" }],
  ] as const)("at %s is %j", (now, expected) => {
    expect(arrival(slot, now, rules)).toEqual(expected);
  });
});
