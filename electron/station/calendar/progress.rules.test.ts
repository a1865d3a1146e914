import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { officeCalendar as calendar, instantOf } from "../../../tests/office-calendar.ts";
import { appointment } from "./appointment.rules.ts";
import { punctuality, remainingWorkingDays, warningDays } from "./progress.rules.ts";

const due = instantOf("2026-11-26 17:00");

describe("working days left until due", () => {
  it.each([
    ["2026-11-20 09:00", 4, "Friday before: Monday to Thursday"],
    ["2026-11-21 09:00", 4, "Saturday"],
    ["2026-11-23 23:59", 3, "Monday, late at night"],
    ["2026-11-25 09:00", 1, "the day before"],
    ["2026-11-26 00:00", 0, "the day itself"],
    ["2026-11-26 17:00", 0, "the due minute"],
    ["2026-11-26 17:01", -1, "a minute late"],
    ["2026-11-27 07:00", -1, "the first working day of lateness"],
    ["2026-11-29 12:00", -1, "a weekend adds nothing"],
    ["2026-11-30 09:00", -2, "the second"],
  ])("at %s: %i (%s)", (now, days) => {
    expect(remainingWorkingDays(due, instantOf(now), calendar)).toBe(days);
  });

  it("skips holidays and counts worked Saturdays", () => {
    const at = (wall: string) =>
      remainingWorkingDays(instantOf("2026-09-04 17:00"), instantOf(wall), calendar);
    expect(at("2026-08-28 09:00")).toBe(2);
    expect(at("2026-09-01 09:00")).toBe(2);
    // Saturday 22, five days, Thursday 3, Friday 4.
    expect(at("2026-08-21 09:00")).toBe(8);
  });

  it("only falls as time goes on", () => {
    const minute = fc.integer({
      min: Date.parse("2026-07-01") / 60_000,
      max: Date.parse("2027-03-01") / 60_000,
    });
    const instant = minute.map((minutes) => new Date(minutes * 60_000).toISOString());
    fc.assert(
      fc.property(instant, instant, instant, (received, a, b) => {
        const { dueAt } = appointment({ unit: "workingDays", count: 5 }, received, calendar);
        const [early, late] = a <= b ? [a, b] : [b, a];
        const [before, after] = [
          remainingWorkingDays(dueAt, early, calendar),
          remainingWorkingDays(dueAt, late, calendar),
        ];
        expect(before).toBeGreaterThanOrEqual(after);
        expect(after < 0).toBe(late > dueAt);
      }),
    );
  });
});

describe("warning days", () => {
  it.each([
    ["2026-11-26 17:00", "2026-11-24", "2026-11-25"],
    ["2026-11-30 17:00", "2026-11-26", "2026-11-27"],
    ["2026-02-23 11:30", "2026-02-12", "2026-02-13"],
    ["2026-08-24 17:00", "2026-08-21", "2026-08-22"],
    ["2027-01-04 10:00", "2026-12-30", "2026-12-31"],
  ])("of what is due %s are %s and %s", (dueAt, twoBefore, oneBefore) => {
    expect(warningDays(instantOf(dueAt), calendar)).toEqual({ twoBefore, oneBefore });
  });
});

describe("punctuality", () => {
  it.each([
    ["2026-11-25 16:59", "early"],
    ["2026-11-26 07:30", "onTime"],
    ["2026-11-26 17:00", "onTime"],
    ["2026-11-26 17:00:01", "late"],
    ["2026-11-27 08:00", "late"],
  ])("done at %s: %s", (done, outcome) => {
    expect(punctuality(due, instantOf(done))).toBe(outcome);
  });
});
