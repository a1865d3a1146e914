import { z } from "zod";

/** The office's zone, whatever the PC says. Vietnam has no daylight saving time. */
export const OFFICE_ZONE = "Asia/Ho_Chi_Minh";
const OFFICE_OFFSET_MS = 7 * 60 * 60 * 1000;

/** An instant: ISO 8601 in UTC with milliseconds, e.g. `2026-11-24T01:30:00.000Z`. */
export const instantSchema = z.iso.datetime({ precision: 3 });
/** A calendar day in the office's zone, `YYYY-MM-DD`. */
export const daySchema = z.iso.date();
/** A wall-clock time in the office, `HH:mm`. */
export const clockSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** The day in the office at that instant, `YYYY-MM-DD`. */
export function officeDay(instant: string | number | Date): string {
  return officeWallTime(instant).slice(0, 10);
}

/** The wall clock in the office at that instant, `YYYY-MM-DDTHH:mm:ss.sss` without a zone. */
export function officeWallTime(instant: string | number | Date): string {
  return new Date(new Date(instant).getTime() + OFFICE_OFFSET_MS).toISOString().slice(0, -1);
}

/** The instant at which the office's wall clock shows `day` and `clock`. */
export function officeInstant(day: string, clock: string): string {
  return new Date(Date.parse(`${day}T${clock}:00.000Z`) - OFFICE_OFFSET_MS).toISOString();
}
