import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Calendar, ProcessingTime } from "../../../contract/catalogue.ts";
import type { ClockPause } from "../../../contract/dossier.ts";
import { type Appointment, type AppointmentStep, appointmentSchema } from "../../../contract/entities.ts";
import { officeDay } from "../../../contract/time.ts";
import { officeCalendar as calendar, instantOf, saturdayMornings } from "../../../tests/office-calendar.ts";
import { appointment } from "./appointment.rules.ts";
import { interlinkedAppointment } from "./legs.rules.ts";
import { type PausedAppointment, pausedAppointment } from "./pauses.rules.ts";
import { receiptAt } from "./receipt.rules.ts";
import { closingOf, nextWorkingDay } from "./working-days.rules.ts";
import { HOUR_MS, workingTime } from "./working-time.rules.ts";

const days = (count: number): ProcessingTime => ({ unit: "workingDays", count });
const inHours = (count: number): ProcessingTime => ({ unit: "hours", count });
const pause = (from: string, to: string | null, kind: ClockPause["kind"] = "supplement"): ClockPause => ({
  from: instantOf(from),
  to: to === null ? null : instantOf(to),
  kind,
});
const kinds = (steps: readonly AppointmentStep[]) => steps.map(({ kind }) => kind);

describe("the steps of a paused appointment", () => {
  it("cut the count at the pause and go on with what was left", () => {
    const promised = appointment(days(5), instantOf("2026-08-26 09:00"), calendar);
    const moved = pausedAppointment(
      promised,
      days(5),
      [pause("2026-08-28 10:00", "2026-09-03 15:10")],
      calendar,
    );
    expect(moved).toMatchObject({ receivedAt: promised.receivedAt, dueAt: instantOf("2026-09-10 17:00") });
    expect(moved.steps).toMatchObject([
      { kind: "counted", from: "2026-08-27", to: "2026-08-27", workingDays: 1 },
      { kind: "paused", from: instantOf("2026-08-28 10:00"), to: instantOf("2026-09-03 15:10") },
      { kind: "resumed", day: "2026-09-04", reason: "cutOff" },
      { kind: "counted", from: "2026-09-07", to: "2026-09-10", workingDays: 4 },
    ]);
  });

  it("count a day that had ended when the pause began", () => {
    const promised = appointment(days(3), instantOf("2026-11-23 09:00"), calendar);
    const moved = pausedAppointment(
      promised,
      days(3),
      [pause("2026-11-24 17:00", "2026-11-25 10:00")],
      calendar,
    );
    expect(moved.steps[0]).toEqual({ kind: "counted", from: "2026-11-24", to: "2026-11-24", workingDays: 1 });
  });

  it("begin with the receipt", () => {
    const promised = appointment(days(3), instantOf("2026-11-23 09:00"), calendar);
    const before = pause("2026-11-20 09:00", "2026-11-20 10:00");
    expect(pausedAppointment(promised, days(3), [before], calendar)).toEqual(promised);
    const over = pause("2026-11-20 09:00", "2026-11-24 10:00");
    expect(pausedAppointment(promised, days(3), [over], calendar).steps[0]).toMatchObject({
      kind: "paused",
      from: promised.receivedAt,
    });
  });

  it("cut hours to the minute", () => {
    const promised = appointment(inHours(4), instantOf("2026-11-23 08:00"), calendar);
    const moved = pausedAppointment(
      promised,
      inHours(4),
      [pause("2026-11-23 09:15", "2026-11-23 10:00", "payment")],
      calendar,
    );
    expect(moved.steps).toEqual([
      {
        kind: "hoursCounted",
        from: instantOf("2026-11-23 08:00"),
        to: instantOf("2026-11-23 09:15"),
        hours: 1.25,
      },
      {
        kind: "paused",
        from: instantOf("2026-11-23 09:15"),
        to: instantOf("2026-11-23 10:00"),
        reason: "payment",
      },
      { kind: "resumed", day: "2026-11-23" },
      {
        kind: "hoursCounted",
        from: instantOf("2026-11-23 10:00"),
        to: instantOf("2026-11-23 14:15"),
        hours: 2.75,
      },
    ]);
  });

  it("say what is left while a pause is open", () => {
    const received = instantOf("2026-11-23 08:00");
    const open = [pause("2026-11-25 10:00", null, "stopped")];
    const inDays = pausedAppointment(appointment(days(3), received, calendar), days(3), open, calendar);
    expect(inDays.dueAt).toBeNull();
    expect(inDays.steps.slice(-2)).toEqual([
      { kind: "paused", from: instantOf("2026-11-25 10:00"), to: null, reason: "stopped" },
      { kind: "daysLeft", workingDays: 2 },
    ]);
    const hours = pausedAppointment(
      appointment(inHours(20), received, calendar),
      inHours(20),
      open,
      calendar,
    );
    // 7.5 on Monday, 8 on Tuesday, 2.5 on Wednesday.
    expect(hours.steps.at(-1)).toEqual({ kind: "hoursLeft", hours: 2 });
  });

  it("leave out holidays that the pause has swallowed and name those that it has brought", () => {
    const promised = appointment(days(3), instantOf("2026-08-28 09:00"), calendar);
    const later = pausedAppointment(
      promised,
      days(3),
      [pause("2026-08-28 10:00", "2026-12-30 10:00")],
      calendar,
    );
    expect(kinds(promised.steps)).toEqual(["counted", "holiday"]);
    expect(later.steps.slice(2)).toMatchObject([
      { kind: "counted", from: "2026-12-31", to: "2027-01-05" },
      { kind: "holiday", from: "2027-01-01" },
      { kind: "assumedCalendar", year: 2027 },
    ]);
  });

  it("follow the legs of an interlinked procedure", () => {
    const promised = interlinkedAppointment(
      [
        { node: "Một cửa", time: days(1) },
        { node: "Phòng Tư pháp", time: days(3) },
      ],
      instantOf("2026-11-23 09:00"),
      calendar,
    );
    const moved = pausedAppointment(
      promised,
      days(4),
      [pause("2026-11-25 09:00", "2026-11-30 09:00")],
      calendar,
    );
    expect(kinds(moved.steps)).toEqual(["leg", "leg", "paused", "resumed", "counted"]);
    // Tuesday was used; three are left after Monday.
    expect(moved.dueAt).toBe(instantOf("2026-12-03 17:00"));
  });
});

