import type { Calendar } from "../../../contract/catalogue.ts";
import { officeDay, officeInstant } from "../../../contract/time.ts";
import { addDays } from "./days.rules.ts";
import { nextWorkingDay, workingPeriods } from "./working-days.rules.ts";

export const HOUR_MS = 60 * 60 * 1000;

/**
 * The instant at which `ms` of working time have passed since `from`. What ends with a period is due at its end, not at
 * the next opening.
 */
export function addWorkingTime(from: string, ms: number, calendar: Calendar): string {
  const start = Date.parse(from);
  let left = ms;
  for (let day = officeDay(from); ; day = nextWorkingDay(day, calendar)) {
    for (const period of workingPeriods(day, calendar)) {
      const begins = Math.max(start, Date.parse(officeInstant(day, period.from)));
      const ends = Date.parse(officeInstant(day, period.to));
      if (ends <= begins) continue;
      if (left <= ends - begins) return new Date(begins + left).toISOString();
      left -= ends - begins;
    }
  }
}

/**
 * The working time between two instants in milliseconds, 0 where `to` is not after `from`: how long a dossier was with a
 * node, whatever nights, lunches and holidays lay between.
 */
export function workingTime(from: string, to: string, calendar: Calendar): number {
  let sum = 0;
  const last = officeDay(to);
  for (let day = officeDay(from); day <= last; day = addDays(day, 1)) {
    for (const period of workingPeriods(day, calendar)) {
      const begins = Math.max(Date.parse(from), Date.parse(officeInstant(day, period.from)));
      const ends = Math.min(Date.parse(to), Date.parse(officeInstant(day, period.to)));
      sum += Math.max(0, ends - begins);
    }
  }
  return sum;
}
