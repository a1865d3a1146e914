import type { Calendar, QueueRules, ServiceGroup } from "../../../contract/catalogue.ts";
import type { Slot } from "../../../contract/queue.ts";
import { officeInstant } from "../../../contract/time.ts";
import { periodsOn } from "./opening.rules.ts";

const MINUTE_MS = 60_000;
/** Who comes longer before the time than this is asked to come back: the hall is no waiting room for hours. */
export const EARLY_MS = 60 * MINUTE_MS;

/**
 * The slots of a group on a day: whole ones within its hours, none that has begun.
 *
 * @param booked when the slots that are booked on that day begin, one for each booking.
 */
export function slotsOf(
  group: ServiceGroup,
  calendar: Calendar,
  day: string,
  booked: readonly string[],
  now: string,
): Slot[] {
  const { appointments } = group;
  const working = periodsOn(day, calendar);
  if (appointments === undefined || working.length === 0) return [];
  const length = appointments.slotMinutes * MINUTE_MS;
  const slots: Slot[] = [];
  for (const { from, to } of group.hours ?? working) {
    const end = Date.parse(officeInstant(day, to));
    for (let start = Date.parse(officeInstant(day, from)); start + length <= end; start += length) {
      const slot = new Date(start).toISOString();
      if (slot <= now) continue;
      const taken = booked.filter((other) => other === slot).length;
      slots.push({ slot, left: Math.max(0, appointments.perSlot - taken) });
    }
  }
  return slots;
}

/** Where one who comes with an appointment stands. */
export type Arrival =
  | { kind: "early" }
  /** In time: the wait counts from shortly before the appointed time, whoever came before. */
  | { kind: "inTime"; queuedFrom: string }
  /** Too late: waits as everybody does. */
  | { kind: "late" };

export function arrival(slot: string, now: string, rules: QueueRules): Arrival {
  const [appointed, present] = [Date.parse(slot), Date.parse(now)];
  if (present < appointed - EARLY_MS) return { kind: "early" };
  if (present > appointed + rules.appointmentGraceMinutes * MINUTE_MS) return { kind: "late" };
  const queuedFrom = appointed - rules.appointmentLeadMinutes * MINUTE_MS;
  return { kind: "inTime", queuedFrom: new Date(queuedFrom).toISOString() };
}
