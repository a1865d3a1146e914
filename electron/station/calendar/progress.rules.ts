import { officeDay } from "../../../contract/time.ts";

export type Punctuality = "early" | "onTime" | "late";

/**
 * *Trước hạn, đúng hạn, quá hạn* (form 05, report II.06a): on time is the day it was due, up to the minute; early is a
 * day before that.
 */
export function punctuality(dueAt: string, doneAt: string): Punctuality {
  if (doneAt > dueAt) return "late";
  return officeDay(doneAt) < officeDay(dueAt) ? "early" : "onTime";
}