describe("what was promised", () => {
  const received = instantOf("2026-08-31 09:00");
  const before: Calendar = { ...calendar, years: [] };
  const promised = appointment(days(3), received, before);
  const announced: Calendar = {
    ...before,
    years: [
      {
        year: 2026,
        status: "announced",
        source: "test",
        holidays: [{ from: "2026-09-01", to: "2026-09-04", name: { vi: "Quốc khánh" } }],
        workedDays: [],
      },
    ],
  };

  it("is not touched by a calendar that changes", () => {
    // By the law alone 1 and 2 September are off: 3, 4 and 7 are counted.
    expect(promised.dueAt).toBe(instantOf("2026-09-07 17:00"));
    expect(pausedAppointment(promised, days(3), [], announced)).toEqual(promised);
    const late = pause("2026-09-08 09:00", "2026-09-09 09:00");
    expect(pausedAppointment(promised, days(3), [late], announced)).toEqual(promised);
  });

  it("gives what is left of it, by the calendar of the day, after a pause", () => {
    const paused = pausedAppointment(
      promised,
      days(3),
      [pause("2026-09-05 09:00", "2026-09-07 09:00")],
      announced,
    );
    expect(paused.dueAt).toBe(instantOf("2026-09-08 17:00"));
  });

  it("is not made earlier by a pause where its day has become a day off", () => {
    const off: Calendar = {
      ...announced,
      years: announced.years.map((year) => ({
        ...year,
        holidays: ["2026-09-01", "2026-09-02", "2026-09-07"].map((day) => ({
          from: day,
          to: day,
          name: { vi: "Quốc khánh" },
        })),
      })),
    };
    const short = pause("2026-08-31 10:00", "2026-08-31 11:00");
    expect(pausedAppointment(promised, days(3), [short], off).dueAt).toBe(promised.dueAt);
  });

  it("leaves a day where all its days have become days off", () => {
    const off: Calendar = {
      ...announced,
      years: announced.years.map((year) => ({
        ...year,
        holidays: [{ from: "2026-09-01", to: "2026-09-07", name: { vi: "Quốc khánh" } }],
      })),
    };
    const paused = pausedAppointment(promised, days(3), [pause("2026-08-31 10:00", "2026-08-31 11:00")], off);
    expect(paused.dueAt).toBe(instantOf("2026-09-08 17:00"));
  });
});

