import type { Calendar, ProcessingTime } from "../../../contract/catalogue.ts";
import type { Appointment, AppointmentStep } from "../../../contract/entities.ts";
import { officeDay, officeInstant } from "../../../contract/time.ts";
import { exceptions } from "./exceptions.rules.ts";
import { type Receipt, receiptAt, receiptSteps } from "./receipt.rules.ts";
import { addWorkingDays, closingOf, nextWorkingDay, workingPeriods } from "./working-days.rules.ts";
import { addWorkingTime, HOUR_MS } from "./working-time.rules.ts";

export interface AppointmentOptions {
  /** `HH:mm`, where the procedure has its own cut-off. */
  cutOff?: string;
}

/**
 * When the result of a dossier received at `receivedAt` is due (*hẹn trả kết quả*).
 *
 * The day of receipt is not counted; what comes after the cut-off counts as received on the next working day (see
 * `receiptAt`). Days and times are those of the office's zone, whatever the PC says.
 *
 * @throws AppError CALENDAR_MISSING for years without an entry whose lunar dates are not known either.
 */
export function appointment(
  time: ProcessingTime,
  receivedAt: string,
  calendar: Calendar,
  options: AppointmentOptions = {},
): Appointment {
  const receipt = receiptAt(receivedAt, calendar, options.cutOff ?? calendar.cutOff);
  const { dueAt, steps } = dueFrom(time, receipt, calendar);
  const span = { from: officeDay(receivedAt), to: officeDay(dueAt) };
  return { receivedAt, dueAt, steps: [...receiptSteps(receipt), ...steps, ...exceptions(span, calendar)] };
}

/** The due instant counted from a receipt, and the count. */
export function dueFrom(
  time: ProcessingTime,
  receipt: Receipt,
  calendar: Calendar,
): { dueAt: string; steps: AppointmentStep[] } {
  switch (time.unit) {
    case "workingDays":
      return daysFrom(receipt.day, time.count, calendar);
    case "hours":
      return hoursFrom(receipt.at, time.count * HOUR_MS, calendar);
    case "sameDay": {
      const periods = workingPeriods(receipt.day, calendar);
      const period = receipt.moved === null ? periods.at(-1) : periods[0];
      return {
        dueAt: officeInstant(receipt.day, period?.to ?? "00:00"),
        steps: [{ kind: "sameDay", day: receipt.day }],
      };
    }
  }
}

/** `count` working days after `day`, at closing. */
export function daysFrom(day: string, count: number, calendar: Calendar) {
  const to = addWorkingDays(day, count, calendar);
  const from = nextWorkingDay(day, calendar);
  const steps: AppointmentStep[] = [{ kind: "counted", from, to, workingDays: count }];
  return { dueAt: closingOf(to, calendar), steps };
}

/** `ms` of working time after an instant. */
export function hoursFrom(from: string, ms: number, calendar: Calendar) {
  const dueAt = addWorkingTime(from, ms, calendar);
  const steps: AppointmentStep[] = [{ kind: "hoursCounted", from, to: dueAt, hours: ms / HOUR_MS }];
  return { dueAt, steps };
}
