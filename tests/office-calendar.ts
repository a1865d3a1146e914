import { readFileSync } from "node:fs";
import { type Calendar, calendarSchema } from "../contract/catalogue.ts";
import { officeInstant, officeWallTime } from "../contract/time.ts";

/** The calendar that ships with the example office. */
export const officeCalendar: Calendar = calendarSchema.parse(
  JSON.parse(readFileSync(new URL("../data/phu-ninh/calendar.json", import.meta.url), "utf8")),
);

const [monday, tuesday, wednesday, thursday, friday] = officeCalendar.week;

/** The same for an office that works on Saturday mornings. */
export const saturdayMornings: Calendar = {
  ...officeCalendar,
  week: [monday, tuesday, wednesday, thursday, friday, [{ from: "07:30", to: "11:30" }], []],
};

/** @example instantOf("2026-11-23 08:00") // "2026-11-23T01:00:00.000Z"; seconds may follow */
export function instantOf(wall: string): string {
  const seconds = Number(wall.slice(17, 19) || 0);
  return new Date(
    Date.parse(officeInstant(wall.slice(0, 10), wall.slice(11, 16))) + seconds * 1000,
  ).toISOString();
}

/** The office's clock, to the minute: `2026-11-23 08:00`. */
export function wallOf(instant: string): string {
  return officeWallTime(instant).slice(0, 16).replace("T", " ");
}
