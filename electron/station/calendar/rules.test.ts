import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { Calendar, ProcessingTime } from "../../../contract/catalogue.ts";
import { officeDay, officeInstant, officeWallTime } from "../../../contract/time.ts";
import { addDays, appointment, isWorkingDay, workingPeriods } from "./rules.ts";

const hours = [
  { from: "07:30", to: "11:30" },
  { from: "13:00", to: "17:00" },
];
const off = (from: string, to: string) => ({ from, to, name: { vi: "Nghỉ lễ" } });
const worked = (day: string) => ({ day, name: { vi: "Làm bù" } });
const calendar: Calendar = {
  week: [hours, hours, hours, hours, hours, [], []],
  cutOff: "15:00",
  years: [
    {
      year: 2024,
      status: "announced",
      source: "test",
      holidays: [
        off("2024-01-01", "2024-01-01"),
        off("2024-02-08", "2024-02-14"),
        off("2024-04-18", "2024-04-18"),
        off("2024-04-29", "2024-05-01"),
        off("2024-08-31", "2024-09-03"),
      ],
      workedDays: [worked("2024-05-04")],
    },
    {
      year: 2025,
      status: "announced",
      source: "test",
      holidays: [
        off("2025-01-01", "2025-01-01"),
        off("2025-01-25", "2025-02-02"),
        off("2025-04-07", "2025-04-07"),
        off("2025-04-30", "2025-05-04"),
        off("2025-08-30", "2025-09-02"),
      ],
      workedDays: [worked("2025-04-26")],
    },
    {
      year: 2026,
      status: "announced",
      source: "test",
      holidays: [
        off("2026-01-01", "2026-01-02"),
        off("2026-02-14", "2026-02-22"),
        off("2026-04-26", "2026-04-27"),
        off("2026-04-30", "2026-05-03"),
        off("2026-08-29", "2026-09-02"),
      ],
      workedDays: [worked("2026-01-10"), worked("2026-08-22")],
    },
    {
      year: 2027,
      status: "assumed",
      source: "test",
      holidays: [off("2027-01-01", "2027-01-01"), off("2027-02-05", "2027-02-11")],
      workedDays: [],
    },
  ],
};

const days = (count: number): ProcessingTime => ({ unit: "workingDays", count });
const sameDay: ProcessingTime = { unit: "sameDay" };
const inHours = (count: number): ProcessingTime => ({ unit: "hours", count });

