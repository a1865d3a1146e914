import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ProcessingTime } from "../../../contract/catalogue.ts";
import { type Appointment, appointmentSchema } from "../../../contract/entities.ts";
import { officeDay } from "../../../contract/time.ts";
import { officeCalendar as calendar, instantOf, saturdayMornings } from "../../../tests/office-calendar.ts";
import { appointment } from "./appointment.rules.ts";
import { addDays } from "./days.rules.ts";
import { isWorkingDay, workingPeriods } from "./working-days.rules.ts";
import { HOUR_MS, workingTime } from "./working-time.rules.ts";

const days = (count: number): ProcessingTime => ({ unit: "workingDays", count });
const inHours = (count: number): ProcessingTime => ({ unit: "hours", count });
const sameDay: ProcessingTime = { unit: "sameDay" };

describe("the steps of an appointment", () => {
  it("say what moved the receipt, what was counted and what was not", () => {
    expect(appointment(days(3), instantOf("2026-08-28 16:10"), calendar).steps).toMatchObject([
      { kind: "receivedNextWorkingDay", day: "2026-09-03", reason: "cutOff", cutOff: "15:00" },
      { kind: "counted", from: "2026-09-04", to: "2026-09-08", workingDays: 3 },
      { kind: "holiday", from: "2026-08-29", to: "2026-09-02" },
    ]);
    expect(appointment(days(1), instantOf("2026-11-28 09:00"), calendar).steps).toEqual([
      { kind: "receivedNextWorkingDay", day: "2026-11-30", reason: "closed" },
      { kind: "counted", from: "2026-12-01", to: "2026-12-01", workingDays: 1 },
    ]);
    expect(appointment(days(1), instantOf("2026-08-21 09:00"), calendar).steps).toContainEqual(
      expect.objectContaining({ kind: "workedDay", day: "2026-08-22" }),
    );
    expect(appointment(days(1), instantOf("2026-09-02 09:00"), calendar).steps).toContainEqual(
      expect.objectContaining({ kind: "holiday", to: "2026-09-02" }),
    );
  });

  it("say where a year is assumed, entered or computed", () => {
    expect(appointment(days(1), instantOf("2026-12-31 09:00"), calendar).steps).toContainEqual({
      kind: "assumedCalendar",
      year: 2027,
    });
    expect(appointment(days(1), instantOf("2028-01-21 09:00"), calendar).steps).toEqual([
      { kind: "counted", from: "2028-01-31", to: "2028-01-31", workingDays: 1 },
      { kind: "legalHoliday", from: "2028-01-24", to: "2028-01-28", holiday: "tet" },
      { kind: "assumedCalendar", year: 2028 },
    ]);
  });

  it("promises nothing for years of which nothing is known", () => {
    expect(() => appointment(days(5), instantOf("2035-12-28 09:00"), calendar)).toThrow(
      expect.objectContaining({ code: "CALENDAR_MISSING", data: { year: 2036 } }),
    );
    expect(() => appointment(days(1), instantOf("2023-12-28 09:00"), calendar)).toThrow(
      expect.objectContaining({ code: "CALENDAR_MISSING", data: { year: 2023 } }),
    );
  });
});

const received = fc
  .integer({ min: Date.parse("2024-01-01T00:00:00Z"), max: Date.parse("2027-06-30T00:00:00Z") })
  .map((time) => new Date(time).toISOString());
const count = fc.integer({ min: 1, max: 60 });
const office = fc.constantFrom(calendar, saturdayMornings);
const time = fc.oneof(count.map(days), fc.constant(sameDay), count.map(inHours));
const cutOff = fc.constantFrom("09:00", "11:30", "12:15", "15:00", "17:00", "23:59");

/** The day that counts as the day of receipt. */
const receiptDay = (promised: Appointment) =>
  promised.steps.find((step) => step.kind === "receivedNextWorkingDay")?.day ??
  officeDay(promised.receivedAt);

describe("whatever is received whenever", () => {
  it("is never due before the receipt, always in working hours, and travels", () => {
    fc.assert(
      fc.property(office, time, received, cutOff, (at, of, receivedAt, cut) => {
        const promised = appointment(of, receivedAt, at, { cutOff: cut });
        const { dueAt } = promised;
        // Same day, received in the seconds of the closing minute: the paper shows the same minute for both.
        expect(dueAt >= receivedAt || dueAt.slice(0, 16) === receivedAt.slice(0, 16)).toBe(true);
        expect(isWorkingDay(officeDay(dueAt), at)).toBe(true);
        const minuteBefore = new Date(Date.parse(dueAt) - 60_000).toISOString();
        expect(workingTime(minuteBefore, dueAt, at)).toBeGreaterThan(0);
        expect(appointmentSchema.parse(JSON.parse(JSON.stringify(promised)))).toEqual(promised);
      }),
    );
  });

  it("is never due earlier for who comes later, or for a longer time", () => {
    fc.assert(
      fc.property(office, time, received, received, (at, of, a, b) => {
        const [early, late] = a <= b ? [a, b] : [b, a];
        expect(appointment(of, early, at).dueAt <= appointment(of, late, at).dueAt).toBe(true);
      }),
    );
    fc.assert(
      fc.property(office, received, count, fc.constantFrom(days, inHours), (at, receivedAt, n, unit) => {
        const [less, more] = [appointment(unit(n), receivedAt, at), appointment(unit(n + 1), receivedAt, at)];
        expect(less.dueAt < more.dueAt).toBe(true);
      }),
    );
  });

  it("has exactly so many working days after the day of receipt", () => {
    fc.assert(
      fc.property(office, received, count, (at, receivedAt, n) => {
        const promised = appointment(days(n), receivedAt, at);
        let counted = 0;
        for (let day = receiptDay(promised); day < officeDay(promised.dueAt); ) {
          day = addDays(day, 1);
          if (workingPeriods(day, at).length > 0) counted += 1;
        }
        expect(counted).toBe(n);
        expect(promised.steps).toContainEqual(expect.objectContaining({ kind: "counted", workingDays: n }));
      }),
    );
  });

  it("has exactly so many working hours between its start and the due instant", () => {
    fc.assert(
      fc.property(office, received, count, (at, receivedAt, n) => {
        const promised = appointment(inHours(n), receivedAt, at);
        const step = promised.steps.find(({ kind }) => kind === "hoursCounted");
        expect(step).toMatchObject({ to: promised.dueAt, hours: n });
        const from = step?.kind === "hoursCounted" ? step.from : "";
        expect(workingTime(from, promised.dueAt, at)).toBe(n * HOUR_MS);
      }),
    );
  });
});
