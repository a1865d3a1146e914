import type { Calendar, ProcessingTime } from "../../../contract/catalogue.ts";
import type { Appointment, AppointmentStep } from "../../../contract/entities.ts";
import { officeDay } from "../../../contract/time.ts";
import { type AppointmentOptions, dueFrom } from "./appointment.rules.ts";
import { exceptions } from "./exceptions.rules.ts";
import { receiptAt, receiptSteps } from "./receipt.rules.ts";
import { closingOf, isWorkingDay, nextWorkingDay, openingOf } from "./working-days.rules.ts";

/** The share of one node in an interlinked procedure (*một cửa liên thông*). */
export interface Leg {
  /** The node's name as it is printed. */
  node: string;
  time: ProcessingTime;
}

export interface DueLeg extends Leg {
  /** When it should have the dossier by: the due instant of the leg before, for the first the receipt. */
  from: string;
  /** When it must have handed the dossier on. */
  dueAt: string;
}

/** An appointment for the applicant, due with the last leg, and what it leaves to each node. */
export interface InterlinkedAppointment extends Appointment {
  legs: DueLeg[];
}

/**
 * When an interlinked procedure is due at each node in turn and to the applicant: the legs one after the other. Only the
 * receipt from the applicant knows a cut-off; a hand-over between nodes counts on the day it is made. Legs in days add up
 * to the same as one count of all the days.
 *
 * @throws AppError CALENDAR_MISSING
 */
export function interlinkedAppointment(
  legs: readonly [Leg, ...Leg[]],
  receivedAt: string,
  calendar: Calendar,
  options: AppointmentOptions = {},
): InterlinkedAppointment {
  const receipt = receiptAt(receivedAt, calendar, options.cutOff ?? calendar.cutOff);
  const due: DueLeg[] = [];
  for (const leg of legs) {
    const before = due.at(-1);
    const from = before?.dueAt ?? receipt.at;
    const { dueAt } =
      before === undefined
        ? dueFrom(leg.time, receipt, calendar)
        : { dueAt: legDueAt(leg.time, from, calendar) };
    due.push({ ...leg, from, dueAt });
  }
  const dueAt = due.at(-1)?.dueAt ?? receivedAt;
  const span = { from: officeDay(receivedAt), to: officeDay(dueAt) };
  const steps = due.map(({ node, time, dueAt }): AppointmentStep => ({ kind: "leg", node, time, dueAt }));
  return {
    receivedAt,
    dueAt,
    steps: [...receiptSteps(receipt), ...steps, ...exceptions(span, calendar)],
    legs: due,
  };
}

/**
 * When a node that got the dossier at `handedOverAt` must hand it on. The day of the hand-over is not counted; hours run
 * at once; "the same day" ends at closing, and what is handed over at closing or later is of the next working day.
 */
export function legDueAt(time: ProcessingTime, handedOverAt: string, calendar: Calendar): string {
  const day = officeDay(handedOverAt);
  const closed = !isWorkingDay(day, calendar) || handedOverAt >= closingOf(day, calendar);
  const next = time.unit === "sameDay" && closed ? nextWorkingDay(day, calendar) : day;
  const at = next === day ? handedOverAt : openingOf(next, calendar);
  return dueFrom(time, { day: next, at, moved: null }, calendar).dueAt;
}
