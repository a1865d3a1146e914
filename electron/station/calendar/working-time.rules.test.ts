import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { officeCalendar as calendar, instantOf, saturdayMornings } from "../../../tests/office-calendar.ts";
import { addWorkingTime, HOUR_MS, workingTime } from "./working-time.rules.ts";

const hours = (from: string, to: string, of = calendar) =>
  workingTime(instantOf(from), instantOf(to), of) / HOUR_MS;

describe("working time between two instants", () => {
  it.each([
    ["2026-11-23 08:00", "2026-11-23 10:00", 2, "in the morning"],
    ["2026-11-23 11:00", "2026-11-23 13:30", 1, "around lunch"],
    ["2026-11-23 11:30", "2026-11-23 13:00", 0, "lunch"],
    ["2026-11-23 17:00", "2026-11-24 07:30", 0, "a night"],
    ["2026-11-23 00:00", "2026-11-24 00:00", 8, "a day"],
    ["2026-11-27 16:00", "2026-11-30 08:30", 2, "a weekend"],
    ["2026-02-13 16:00", "2026-02-23 08:30", 2, "Tết"],
    ["2026-08-21 16:00", "2026-08-24 08:30", 10, "a worked Saturday"],
    ["2026-12-31 16:00", "2027-01-04 08:30", 2, "New Year"],
    ["2026-11-24 08:00", "2026-11-23 08:00", 0, "backwards"],
  ])("from %s to %s: %d hours (%s)", (from, to, expected) => {
    expect(hours(from, to)).toBe(expected);
  });

  it("knows Saturday mornings", () => {
    expect(hours("2026-11-27 16:00", "2026-11-30 08:30", saturdayMornings)).toBe(6);
  });

  it("adds up, and is what was added", () => {
    const at = fc
      .integer({ min: Date.parse("2024-01-01"), max: Date.parse("2027-06-30") })
      .map((time) => new Date(time).toISOString());
    const ms = fc.integer({ min: 1, max: 200 * HOUR_MS });
    fc.assert(
      fc.property(at, ms, ms, (from, a, b) => {
        const middle = addWorkingTime(from, a, calendar);
        const end = addWorkingTime(middle, b, calendar);
        expect(workingTime(from, middle, calendar)).toBe(a);
        expect(end).toBe(addWorkingTime(from, a + b, calendar));
        expect(workingTime(from, end, calendar)).toBe(a + b);
      }),
    );
  });
});
