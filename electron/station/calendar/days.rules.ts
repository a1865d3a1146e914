const DAY_MS = 24 * 60 * 60 * 1000;

/** @example addDays("2026-12-31", 1) // "2027-01-01" */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

/** 0 for Monday … 6 for Sunday. */
export function weekday(day: string): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
}

/** Saturday or Sunday, the weekly days off of public servants (Decision 188/1999/QĐ-TTg). */
export function isWeekend(day: string): boolean {
  return weekday(day) >= 5;
}