const minute = 60_000;
const start = Date.parse("2024-01-01T00:00:00Z");
const end = Date.parse("2027-06-30T00:00:00Z");
const at = fc
  .integer({ min: start / minute, max: end / minute })
  .map((minutes) => new Date(minutes * minute).toISOString());
const office = fc.constantFrom(calendar, saturdayMornings);
const time: fc.Arbitrary<ProcessingTime> = fc.oneof(
  fc.integer({ min: 1, max: 30 }).map(days),
  fc.integer({ min: 1, max: 100 }).map(inHours),
  fc.constant<ProcessingTime>({ unit: "sameDay" }),
);
/** Pauses within some weeks after the receipt, by their ends in minutes after it. */
const gaps = fc.array(fc.tuple(fc.integer({ min: 0, max: 30_000 }), fc.integer({ min: 0, max: 12_000 })), {
  maxLength: 4,
});
const minutesAfter = (instant: string, minutes: number) =>
  new Date(Date.parse(instant) + minutes * minute).toISOString();
const pausesAfter = (received: string, pairs: [number, number][]): ClockPause[] =>
  pairs.map(([begins, lasts]) => ({
    from: minutesAfter(received, begins),
    to: minutesAfter(received, begins + lasts),
    kind: "supplement",
  }));
const dueOf = (of: PausedAppointment) => of.dueAt ?? "9999";

