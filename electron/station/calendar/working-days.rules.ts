import type { Calendar, LegalHoliday, Period } from "../../../contract/catalogue.ts";
import { AppError } from "../../../contract/errors.ts";
import type { LocalizedText } from "../../../contract/text.ts";
import { officeInstant } from "../../../contract/time.ts";
import { addDays, weekday } from "./days.rules.ts";
import { legalHolidays } from "./holidays.rules.ts";

/** A run of days off, both ends included: entered by the office, or computed where it entered nothing. */
export interface DaysOff {
  from: string;
  to: string;
  name: LocalizedText | { holiday: LegalHoliday };
}

/** What is known of a year's days off and worked weekend days. */
export interface YearOfWork {
  year: number;
  assumed: boolean;
  daysOff: readonly DaysOff[];
  workedDays: readonly { day: string; name: LocalizedText }[];
}

/**
 * A year of the office: its entry in the calendar, else the holidays of the law, assumed.
 *
 * @throws AppError CALENDAR_MISSING where there is neither.
 */
export function yearOfWork(year: number, calendar: Calendar): YearOfWork {
  const entry = calendar.years.find((candidate) => candidate.year === year);
  if (entry !== undefined) {
    return {
      year,
      assumed: entry.status === "assumed",
      daysOff: entry.holidays.filter((holiday) => holiday.pending !== true),
      workedDays: entry.workedDays,
    };
  }
  const computed = legalHolidays(year, calendar.assumptions);
  if (computed === null) throw new AppError("CALENDAR_MISSING", { year });
  return {
    year,
    assumed: true,
    daysOff: computed.map(({ from, to, holiday }) => ({ from, to, name: { holiday } })),
    workedDays: [],
  };
}

/**
 * The periods in which the office works on that day, in order; none on a day off. A weekend day that is worked in
 * exchange has the hours of a Monday.
 *
 * @throws AppError CALENDAR_MISSING
 */
export function workingPeriods(day: string, calendar: Calendar): readonly Period[] {
  const year = yearOfWork(Number(day.slice(0, 4)), calendar);
  if (year.daysOff.some(({ from, to }) => from <= day && day <= to)) return [];
  if (year.workedDays.some((worked) => worked.day === day)) return calendar.week[0];
  return calendar.week[weekday(day)] ?? [];
}

/** Whether the office works on that day at all; a morning is enough. */
export function isWorkingDay(day: string, calendar: Calendar): boolean {
  return workingPeriods(day, calendar).length > 0;
}

export function nextWorkingDay(day: string, calendar: Calendar): string {
  let next = addDays(day, 1);
  while (!isWorkingDay(next, calendar)) next = addDays(next, 1);
  return next;
}

export function previousWorkingDay(day: string, calendar: Calendar): string {
  let previous = addDays(day, -1);
  while (!isWorkingDay(previous, calendar)) previous = addDays(previous, -1);
  return previous;
}

/** The `count`th working day after `day`; `day` itself for 0. */
export function addWorkingDays(day: string, count: number, calendar: Calendar): string {
  let reached = day;
  for (let counted = 0; counted < count; counted += 1) reached = nextWorkingDay(reached, calendar);
  return reached;
}

/** The working days after `after` up to and including `upTo`, in order. */
export function workingDaysAfter(after: string, upTo: string, calendar: Calendar): string[] {
  const days: string[] = [];
  for (let day = addDays(after, 1); day <= upTo; day = addDays(day, 1)) {
    if (isWorkingDay(day, calendar)) days.push(day);
  }
  return days;
}

/** The instant at which work begins on a working day. */
export function openingOf(day: string, calendar: Calendar): string {
  return officeInstant(day, workingPeriods(day, calendar)[0]?.from ?? "00:00");
}

/** The instant at which work ends on a working day. */
export function closingOf(day: string, calendar: Calendar): string {
  return officeInstant(day, workingPeriods(day, calendar).at(-1)?.to ?? "00:00");
}
