import type { Calendar, LegalHoliday } from "../../../contract/catalogue.ts";
import { addDays, isWeekend } from "./days.rules.ts";

/** A run of days off that the law gives, both ends included; weekend days inside it are part of it. */
export interface LegalDaysOff {
  from: string;
  to: string;
  holiday: LegalHoliday;
}

/**
 * First day of the lunar year and 10th day of its third month in the Vietnamese calendar, which is computed for UTC+7
 * and differs from the Chinese one at times (Tết 2030 falls on 2 February, a day before the Chinese New Year).
 */
const lunarDates: Readonly<Record<number, { tet: string; hungKings: string }>> = {
  2024: { tet: "2024-02-10", hungKings: "2024-04-18" },
  2025: { tet: "2025-01-29", hungKings: "2025-04-07" },
  2026: { tet: "2026-02-17", hungKings: "2026-04-26" },
  2027: { tet: "2027-02-06", hungKings: "2027-04-16" },
  2028: { tet: "2028-01-26", hungKings: "2028-04-04" },
  2029: { tet: "2029-02-13", hungKings: "2029-04-23" },
  2030: { tet: "2030-02-02", hungKings: "2030-04-12" },
  2031: { tet: "2031-01-23", hungKings: "2031-04-01" },
  2032: { tet: "2032-02-11", hungKings: "2032-04-19" },
  2033: { tet: "2033-01-31", hungKings: "2033-04-09" },
  2034: { tet: "2034-02-19", hungKings: "2034-04-28" },
  2035: { tet: "2035-02-08", hungKings: "2035-04-17" },
};

const TET_DAYS = 5;

/**
 * The public holidays of a year by the Labour Code 2019: the days of article 112, each that falls on a Saturday or Sunday
 * made up for on the next working day (article 111.3). Swaps of days can't be foreseen. Where the law leaves the choice
 * (how many days of Tết before the first of the lunar year, which day beside 2 September), the one that gives the longer
 * run of days off is taken, as the government mostly does; of two equal ones Tết begins later, National Day earlier.
 *
 * @returns null for a year whose lunar dates are not known here.
 */
export function legalHolidays(
  year: number,
  assumptions: NonNullable<Calendar["assumptions"]> = {},
): readonly LegalDaysOff[] | null {
  const lunar = lunarDates[year];
  if (lunar === undefined) return null;
  // Asked for every day that is counted.
  const key = `${year} ${assumptions.tetDaysBefore} ${assumptions.cultureDay}`;
  const known = computed.get(key) ?? compute(year, lunar, assumptions);
  computed.set(key, known);
  return known;
}

const computed = new Map<string, readonly LegalDaysOff[]>();

function compute(
  year: number,
  lunar: { tet: string; hungKings: string },
  assumptions: NonNullable<Calendar["assumptions"]>,
): readonly LegalDaysOff[] {
  const tet = (before: number) => run(addDays(lunar.tet, -before), TET_DAYS);
  const before = assumptions.tetDaysBefore ?? (daysInARow(tet(2)) > daysInARow(tet(1)) ? 2 : 1);
  const nationalDay = (first: string) => run(first, 2);
  const eve = nationalDay(`${year}-09-01`);
  const after = nationalDay(`${year}-09-02`);
  const days: Holiday[] = [
    ...named("newYear", [`${year}-01-01`]),
    ...named("tet", tet(before)),
    ...named("hungKings", [lunar.hungKings]),
    ...named("reunificationAndLabour", [`${year}-04-30`, `${year}-05-01`]),
    ...named("nationalDay", daysInARow(after) > daysInARow(eve) ? after : eve),
    ...named("cultureDay", assumptions.cultureDay === true ? [`${year}-11-24`] : []),
  ];
  return runs(madeUp(days));
}

interface Holiday {
  day: string;
  holiday: LegalHoliday;
}

function named(holiday: LegalHoliday, days: readonly string[]): Holiday[] {
  return days.map((day) => ({ day, holiday }));
}

/** The holidays and, for each on a weekend, the next working day that is no holiday itself, in order. */
function madeUp(holidays: readonly Holiday[]): Holiday[] {
  const taken = new Set(holidays.map(({ day }) => day));
  const inPlace = holidays
    .filter(({ day }) => isWeekend(day))
    .map(({ day, holiday }): Holiday => {
      let next = day;
      while (isWeekend(next) || taken.has(next)) next = addDays(next, 1);
      taken.add(next);
      return { day: next, holiday };
    });
  return [...holidays, ...inPlace].sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** Days of one holiday with at most a weekend between them, as runs. */
function runs(holidays: readonly Holiday[]): LegalDaysOff[] {
  const found: LegalDaysOff[] = [];
  for (const { day, holiday } of holidays) {
    const last = found.at(-1);
    if (last?.holiday === holiday && weekdaysBetween(last.to, day) === 0) last.to = day;
    else found.push({ from: day, to: day, holiday });
  }
  return found;
}

/** How many days in a row are off around a holiday, weekends and days made up included. */
function daysInARow(days: readonly string[]): number {
  const off = new Set(madeUp(named("tet", days)).map(({ day }) => day));
  const isOff = (day: string) => isWeekend(day) || off.has(day);
  let from = days[0] ?? "";
  while (isOff(addDays(from, -1))) from = addDays(from, -1);
  let count = 0;
  for (let day = from; isOff(day); day = addDays(day, 1)) count += 1;
  return count;
}

function weekdaysBetween(after: string, before: string): number {
  let count = 0;
  for (let day = addDays(after, 1); day < before; day = addDays(day, 1)) if (!isWeekend(day)) count += 1;
  return count;
}

function run(first: string, length: number): string[] {
  return Array.from({ length }, (_, index) => addDays(first, index));
}
