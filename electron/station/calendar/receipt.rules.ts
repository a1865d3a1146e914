import type { Calendar } from "../../../contract/catalogue.ts";
import type { AppointmentStep } from "../../../contract/entities.ts";
import { officeDay, officeWallTime } from "../../../contract/time.ts";
import { nextWorkingDay, openingOf, workingPeriods } from "./working-days.rules.ts";

/** When something that was lodged counts as received. */
export interface Receipt {
  /** The working day that counts as the day of receipt; it is not counted itself. */
  day: string;
  /** The instant from which hours are counted: the receipt, or the opening of the day that it was moved to. */
  at: string;
  /** Why it was moved to a later day. */
  moved: { reason: "cutOff" | "closed"; cutOff?: string } | null;
}

/**
 * Received after the cut-off, after hours or on a day off, it counts as received when the next working day begins
 * (Decree 61/2018/NĐ-CP; the hour is the office's or the procedure's). Before opening and over lunch it is the same day.
 * Compared by the minute, as the paper shows it: who was received at 15:00 by the paper was in time.
 *
 * @param cutOff `HH:mm`
 */
export function receiptAt(receivedAt: string, calendar: Calendar, cutOff: string): Receipt {
  const day = officeDay(receivedAt);
  const clock = officeWallTime(receivedAt).slice(11, 16);
  const closing = workingPeriods(day, calendar).at(-1)?.to;
  if (closing !== undefined && clock <= closing && clock <= cutOff) {
    return { day, at: receivedAt, moved: null };
  }
  const next = nextWorkingDay(day, calendar);
  const open = closing !== undefined && clock <= closing;
  return {
    day: next,
    at: openingOf(next, calendar),
    moved: open ? { reason: "cutOff", cutOff } : { reason: "closed" },
  };
}

export function receiptSteps({ day, moved }: Receipt): AppointmentStep[] {
  return moved === null ? [] : [{ kind: "receivedNextWorkingDay", day, ...moved }];
}
