import type { Calendar, Procedure } from "../../../contract/catalogue.ts";
import type { Dossier, Leg } from "../../../contract/dossier.ts";
import { standingPause } from "../../../contract/dossier-life.ts";
import type { Appointment } from "../../../contract/entities.ts";
import { officeDay } from "../../../contract/time.ts";
import { appointment } from "../calendar/appointment.rules.ts";
import { interlinkedAppointment } from "../calendar/legs.rules.ts";
import { pausedAppointment } from "../calendar/pauses.rules.ts";
import { previousWorkingDay } from "../calendar/working-days.rules.ts";

/** What was promised, and until when each node of the route has the dossier. */
export interface Promised {
  appointment: Appointment;
  legs: Leg[];
}

type Timed = Pick<Procedure, "time" | "cutOff" | "route">;

/**
 * What a receipt promises for a dossier received at `at`: the procedure's time, or the times of its route one after
 * the other.
 *
 * @param procedure As it is in its case.
 * @param nodeName What a node of the route is called on papers.
 * @throws AppError CALENDAR_MISSING
 */
export function promised(
  procedure: Timed,
  at: string,
  calendar: Calendar,
  nodeName: (node: string) => string,
): Promised {
  const options = optionsOf(procedure);
  const [first, ...others] = procedure.route.map(({ node, time }) => ({
    id: node,
    node: nodeName(node),
    time,
  }));
  if (first === undefined)
    return { appointment: appointment(procedure.time, at, calendar, options), legs: [] };
  const { legs, ...interlinked } = interlinkedAppointment([first, ...others], at, calendar, options);
  return {
    appointment: interlinked,
    legs: legs.map(({ node, dueAt }, index) => ({
      node: procedure.route[index]?.node ?? node,
      name: node,
      dueAt,
    })),
  };
}

/**
 * When a dossier whose clock stands is due if it goes on at `at`: what was left is left. Null where its clock runs.
 *
 * @throws AppError CALENDAR_MISSING
 */
export function dueAfterPause(
  dossier: Dossier,
  procedure: Timed,
  at: string,
  calendar: Calendar,
): { dueAt: string; steps: Appointment["steps"] } | null {
  const pause = standingPause(dossier);
  if (pause === null) return null;
  const { kind, from, dueAt } = pause;
  // What was promised last, be it by the receipt, an apology or after an earlier pause.
  const last = { ...dossier.appointment, dueAt };
  const after = pausedAppointment(
    last,
    timeOf(procedure),
    [{ kind, from, to: at }],
    calendar,
    optionsOf(procedure),
  );
  return { dueAt: after.dueAt ?? dueAt, steps: after.steps };
}

/** The last day on which an apology with a new date may be given: a working day before the promised one. */
export function lastDayToExtend(dueAt: string, calendar: Calendar): string {
  return previousWorkingDay(officeDay(dueAt), calendar);
}

/** Legs in hours and days together are counted in hours. */
function timeOf({ time, route }: Timed): Procedure["time"] {
  const units = new Set(route.map((leg) => leg.time.unit));
  units.delete("sameDay");
  if (units.size === 0) return time;
  return units.has("hours") ? { unit: "hours", count: 1 } : { unit: "workingDays", count: 1 };
}

function optionsOf({ cutOff }: Timed): { cutOff?: string } {
  return cutOff === undefined ? {} : { cutOff };
}