/** Received (office's clock), time, due (office's clock), and why. Checked by hand against the printed calendars. */
const cases: [string, ProcessingTime, string, string][] = [
  // --- an ordinary week: 23–27 November 2026, Monday to Friday
  ["2026-11-23 08:00", days(1), "2026-11-24 17:00", "the day of receipt is not counted"],
  ["2026-11-23 08:00", days(3), "2026-11-26 17:00", "three working days after Monday"],
  ["2026-11-23 08:00", days(5), "2026-11-30 17:00", "over a weekend"],
  ["2026-11-23 14:59", days(1), "2026-11-24 17:00", "before the cut-off"],
  ["2026-11-23 15:00", days(1), "2026-11-24 17:00", "15:00 itself is in time"],
  ["2026-11-23 15:01", days(1), "2026-11-25 17:00", "after the cut-off: counts as received on Tuesday"],
  ["2026-11-23 16:59", days(3), "2026-11-27 17:00", "after the cut-off"],
  ["2026-11-23 17:30", days(1), "2026-11-25 17:00", "after closing"],
  ["2026-11-23 06:00", days(1), "2026-11-24 17:00", "before opening is the same day"],
  ["2026-11-23 12:15", days(1), "2026-11-24 17:00", "over lunch"],
  ["2026-11-27 10:00", days(1), "2026-11-30 17:00", "Friday to Monday"],
  ["2026-11-27 15:30", days(1), "2026-12-01 17:00", "Friday after the cut-off counts as Monday"],
  ["2026-11-28 09:00", days(1), "2026-12-01 17:00", "Saturday counts as Monday"],
  ["2026-11-29 23:59", days(1), "2026-12-01 17:00", "Sunday night counts as Monday"],
  ["2026-11-30 00:00", days(1), "2026-12-01 17:00", "midnight belongs to Monday"],
  ["2026-11-23 08:00", days(15), "2026-12-14 17:00", "three weeks"],
  ["2026-11-23 08:00", days(22), "2026-12-23 17:00", "four weeks and two days"],
  // --- same day
  ["2026-11-23 08:00", sameDay, "2026-11-23 17:00", "back before closing"],
  ["2026-11-23 15:00", sameDay, "2026-11-23 17:00", "in time"],
  ["2026-11-23 15:01", sameDay, "2026-11-24 11:30", "next morning"],
  ["2026-11-27 16:00", sameDay, "2026-11-30 11:30", "Friday afternoon: Monday morning"],
  ["2026-11-28 10:00", sameDay, "2026-11-30 11:30", "Saturday: Monday morning"],
  ["2026-02-13 15:30", sameDay, "2026-02-23 11:30", "before Tết: the morning after"],
  // --- hours
  ["2026-11-23 08:00", inHours(2), "2026-11-23 10:00", "inside the morning"],
  ["2026-11-23 10:30", inHours(2), "2026-11-23 14:00", "over lunch"],
  ["2026-11-23 14:00", inHours(4), "2026-11-24 08:30", "into the next morning"],
  ["2026-11-23 07:30", inHours(8), "2026-11-23 17:00", "exactly a day"],
  ["2026-11-23 07:30", inHours(9), "2026-11-24 08:30", "a day and an hour"],
  ["2026-11-23 15:30", inHours(1), "2026-11-24 08:30", "after the cut-off: from the next opening"],
  ["2026-11-27 14:00", inHours(8), "2026-11-30 14:00", "over a weekend"],
  ["2026-11-23 06:00", inHours(1), "2026-11-23 08:30", "before opening: from the opening"],
  // --- Tết 2026: 14–22 February off
  ["2026-02-12 09:00", days(1), "2026-02-13 17:00", "the last day before Tết"],
  ["2026-02-13 09:00", days(1), "2026-02-23 17:00", "over Tết"],
  ["2026-02-13 15:30", days(1), "2026-02-24 17:00", "after the cut-off before Tết"],
  ["2026-02-16 09:00", days(1), "2026-02-24 17:00", "on the eve of Tết: counts as the 23rd"],
  ["2026-02-10 09:00", days(5), "2026-02-24 17:00", "three days before, two after"],
  // --- Tết of other years
  ["2024-02-07 09:00", days(1), "2024-02-15 17:00", "Tết 2024: 8–14 February"],
  ["2025-01-24 09:00", days(1), "2025-02-03 17:00", "Tết 2025: 25 January – 2 February"],
  ["2025-01-23 09:00", days(3), "2025-02-04 17:00", "one before, two after"],
  ["2027-02-04 09:00", days(1), "2027-02-12 17:00", "Tết 2027, assumed: 5–11 February"],
  // --- Hùng Kings
  ["2024-04-17 09:00", days(1), "2024-04-19 17:00", "Thursday 18 April 2024 off"],
  ["2025-04-04 09:00", days(1), "2025-04-08 17:00", "Monday 7 April 2025 off"],
  ["2026-04-24 09:00", days(1), "2026-04-28 17:00", "Sunday 26 April 2026: Monday off in its place"],
  // --- 30 April and 1 May, with swap Saturdays
  ["2024-04-26 09:00", days(1), "2024-05-02 17:00", "29 April – 1 May 2024 off"],
  ["2024-05-03 09:00", days(1), "2024-05-04 17:00", "Saturday 4 May 2024 is worked"],
  ["2024-05-04 09:00", days(1), "2024-05-06 17:00", "received on the worked Saturday"],
  ["2025-04-25 09:00", days(1), "2025-04-26 17:00", "Saturday 26 April 2025 is worked"],
  ["2025-04-25 09:00", days(2), "2025-04-28 17:00", "and counts"],
  ["2025-04-29 09:00", days(1), "2025-05-05 17:00", "30 April – 4 May 2025 off"],
  ["2026-04-29 09:00", days(1), "2026-05-04 17:00", "30 April – 3 May 2026 off"],
  // --- National Day
  ["2024-08-30 09:00", days(1), "2024-09-04 17:00", "31 August – 3 September 2024 off"],
  ["2025-08-29 09:00", days(1), "2025-09-03 17:00", "30 August – 2 September 2025 off"],
  ["2026-08-28 09:00", days(1), "2026-09-03 17:00", "29 August – 2 September 2026 off"],
  ["2026-08-28 16:10", days(3), "2026-09-08 17:00", "after the cut-off: counts as Thursday 3 September"],
  ["2026-08-21 09:00", days(1), "2026-08-22 17:00", "Saturday 22 August 2026 is worked"],
  ["2026-08-22 15:30", sameDay, "2026-08-24 11:30", "the cut-off holds on a worked Saturday"],
  // --- the turn of the year
  ["2025-12-31 09:00", days(1), "2026-01-05 17:00", "1–2 January 2026 off, then a weekend"],
  ["2026-01-09 09:00", days(1), "2026-01-10 17:00", "Saturday 10 January 2026 is worked"],
  ["2026-12-31 09:00", days(1), "2027-01-04 17:00", "Friday 1 January 2027 off"],
  ["2026-12-31 15:01", sameDay, "2027-01-04 11:30", "the last afternoon of the year"],
  ["2024-12-31 09:00", days(1), "2025-01-02 17:00", "New Year 2025"],
  ["2024-02-28 09:00", days(2), "2024-03-01 17:00", "29 February exists in 2024"],
  ["2025-02-27 09:00", days(2), "2025-03-03 17:00", "and not in 2025"],
];