describe("whatever pauses there are", () => {
  it("change nothing where they hold no working time", () => {
    fc.assert(
      fc.property(office, time, at, fc.nat(20_000), (calendar, of, received, minutes) => {
        const promised = appointment(of, received, calendar);
        const from = minutesAfter(received, minutes);
        const zero: ClockPause = { from, to: from, kind: "payment" };
        expect(pausedAppointment(promised, of, [zero], calendar)).toEqual(promised);
        const day = officeDay(from);
        const night: ClockPause = {
          from: closingOf(nextWorkingDay(day, calendar), calendar),
          to: minutesAfter(closingOf(nextWorkingDay(day, calendar), calendar), 14 * 60),
          kind: "payment",
        };
        expect(pausedAppointment(promised, of, [night], calendar).dueAt).toBe(promised.dueAt);
      }),
    );
  });

  it("are one where one is split, in any order", () => {
    fc.assert(
      fc.property(
        office,
        time,
        at,
        fc.tuple(fc.nat(20_000), fc.nat(9_000)),
        fc.array(fc.nat(9_000), { maxLength: 4 }),
        (calendar, of, received, [begins, lasts], cuts) => {
          const promised = appointment(of, received, calendar);
          const [whole] = pausesAfter(received, [[begins, lasts]]);
          if (whole === undefined || whole.to === null) throw new Error("no pause");
          const inside = cuts.map((cut) => minutesAfter(received, begins + Math.min(cut, lasts))).sort();
          const points = [whole.from, ...inside, whole.to];
          const parts = points
            .slice(1)
            .map((to, index): ClockPause => ({ from: points[index] ?? "", to, kind: "supplement" }));
          const one = pausedAppointment(promised, of, [whole], calendar);
          expect(pausedAppointment(promised, of, parts, calendar).dueAt).toBe(one.dueAt);
          expect(pausedAppointment(promised, of, parts.reverse(), calendar).dueAt).toBe(one.dueAt);
        },
      ),
    );
  });

  it("never make it earlier, nor the longer pause earlier than the shorter, nor the later begun later", () => {
    fc.assert(
      fc.property(office, time, at, gaps, fc.nat(3_000), (calendar, of, received, pairs, more) => {
        const promised = appointment(of, received, calendar);
        const due = dueOf(pausedAppointment(promised, of, pausesAfter(received, pairs), calendar));
        expect(due >= promised.dueAt).toBe(true);
        const [[begins, lasts] = [0, 0]] = pairs;
        const one = (from: number, to: number) =>
          dueOf(pausedAppointment(promised, of, pausesAfter(received, [[from, to - from]]), calendar));
        expect(one(begins, begins + lasts) <= one(begins, begins + lasts + more)).toBe(true);
        const later = Math.min(begins + more, begins + lasts);
        expect(one(later, begins + lasts) <= one(begins, begins + lasts)).toBe(true);
      }),
    );
  });

  it("are due in working hours, and the count of the steps adds up", () => {
    fc.assert(
      fc.property(office, time, at, gaps, (calendar, of, received, pairs) => {
        const promised = appointment(of, received, calendar);
        const paused = pausedAppointment(promised, of, pausesAfter(received, pairs), calendar);
        expect(appointmentSchema.parse(paused)).toEqual(paused);
        const { dueAt, steps } = paused as Appointment;
        expect(workingTime(minutesAfter(dueAt, -1), dueAt, calendar)).toBeGreaterThan(0);
        const total = steps.reduce((sum, step) => {
          if (step.kind === "counted") return sum + step.workingDays;
          return step.kind === "hoursCounted" ? sum + step.hours : sum;
        }, 0);
        if (of.unit === "sameDay") expect(kinds(steps).filter((kind) => kind === "sameDay")).toHaveLength(1);
        else expect(total).toBeCloseTo(of.count, 9);
      }),
    );
  });

  it("give back the working days that they touch and no others", () => {
    fc.assert(
      fc.property(office, fc.integer({ min: 1, max: 30 }), at, gaps, (calendar, count, received, pairs) => {
        const promised = appointment(days(count), received, calendar);
        const pauses = pausesAfter(received, pairs);
        const paused = pausedAppointment(promised, days(count), pauses, calendar);
        // The law read the other way round: a day is used unless a pause had begun by its closing and what was
        // awaited is received on it or later.
        const given = joined(pauses)
          .filter(({ from, to }) => workingTime(from, to, calendar) > 0)
          .map(({ from, to }) => ({ from, day: receiptAt(to, calendar, calendar.cutOff).day }));
        let day = receiptAt(received, calendar, calendar.cutOff).day;
        for (let used = 0; used < count; ) {
          day = nextWorkingDay(day, calendar);
          const closing = closingOf(day, calendar);
          const reached = day;
          if (!given.some((pause) => pause.from < closing && reached <= pause.day)) used += 1;
        }
        expect(paused.dueAt).toBe(closingOf(day, calendar));
      }),
    );
  });

  it("leave the same working hours between the receipt and the due instant", () => {
    fc.assert(
      fc.property(office, fc.integer({ min: 1, max: 100 }), at, gaps, (calendar, hours, received, pairs) => {
        const promised = appointment(inHours(hours), received, calendar);
        const paused = pausedAppointment(promised, inHours(hours), pausesAfter(received, pairs), calendar);
        const spent = paused.steps.reduce(
          (sum, step) =>
            step.kind === "hoursCounted" ? sum + workingTime(step.from, step.to, calendar) : sum,
          0,
        );
        expect(spent).toBe(hours * HOUR_MS);
      }),
    );
  });
});

function joined(pauses: readonly ClockPause[]): { from: string; to: string }[] {
  const found: { from: string; to: string }[] = [];
  const closed = pauses.map(({ from, to }) => ({ from, to: to ?? "" })).filter(({ from, to }) => from < to);
  for (const pause of closed.sort((a, b) => a.from.localeCompare(b.from))) {
    const last = found.at(-1);
    if (last === undefined || pause.from > last.to) found.push(pause);
    else if (pause.to > last.to) last.to = pause.to;
  }
  return found;
}
