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
 * receipt from the applicant knows a cut-off; a hand-over between nodes counts on the day it is made. A leg of the same
 * day takes no time of its own: the next one counts from the same instant. So legs in days, or in hours, are due when one
 * count of all of them would be.
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
  const found: DueLeg[] = [];
  let reached: string | null = null;
  for (const leg of legs) {
    const from: string = reached ?? receipt.at;
    const dueAt: string =
      reached === null ? dueFrom(leg.time, receipt, calendar).dueAt : legDueAt(leg.time, from, calendar);
    found.push({ ...leg, from, dueAt });
    if (leg.time.unit !== "sameDay") reached = dueAt;
  }
  const dueAt = reached ?? dueFrom({ unit: "sameDay" }, receipt, calendar).dueAt;
  const due = found.map((leg) => (leg.dueAt > dueAt ? { ...leg, dueAt } : leg));
  const span = { from: officeDay(receivedAt), to: officeDay(dueAt) };
  return {
    receivedAt,
    dueAt,
    steps: [
      ...receiptSteps(receipt),
      ...due.map(
        (leg): AppointmentStep => ({ kind: "leg", node: leg.node, time: leg.time, dueAt: leg.dueAt }),
      ),
      ...exceptions(span, calendar),
    ],
    legs: due,
  };
}

/**
 * When a node that got the dossier at `handedOverAt` must hand it on. The day of the hand-over is not counted; hours run
 * at once; "the same day" ends at closing, and what is handed over after closing or on a day off is of the next working
 * day.
 */
export function legDueAt(time: ProcessingTime, handedOverAt: string, calendar: Calendar): string {
  const day = officeDay(handedOverAt);
  const closed = !isWorkingDay(day, calendar) || handedOverAt > closingOf(day, calendar);
  const next = time.unit === "sameDay" && closed ? nextWorkingDay(day, calendar) : day;
  const at = next === day ? handedOverAt : openingOf(next, calendar);
  return dueFrom(time, { day: next, at, moved: null }, calendar).dueAt;
}
