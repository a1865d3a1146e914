import type { Calendar, Period, QueueRules, ServiceGroup } from "../../../contract/catalogue.ts";
import { isAppError } from "../../../contract/errors.ts";
import type { Opening } from "../../../contract/queue.ts";
import { officeDay, officeInstant } from "../../../contract/time.ts";
import { addDays, weekday } from "../calendar/days.rules.ts";
import { workingPeriods } from "../calendar/working-days.rules.ts";

/** What decides whether a group gives out numbers. */
export interface OpeningInput {
  group: ServiceGroup;
  rules: QueueRules;
  calendar: Calendar;
  /** Numbers given out in the group today; looked at only where it has a quota. */
  issued: number;
  /** This PC gives out numbers at any hour: for practice and trying out. */
  anyHour: boolean;
  now: string;
}

/**
 * Whether a group gives out numbers at `now`, from when and until when. It opens and closes on the exact minute: at
 * `opensAt` it is open, at `closesAt` it no longer is.
 */
export function openingOf(input: OpeningInput): Opening {
  const { group, issued, now } = input;
  if (!group.open) return { state: "closed", reason: "office", opensAt: null };
  const left = group.quotaPerDay === undefined ? null : Math.max(0, group.quotaPerDay - issued);
  const today = officeDay(now);
  const windows = input.anyHour ? [{ from: now, to: null }] : windowsOn(today, input);
  const current = windows.find(({ from, to }) => from <= now && (to === null || now < to));
  if (left === 0)
    return { state: "closed", reason: "quota", opensAt: firstWindowAfter(today, input)?.from ?? null };
  if (current !== undefined) return { state: "open", closesAt: current.to, left };
  const later = windows.find(({ from }) => now < from) ?? firstWindowAfter(today, input);
  return {
    state: "closed",
    reason: windows.length === 0 ? "dayOff" : "hours",
    opensAt: later?.from ?? null,
  };
}

/** The next instant at which one of the groups opens or closes by the clock; null where none is known. */
export function nextOpeningChange(openings: readonly Opening[]): string | null {
  const changes = openings.flatMap((opening) => {
    const at = opening.state === "open" ? opening.closesAt : opening.opensAt;
    return at === null ? [] : [at];
  });
  return changes.sort()[0] ?? null;
}

interface Window {
  from: string;
  to: string | null;
}

function windowsOn(day: string, { group, rules, calendar }: OpeningInput): Window[] {
  const working = periodsOn(day, calendar);
  if (working.length === 0) return [];
  if (group.hours !== undefined) return group.hours.map((period) => windowOf(day, period, 0, 0));
  return working.map((period) => windowOf(day, period, rules.opensBeforeMinutes, rules.closesBeforeMinutes));
}

function windowOf(day: string, period: Period, before: number, early: number): Window {
  return {
    from: shifted(officeInstant(day, period.from), -before),
    to: shifted(officeInstant(day, period.to), -early),
  };
}

function shifted(instant: string, minutes: number): string {
  return new Date(Date.parse(instant) + minutes * 60_000).toISOString();
}

/** Long holidays last a week or two; further ahead nobody plans a visit by a kiosk. */
const DAYS_AHEAD = 21;

function firstWindowAfter(day: string, input: OpeningInput): Window | null {
  for (let ahead = 1; ahead <= DAYS_AHEAD; ahead += 1) {
    const [first] = windowsOn(addDays(day, ahead), input);
    if (first !== undefined) return first;
  }
  return null;
}

/** The periods in which the office works on a day; an ordinary week where the calendar has run out. */
export function periodsOn(day: string, calendar: Calendar): readonly Period[] {
  try {
    return workingPeriods(day, calendar);
  } catch (error) {
    // A calendar that has run out must not keep people from their numbers: an ordinary week is assumed.
    if (!isAppError(error) || error.code !== "CALENDAR_MISSING") throw error;
    return calendar.week[weekday(day)] ?? [];
  }
}
