import type { Language } from "../../contract/text.ts";
import { OFFICE_ZONE, officeWallTime } from "../../contract/time.ts";

const locales: Record<Language, string> = { vi: "vi-VN", en: "en-GB", ro: "ro-RO" };

/** `HH:mm` on the office's clock. */
export function clockOf(instant: string | number): string {
  return officeWallTime(instant).slice(11, 16);
}

/** The clock of an instant of today; an earlier one has its day before it. */
export function momentOf(instant: string, language: Language, now = Date.now()): string {
  const [day, month] = [officeWallTime(instant).slice(8, 10), officeWallTime(instant).slice(5, 7)];
  const isToday = officeWallTime(instant).slice(0, 10) === officeWallTime(now).slice(0, 10);
  if (isToday) return clockOf(instant);
  return `${clockOf(instant)} ${language === "ro" ? `${day}.${month}` : `${day}/${month}`}`;
}

/** `dd/MM/yyyy` of a day `YYYY-MM-DD`. */
export function shortDay(day: string): string {
  const [year, month, date] = day.split("-");
  return `${date}/${month}/${year}`;
}

/**
 * A day with its weekday.
 *
 * @example longDay("2026-11-24", "vi") // "Thứ Ba, ngày 24/11/2026"
 */
export function longDay(day: string, language: Language): string {
  const noon = new Date(`${day}T05:00:00.000Z`);
  if (language === "vi") {
    const weekday = new Intl.DateTimeFormat("vi-VN", { weekday: "long", timeZone: OFFICE_ZONE }).format(noon);
    return `${capital(weekday)}, ngày ${shortDay(day)}`;
  }
  return capital(
    new Intl.DateTimeFormat(locales[language], {
      weekday: "long",
      day: "numeric",
      month: "long",
      year: "numeric",
      timeZone: OFFICE_ZONE,
    }).format(noon),
  );
}

/**
 * A day with its weekday, short: where a row of days is read, not one promised.
 *
 * @example weekdayAndDay("2026-11-24", "vi") // "Thứ Ba 24/11"
 */
export function weekdayAndDay(day: string, language: Language): string {
  const noon = new Date(`${day}T05:00:00.000Z`);
  const weekday = new Intl.DateTimeFormat(locales[language], {
    weekday: "long",
    timeZone: OFFICE_ZONE,
  }).format(noon);
  return `${language === "vi" ? capital(weekday) : weekday} ${dayAndMonth(day)}`;
}

/** `dd/MM` of a day `YYYY-MM-DD`. */
export function dayAndMonth(day: string): string {
  return shortDay(day).slice(0, 5);
}

/** An amount of đồng: `8.000 đ`. */
export function money(amount: number, language: Language): string {
  return `${wholeNumber(amount, language)} đ`;
}

export function wholeNumber(value: number, language: Language): string {
  return new Intl.NumberFormat(locales[language], { maximumFractionDigits: 1 }).format(value);
}

/** A share between 0 and 1: `58,44%`. */
export function percent(share: number, language: Language, digits = 2): string {
  return new Intl.NumberFormat(locales[language], {
    style: "percent",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(share);
}

/** A citizen number in groups that an eye can compare: `025 099 000 123`. */
export function groupedNumber(digits: string): string {
  return digits.replace(/(\d{3})(?=\d)/g, "$1 ");
}

/**
 * The day that a person typed: `1/2/1999`, `01-02-1999`, `01021999` or `1999-02-01`.
 *
 * @returns `YYYY-MM-DD`, or null where it is no day.
 */
export function readDay(text: string): string | null {
  const typed = text.trim();
  const match =
    /^(?<d>\d{1,2})[/.\-\s](?<m>\d{1,2})[/.\-\s](?<y>\d{4})$/.exec(typed) ??
    /^(?<d>\d{2})(?<m>\d{2})(?<y>\d{4})$/.exec(typed) ??
    /^(?<y>\d{4})-(?<m>\d{2})-(?<d>\d{2})$/.exec(typed);
  if (match?.groups === undefined) return null;
  const { d = "", m = "", y = "" } = match.groups;
  const day = `${y}-${m.padStart(2, "0")}-${d.padStart(2, "0")}`;
  const date = new Date(`${day}T00:00:00.000Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day) ? day : null;
}

/** The text with its first letter as a capital. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Whole minutes from the first instant to the second, none where clocks disagree. */
export function minutesBetween(from: string, to: string | number): number {
  return Math.max(0, Math.floor((new Date(to).getTime() - Date.parse(from)) / 60_000));
}