const instant = (wall: string) => officeInstant(wall.slice(0, 10), wall.slice(11));
const wallOf = (at: string) => officeWallTime(at).slice(0, 16).replace("T", " ");

describe("appointment", () => {
  it.each(cases)("received %s, %o: due %s (%s)", (received, time, due) => {
    expect(wallOf(appointment(time, instant(received), calendar).dueAt)).toBe(due);
  });

  it.each([
    ["America/New_York", 300],
    ["Pacific/Kiritimati", -840],
    ["UTC", 0],
  ])("does not care that the PC is in %s", (zone, minutes) => {
    vi.stubEnv("TZ", zone);
    try {
      expect(new Date("2026-01-15T00:00:00Z").getTimezoneOffset()).toBe(minutes);
      for (const [received, time, due] of cases) {
        expect(wallOf(appointment(time, instant(received), calendar).dueAt)).toBe(due);
      }
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it("takes a procedure's own cut-off", () => {
    const at = instant("2026-11-23 15:30");
    expect(wallOf(appointment(days(1), at, calendar, { cutOff: "16:00" }).dueAt)).toBe("2026-11-24 17:00");
  });

  it("explains itself", () => {
    expect(appointment(days(3), instant("2026-08-28 16:10"), calendar).steps).toMatchObject([
      { kind: "receivedNextWorkingDay", day: "2026-09-03", reason: "cutOff" },
      { kind: "counted", from: "2026-09-04", to: "2026-09-08", workingDays: 3 },
      { kind: "holiday", from: "2026-08-29", to: "2026-09-02" },
    ]);
    expect(appointment(days(1), instant("2026-12-31 09:00"), calendar).steps).toContainEqual({
      kind: "assumedCalendar",
      year: 2027,
    });
    expect(appointment(days(2), instant("2026-08-21 09:00"), calendar).steps).toContainEqual(
      expect.objectContaining({ kind: "workedDay", day: "2026-08-22" }),
    );
  });

  it("promises nothing where the calendar ends", () => {
    expect(() => appointment(days(5), instant("2027-12-30 09:00"), calendar)).toThrow(
      expect.objectContaining({ code: "CALENDAR_MISSING", data: { year: 2028 } }),
    );
  });

  const received = fc
    .integer({ min: Date.parse("2024-01-01T00:00:00Z"), max: Date.parse("2027-06-30T00:00:00Z") })
    .map((time) => new Date(time).toISOString());
  const count = fc.integer({ min: 1, max: 60 });

  it("is never before the receipt and always on a working day", () => {
    fc.assert(
      fc.property(
        received,
        fc.oneof(count.map(days), fc.constant(sameDay), count.map(inHours)),
        (at, time) => {
          const { dueAt } = appointment(time, at, calendar);
          expect(dueAt >= at).toBe(true);
          expect(isWorkingDay(officeDay(dueAt), calendar)).toBe(true);
        },
      ),
    );
  });

  it("is never earlier for who comes later, or for a longer time", () => {
    fc.assert(
      fc.property(received, received, count, (a, b, n) => {
        const [early, late] = a <= b ? [a, b] : [b, a];
        expect(
          appointment(days(n), early, calendar).dueAt <= appointment(days(n), late, calendar).dueAt,
        ).toBe(true);
        expect(appointment(days(n), a, calendar).dueAt < appointment(days(n + 1), a, calendar).dueAt).toBe(
          true,
        );
      }),
    );
  });

  it("has exactly so many working days after the day of receipt", () => {
    fc.assert(
      fc.property(received, count, (at, n) => {
        const promised = appointment(days(n), at, calendar);
        const moved = promised.steps.find((step) => step.kind === "receivedNextWorkingDay");
        let counted = 0;
        for (let day = moved?.day ?? officeDay(at); day < officeDay(promised.dueAt); ) {
          day = addDays(day, 1);
          if (workingPeriods(day, calendar).length > 0) counted += 1;
        }
        expect(counted).toBe(n);
      }),
    );
  });
});
