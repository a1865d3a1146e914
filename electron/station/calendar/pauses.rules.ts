import type { Calendar, ProcessingTime } from "../../../contract/catalogue.ts";
import type { ClockPause } from "../../../contract/dossier.ts";
import type { Appointment, AppointmentStep } from "../../../contract/entities.ts";
import { officeDay } from "../../../contract/time.ts";
import { type AppointmentOptions, daysFrom, dueFrom, hoursFrom } from "./appointment.rules.ts";
import { addDays } from "./days.rules.ts";
import { exceptions } from "./exceptions.rules.ts";
import { receiptAt } from "./receipt.rules.ts";
import { closingOf, openingOf, workingDaysAfter } from "./working-days.rules.ts";
import { HOUR_MS, workingTime } from "./working-time.rules.ts";

/** An appointment as pauses have moved it: not due at any time while one is open. */
export type PausedAppointment = Omit<Appointment, "dueAt"> & { dueAt: string | null };

/**
 * The appointment after pauses of the clock (*tạm dừng*): while a supplement or payment is awaited or work is stopped, the
 * time of the dossier stands, and what was left when the pause began is left when it ends.
 *
 * - Days: a working day that ended before the pause is used; one that had begun, and one in which the pause ends, are not.
 *   What was awaited is received like a dossier: the day of receipt is not counted (Civil Code 2015, article 147.2), after
 *   the cut-off it counts as received on the next working day.
 * - Hours: what was left of them to the millisecond, from the instant of receipt or, after the cut-off, the next opening.
 * - Same day: the day of receipt of what was awaited, or the next morning after the cut-off.
 *
 * A pause without working time in it changes nothing; nor does one that begins when the dossier is late already: lateness
 * is not healed. No pause makes an appointment earlier. Pauses that touch or overlap are one. What is left is measured to
 * the promised instant, so a calendar that changed since the promise does not change the promise; pass the appointment
 * that was last promised, and only the pauses after it.
 *
 * @param time The procedure's time, for its unit; an interlinked procedure's total. Mixed legs: any count of hours.
 * @throws AppError CALENDAR_MISSING
 */
export function pausedAppointment(
  promised: Appointment,
  time: ProcessingTime,
  pauses: readonly ClockPause[],
  calendar: Calendar,
  options: AppointmentOptions = {},
): PausedAppointment {
  const cutOff = options.cutOff ?? calendar.cutOff;
  let current = promised;
  for (const { from, to, parts } of joined(pauses, promised.receivedAt)) {
    // Late already; a later pause can't be in time either.
    if (from >= current.dueAt) break;
    if (to === null) return suspended(current, time, from, parts, calendar);
    if (workingTime(from, to, calendar) === 0) continue;
    current = resumed(current, time, { from, to, parts }, calendar, cutOff);
  }
  return current;
}

/** Pauses that touch or overlap, taken as one. */
interface Joined {
  from: string;
  to: string | null;
  parts: readonly ClockPause[];
}

function joined(pauses: readonly ClockPause[], notBefore: string): Joined[] {
  const sorted = pauses
    .map((pause) => (pause.from < notBefore ? { ...pause, from: notBefore } : pause))
    .filter(({ from, to }) => to === null || from < to)
    .sort((a, b) => (a.from < b.from ? -1 : 1));
  const found: Joined[] = [];
  for (const pause of sorted) {
    const last = found.at(-1);
    if (last === undefined || (last.to !== null && last.to < pause.from)) {
      found.push({ from: pause.from, to: pause.to, parts: [pause] });
    } else {
      const to = last.to === null || pause.to === null ? null : later(last.to, pause.to);
      found[found.length - 1] = { from: last.from, to, parts: [...last.parts, pause] };
    }
  }
  return found;
}

function resumed(
  current: Appointment,
  time: ProcessingTime,
  pause: { from: string; to: string; parts: readonly ClockPause[] },
  calendar: Calendar,
  cutOff: string,
): Appointment {
  const receipt = receiptAt(pause.to, calendar, cutOff);
  const left = leftAt(current, time, pause.from, calendar);
  const count =
    left.unit === "workingDays"
      ? daysFrom(receipt.day, left.workingDays, calendar)
      : left.unit === "hours"
        ? hoursFrom(receipt.at, left.ms, calendar)
        : dueFrom({ unit: "sameDay" }, receipt, calendar);
  const dueAt = later(count.dueAt, current.dueAt);
  const reason = receipt.moved === null ? {} : { reason: receipt.moved.reason };
  const span = { from: receipt.day, to: officeDay(dueAt) };
  return {
    receivedAt: current.receivedAt,
    dueAt,
    steps: [
      ...stepsUntil(current, pause, left, calendar),
      { kind: "resumed", day: receipt.day, ...reason },
      ...count.steps,
      ...distinct([...exceptionsUntil(current, pause.from), ...exceptions(span, calendar)]),
    ],
  };
}

