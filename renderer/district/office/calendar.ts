import type { Calendar } from "../../../contract/catalogue.ts";
import type { LocalizedText } from "../../../contract/text.ts";

export type CalendarYear = Calendar["years"][number];

/** What a day is, as the year shows it. */
export type DayKind = "working" | "off" | "holiday" | "worked" | "pending";

export interface DayShown {
  day: string;
  kind: DayKind;
  name: LocalizedText | null;
}

/** The days of a month, Monday first: null before the first and after the last. */
export function monthOf(calendar: Calendar, year: number, month: number): (DayShown | null)[] {
  const first = new Date(Date.UTC(year, month, 1));
  const days = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const before = (first.getUTCDay() + 6) % 7;
  const cells: (DayShown | null)[] = Array.from({ length: before }, () => null);
  for (let date = 1; date <= days; date += 1) {
    const day = new Date(Date.UTC(year, month, date)).toISOString().slice(0, 10);
    cells.push({ day, ...kindOf(calendar, year, day, (before + date - 1) % 7) });
  }
  while (cells.length % 7 !== 0) cells.push(null);
  return cells;
}

function kindOf(calendar: Calendar, year: number, day: string, weekday: number): Omit<DayShown, "day"> {
  const entry = calendar.years.find((known) => known.year === year);
  const holiday = entry?.holidays.find(({ from, to }) => from <= day && day <= to);
  if (holiday !== undefined)
    return { kind: holiday.pending === true ? "pending" : "holiday", name: holiday.name };
  const worked = entry?.workedDays.find((known) => known.day === day);
  if (worked !== undefined) return { kind: "worked", name: worked.name };
  return { kind: (calendar.week[weekday] ?? []).length === 0 ? "off" : "working", name: null };
}

/** One entry of a year's list. */
export interface YearEntry {
  kind: "holiday" | "workedDay";
  from: string;
  to: string;
  name: LocalizedText;
}

export function entriesOf(year: CalendarYear): YearEntry[] {
  return [
    ...year.holidays.map(({ from, to, name }) => ({ kind: "holiday" as const, from, to, name })),
    ...year.workedDays.map(({ day, name }) => ({ kind: "workedDay" as const, from: day, to: day, name })),
  ].sort((a, b) => a.from.localeCompare(b.from));
}

/** The calendar with days off or worked put in; a worked day is one day. */
export function withEntry(calendar: Calendar, { kind, from, to, name }: YearEntry): Calendar {
  return withYear(calendar, Number(from.slice(0, 4)), (year) =>
    kind === "holiday"
      ? {
          ...year,
          holidays: [...year.holidays, { from, to, name }].sort((a, b) => a.from.localeCompare(b.from)),
        }
      : {
          ...year,
          workedDays: [...year.workedDays, { day: from, name }].sort((a, b) => a.day.localeCompare(b.day)),
        },
  );
}

export function withoutEntry(calendar: Calendar, { kind, from }: YearEntry): Calendar {
  return withYear(calendar, Number(from.slice(0, 4)), (year) =>
    kind === "holiday"
      ? { ...year, holidays: year.holidays.filter((holiday) => holiday.from !== from) }
      : { ...year, workedDays: year.workedDays.filter((worked) => worked.day !== from) },
  );
}

/** With the year after the last one, empty. */
export function withNextYear(calendar: Calendar): Calendar {
  const last = calendar.years.at(-1)?.year ?? new Date().getFullYear() - 1;
  const next: CalendarYear = {
    year: last + 1,
    status: "assumed",
    source: "",
    holidays: [],
    workedDays: [],
  };
  return { ...calendar, years: [...calendar.years, next] };
}

function withYear(calendar: Calendar, year: number, change: (year: CalendarYear) => CalendarYear): Calendar {
  return {
    ...calendar,
    years: calendar.years.map((entry) => (entry.year === year ? change(entry) : entry)),
  };
}

/** Periods as one line: `07:30–11:30, 13:00–17:00`; empty of a day off. */
export function hoursText(periods: Calendar["week"][number]): string {
  return periods.map(({ from, to }) => `${from}–${to}`).join(", ");
}

/** What was typed of a weekday's hours, or null where it can't be read. */
export function readHours(text: string): Calendar["week"][number] | null {
  if (text.trim() === "") return [];
  const periods = text
    .split(",")
    .map((part) => /^\s*(\d{1,2}:\d{2})\s*[–-]\s*(\d{1,2}:\d{2})\s*$/.exec(part));
  if (periods.some((found) => found === null)) return null;
  const read = periods.flatMap((found) =>
    found === null ? [] : [{ from: clock(found[1] ?? ""), to: clock(found[2] ?? "") }],
  );
  return read.every(({ from, to }) => isClock(from) && isClock(to) && from < to) ? read : null;
}

function clock(typed: string): string {
  return typed.padStart(5, "0");
}

function isClock(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}
