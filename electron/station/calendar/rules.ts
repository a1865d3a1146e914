import type { Calendar, CalendarYear, ProcessingTime } from "../../../contract/catalogue.ts";
import type { Appointment, AppointmentStep } from "../../../contract/entities.ts";
import { AppError } from "../../../contract/errors.ts";
import { officeDay, officeInstant, officeWallTime } from "../../../contract/time.ts";

type Period = Calendar["week"][number][number];

const HOUR_MS = 60 * 60 * 1000;

/**
 * When the result of a dossier received at `receivedAt` is due (*hẹn trả kết quả*).
 *
 * The day of receipt is not counted. Received after the cut-off (15:00 by Decree 61/2018/NĐ-CP; 15:00 itself is in
 * time), after hours or on a day off, it counts as received when the next working day begins. Days and times are those
 * of the office's zone, whatever the PC says.
 *
 * @param options.cutOff `HH:mm`, where the procedure has its own.
 * @throws AppError CALENDAR_MISSING where the calendar does not reach far enough.
 */
export function appointment(
  time: ProcessingTime,
  receivedAt: string,
  calendar: Calendar,
  options: { cutOff?: string } = {},
): Appointment {
  const receipt = effectiveReceipt(receivedAt, calendar, options.cutOff ?? calendar.cutOff);
  const { dueAt, steps } = due(time, receipt, calendar);
  const span = { from: officeDay(receivedAt), to: officeDay(dueAt) };
  return { receivedAt, dueAt, steps: [...receipt.steps, ...steps, ...exceptions(span, calendar)] };
}

/** Whether the office works on that day at all. */
export function isWorkingDay(day: string, calendar: Calendar): boolean {
  return workingPeriods(day, calendar).length > 0;
}

/**
 * The periods in which the office works on that day, in order; none on a day off. A weekend day that is worked in
 * exchange has the hours of a Monday.
 */
export function workingPeriods(day: string, calendar: Calendar): readonly Period[] {
  const year = yearOf(day, calendar);
  if (holidayOn(day, year) !== undefined) return [];
  const usual = calendar.week[weekday(day)] ?? [];
  if (usual.length === 0 && year.workedDays.some((worked) => worked.day === day)) return calendar.week[0];
  return usual;
}

/** @example addDays("2026-12-31", 1) // "2027-01-01" */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * 24 * HOUR_MS).toISOString().slice(0, 10);
}

interface Receipt {
  /** The day that counts as the day of receipt. */
  day: string;
  /** The clock time on it, `HH:mm:ss.sss`; the opening of that day where it was moved. */
  clock: string;
  moved: boolean;
  steps: AppointmentStep[];
}

function effectiveReceipt(receivedAt: string, calendar: Calendar, cutOff: string): Receipt {
  const wall = officeWallTime(receivedAt);
  const day = wall.slice(0, 10);
  const clock = wall.slice(11);
  const closing = workingPeriods(day, calendar).at(-1)?.to;
  const afterCutOff = closing !== undefined && clock > `${cutOff}:00.000`;
  if (closing !== undefined && !afterCutOff && clock <= `${closing}:00.000`) {
    return { day, clock, moved: false, steps: [] };
  }
  const next = nextWorkingDay(day, calendar);
  const opening = workingPeriods(next, calendar)[0]?.from ?? "00:00";
  const reason = afterCutOff && clock <= `${closing}:00.000` ? "cutOff" : "closed";
  return {
    day: next,
    clock: `${opening}:00.000`,
    moved: true,
    steps: [{ kind: "receivedNextWorkingDay", day: next, reason }],
  };
}

function due(
  time: ProcessingTime,
  receipt: Receipt,
  calendar: Calendar,
): { dueAt: string; steps: AppointmentStep[] } {
  switch (time.unit) {
    case "workingDays": {
      let day = receipt.day;
      for (let counted = 0; counted < time.count; counted += 1) day = nextWorkingDay(day, calendar);
      const from = nextWorkingDay(receipt.day, calendar);
      return {
        dueAt: closingOf(day, calendar),
        steps: [{ kind: "counted", from, to: day, workingDays: time.count }],
      };
    }
    case "hours": {
      const from = officeInstant(receipt.day, "00:00");
      const start = Date.parse(from) + Date.parse(`1970-01-01T${receipt.clock}Z`);
      const dueAt = addWorkingHours(start, time.count, calendar);
      return {
        dueAt,
        steps: [{ kind: "hoursCounted", from: new Date(start).toISOString(), to: dueAt, hours: time.count }],
      };
    }
    case "sameDay": {
      const periods = workingPeriods(receipt.day, calendar);
      const period = receipt.moved ? periods[0] : periods.at(-1);
      return {
        dueAt: officeInstant(receipt.day, period?.to ?? "00:00"),
        steps: [{ kind: "sameDay", day: receipt.day }],
      };
    }
  }
}

function addWorkingHours(start: number, hours: number, calendar: Calendar): string {
  let left = hours * HOUR_MS;
  for (let day = officeDay(start); ; day = nextWorkingDay(day, calendar)) {
    for (const period of workingPeriods(day, calendar)) {
      const from = Math.max(start, Date.parse(officeInstant(day, period.from)));
      const to = Date.parse(officeInstant(day, period.to));
      if (to <= from) continue;
      if (left <= to - from) return new Date(from + left).toISOString();
      left -= to - from;
    }
  }
}

/** Days off that were not counted and weekend days that were, so that everybody can follow the count. */
function exceptions(span: { from: string; to: string }, calendar: Calendar): AppointmentStep[] {
  const years = calendar.years.filter(
    (year) => Number(span.from.slice(0, 4)) <= year.year && year.year <= Number(span.to.slice(0, 4)),
  );
  const inside = (from: string, to: string) => from <= span.to && to >= span.from;
  return years.flatMap((year): AppointmentStep[] => [
    ...year.holidays
      .filter((holiday) => inside(holiday.from, holiday.to))
      .map(({ from, to, name }): AppointmentStep => ({ kind: "holiday", from, to, name })),
    ...year.workedDays
      .filter(({ day }) => inside(day, day))
      .map(({ day, name }): AppointmentStep => ({ kind: "workedDay", day, name })),
    ...(year.status === "assumed" ? [{ kind: "assumedCalendar" as const, year: year.year }] : []),
  ]);
}

function nextWorkingDay(day: string, calendar: Calendar): string {
  let next = addDays(day, 1);
  while (!isWorkingDay(next, calendar)) next = addDays(next, 1);
  return next;
}

function closingOf(day: string, calendar: Calendar): string {
  return officeInstant(day, workingPeriods(day, calendar).at(-1)?.to ?? "00:00");
}

function holidayOn(day: string, year: CalendarYear) {
  return year.holidays.find((holiday) => holiday.from <= day && day <= holiday.to);
}

function yearOf(day: string, calendar: Calendar): CalendarYear {
  const number = Number(day.slice(0, 4));
  const year = calendar.years.find((entry) => entry.year === number);
  if (year === undefined) throw new AppError("CALENDAR_MISSING", { year: number });
  return year;
}

/** 0 for Monday … 6 for Sunday. */
function weekday(day: string): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
}
