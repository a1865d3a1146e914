import type { Calendar } from "../../../contract/catalogue.ts";
import { officeDay } from "../../../contract/time.ts";
import { previousWorkingDay, workingDaysAfter } from "./working-days.rules.ts";

/**
 * Working days left until due: 0 on the day itself, until the due minute. Late it is negative: every beginning working
 * day of lateness counts, so a minute late is -1.
 */
export function remainingWorkingDays(dueAt: string, now: string, calendar: Calendar): number {
  const [due, today] = [officeDay(dueAt), officeDay(now)];
  if (now <= dueAt) return workingDaysAfter(today, due, calendar).length;
  return -Math.max(1, workingDaysAfter(due, today, calendar).length);
}

/** The working days on which it is warned that something will be due: two before, one before the day it is due. */
export function warningDays(dueAt: string, calendar: Calendar): { twoBefore: string; oneBefore: string } {
  const oneBefore = previousWorkingDay(officeDay(dueAt), calendar);
  return { twoBefore: previousWorkingDay(oneBefore, calendar), oneBefore };
}

export type Punctuality = "early" | "onTime" | "late";

/**
 * *Trước hạn, đúng hạn, quá hạn* (form 05, report II.06a): on time is the day it was due, up to the minute; early is a
 * day before that.
 */
export function punctuality(dueAt: string, doneAt: string): Punctuality {
  if (doneAt > dueAt) return "late";
  return officeDay(doneAt) < officeDay(dueAt) ? "early" : "onTime";
}