function suspended(
  current: Appointment,
  time: ProcessingTime,
  from: string,
  parts: readonly ClockPause[],
  calendar: Calendar,
): PausedAppointment {
  const left = leftAt(current, time, from, calendar);
  const step: AppointmentStep[] =
    left.unit === "workingDays"
      ? [{ kind: "daysLeft", workingDays: left.workingDays }]
      : left.unit === "hours"
        ? [{ kind: "hoursLeft", hours: left.ms / HOUR_MS }]
        : [];
  return {
    receivedAt: current.receivedAt,
    dueAt: null,
    steps: [
      ...stepsUntil(current, { from, parts }, left, calendar),
      ...step,
      ...exceptionsUntil(current, from),
    ],
  };
}

type Left =
  | { unit: "workingDays"; workingDays: number }
  | { unit: "hours"; ms: number }
  | { unit: "sameDay" };

/** What is left of the time at an instant before it is due. */
function leftAt(current: Appointment, time: ProcessingTime, at: string, calendar: Calendar): Left {
  if (time.unit === "sameDay") return { unit: "sameDay" };
  const start = startOf(current, calendar);
  if (time.unit === "hours") {
    return { unit: "hours", ms: workingTime(later(at, start.at ?? at), current.dueAt, calendar) };
  }
  const days = workingDaysAfter(start.day, officeDay(current.dueAt), calendar);
  const open = days.filter((day) => closingOf(day, calendar) > at);
  // The promised day may have become a day off since; something is left all the same while it is ahead.
  return { unit: "workingDays", workingDays: Math.max(1, open.length) };
}

/** The day after which days are counted, and the instant before which hours are not; null where that is the receipt. */
function startOf({ receivedAt, steps }: Appointment, calendar: Calendar): { day: string; at: string | null } {
  const start = steps.findLast((step) => step.kind === "receivedNextWorkingDay" || step.kind === "resumed");
  if (start?.kind !== "receivedNextWorkingDay" && start?.kind !== "resumed") {
    return { day: officeDay(receivedAt), at: null };
  }
  return { day: start.day, at: start.reason === undefined ? null : openingOf(start.day, calendar) };
}

/** The steps of the count up to a pause, the last of them cut off at it, and the pause. */
function stepsUntil(
  current: Appointment,
  pause: { from: string; parts: readonly ClockPause[] },
  left: Left,
  calendar: Calendar,
): AppointmentStep[] {
  const count = current.steps.filter((step) => !isException(step));
  const last = count.findLastIndex((step) => isCount(step));
  const steps = count.flatMap((step, index) => {
    if (index !== last || step.kind === "leg") return [step];
    return usedOf(step, pause.from, left, calendar);
  });
  return [
    ...steps,
    ...pause.parts.map(
      (part): AppointmentStep => ({ kind: "paused", from: part.from, to: part.to, reason: part.kind }),
    ),
  ];
}

function usedOf(step: AppointmentStep, at: string, left: Left, calendar: Calendar): AppointmentStep[] {
  if (step.kind === "counted" && left.unit === "workingDays") {
    const workingDays = step.workingDays - left.workingDays;
    const ended = workingDaysAfter(addDays(step.from, -1), officeDay(at), calendar).filter(
      (day) => closingOf(day, calendar) <= at,
    );
    const to = ended.at(-1);
    return workingDays > 0 && to !== undefined ? [{ ...step, to, workingDays }] : [];
  }
  if (step.kind === "hoursCounted" && left.unit === "hours") {
    const hours = step.hours - left.ms / HOUR_MS;
    return hours > 0 ? [{ ...step, to: at, hours }] : [];
  }
  return [];
}

function isCount(step: AppointmentStep): boolean {
  return ["counted", "hoursCounted", "sameDay", "leg"].includes(step.kind);
}

function isException(step: AppointmentStep): boolean {
  return ["holiday", "legalHoliday", "workedDay", "assumedCalendar"].includes(step.kind);
}

function exceptionsUntil({ steps }: Appointment, at: string): AppointmentStep[] {
  const day = officeDay(at);
  return steps.filter((step) => {
    if (step.kind === "holiday" || step.kind === "legalHoliday") return step.from <= day;
    if (step.kind === "workedDay") return step.day <= day;
    return step.kind === "assumedCalendar";
  });
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}

function distinct(steps: readonly AppointmentStep[]): AppointmentStep[] {
  const seen = new Set<string>();
  return steps.filter((step) => {
    const key = JSON.stringify(step);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
