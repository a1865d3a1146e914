import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ProcessingTime } from "../../../contract/catalogue.ts";
import { appointmentSchema } from "../../../contract/entities.ts";
import { officeCalendar as calendar, instantOf } from "../../../tests/office-calendar.ts";
import { appointment } from "./appointment.rules.ts";
import { interlinkedAppointment, type Leg, legDueAt } from "./legs.rules.ts";

const days = (count: number): ProcessingTime => ({ unit: "workingDays", count });
const leg = (node: string, time: ProcessingTime): Leg => ({ node, time });

describe("an interlinked appointment", () => {
  it("says when it is due at each node and to the applicant", () => {
    const promised = interlinkedAppointment(
      [
        leg("Một cửa", days(1)),
        leg("Phòng Kinh tế", days(3)),
        leg("Trả kết quả", { unit: "hours", count: 4 }),
      ],
      instantOf("2026-08-26 15:20"),
      calendar,
    );
    expect(promised.legs).toEqual([
      {
        node: "Một cửa",
        time: days(1),
        from: instantOf("2026-08-27 07:30"),
        dueAt: instantOf("2026-08-28 17:00"),
      },
      {
        node: "Phòng Kinh tế",
        time: days(3),
        from: instantOf("2026-08-28 17:00"),
        dueAt: instantOf("2026-09-07 17:00"),
      },
      {
        node: "Trả kết quả",
        time: { unit: "hours", count: 4 },
        from: instantOf("2026-09-07 17:00"),
        dueAt: instantOf("2026-09-08 11:30"),
      },
    ]);
    expect(promised.dueAt).toBe(instantOf("2026-09-08 11:30"));
    expect(promised.steps.map(({ kind }) => kind)).toEqual([
      "receivedNextWorkingDay",
      "leg",
      "leg",
      "leg",
      "holiday",
    ]);
    expect(appointmentSchema.parse(promised).steps).toEqual(promised.steps);
  });

  it("is due when one count of all its legs would be", () => {
    const at = fc
      .integer({ min: Date.parse("2024-01-01"), max: Date.parse("2027-06-30") })
      .map((time) => new Date(time).toISOString());
    const counts = fc.array(fc.option(fc.integer({ min: 1, max: 15 })), { minLength: 1, maxLength: 5 });
    const unit = fc.constantFrom("workingDays" as const, "hours" as const);
    fc.assert(
      fc.property(at, unit, counts, (received, of, shares) => {
        const timeOf = (share: number | null): ProcessingTime =>
          share === null ? { unit: "sameDay" } : { unit: of, count: share };
        const [first, ...rest] = shares.map((share, index) => leg(`node ${index}`, timeOf(share)));
        if (first === undefined) throw new Error("no leg");
        const total = shares.reduce<number>((sum, share) => sum + (share ?? 0), 0);
        const promised = interlinkedAppointment([first, ...rest], received, calendar);
        expect(promised.dueAt).toBe(appointment(timeOf(total || null), received, calendar).dueAt);
        const dues = promised.legs.map(({ dueAt }) => dueAt);
        expect(Math.max(...dues.map(Date.parse))).toBe(Date.parse(promised.dueAt));
      }),
    );
  });

  it("counts a leg from the hand-over as it was", () => {
    const handedOver = instantOf("2026-11-23 16:40");
    expect(legDueAt(days(2), handedOver, calendar)).toBe(instantOf("2026-11-25 17:00"));
    expect(legDueAt({ unit: "hours", count: 1 }, handedOver, calendar)).toBe(instantOf("2026-11-24 08:10"));
    expect(legDueAt({ unit: "sameDay" }, handedOver, calendar)).toBe(instantOf("2026-11-23 17:00"));
    expect(legDueAt({ unit: "sameDay" }, instantOf("2026-11-23 17:00"), calendar)).toBe(
      instantOf("2026-11-23 17:00"),
    );
    expect(legDueAt({ unit: "sameDay" }, instantOf("2026-11-23 17:01"), calendar)).toBe(
      instantOf("2026-11-24 17:00"),
    );
    expect(legDueAt({ unit: "sameDay" }, instantOf("2026-11-28 10:00"), calendar)).toBe(
      instantOf("2026-11-30 17:00"),
    );
  });
});
