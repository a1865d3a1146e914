/** A period as it stands in the page's address: `all`, `2025`, `2025-Q2`, `2025-05`, `2025-05-01_2025-06-10`. */
export type Period =
  | { kind: "all" }
  | { kind: "year"; year: number }
  | { kind: "quarter"; year: number; quarter: number }
  | { kind: "month"; year: number; month: number }
  | { kind: "range"; from: string; to: string };

export type PeriodKind = Period["kind"];
export const periodKinds: readonly PeriodKind[] = ["month", "quarter", "year", "range", "all"];

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The period that a code says, or the year of `today` where it says none. */
export function periodOf(code: string | undefined, today: string): Period {
  const year = Number(code?.slice(0, 4));
  const [from = "", to = ""] = code?.split("_") ?? [];
  if (code === "all") return { kind: "all" };
  if (code !== undefined && /^\d{4}$/.test(code)) return { kind: "year", year };
  if (code !== undefined && /^\d{4}-Q[1-4]$/.test(code))
    return { kind: "quarter", year, quarter: Number(code.slice(6)) };
  if (code !== undefined && /^\d{4}-(0[1-9]|1[0-2])$/.test(code))
    return { kind: "month", year, month: Number(code.slice(5)) };
  if (DAY.test(from) && DAY.test(to) && from <= to) return { kind: "range", from, to };
  return { kind: "year", year: Number(today.slice(0, 4)) };
}

export function codeOf(period: Period): string {
  switch (period.kind) {
    case "all":
      return "all";
    case "year":
      return String(period.year);
    case "quarter":
      return `${period.year}-Q${period.quarter}`;
    case "month":
      return `${period.year}-${two(period.month)}`;
    case "range":
      return `${period.from}_${period.to}`;
  }
}

/** First and last day; `from` is null of all. */
export function daysOf(period: Period, today: string): { from: string | null; to: string } {
  switch (period.kind) {
    case "all":
      return { from: null, to: today };
    case "year":
      return { from: `${period.year}-01-01`, to: `${period.year}-12-31` };
    case "quarter":
      return monthsOf(period.year, 3 * period.quarter - 2, 3 * period.quarter);
    case "month":
      return monthsOf(period.year, period.month, period.month);
    case "range":
      return { from: period.from, to: period.to };
  }
}

/** The period of the same kind before (-1) or after (1); null where there is none. */
export function stepped(period: Period, step: 1 | -1): Period | null {
  switch (period.kind) {
    case "year":
      return { ...period, year: period.year + step };
    case "quarter": {
      const number = period.year * 4 + period.quarter - 1 + step;
      return { kind: "quarter", year: Math.floor(number / 4), quarter: (number % 4) + 1 };
    }
    case "month": {
      const number = period.year * 12 + period.month - 1 + step;
      return { kind: "month", year: Math.floor(number / 12), month: (number % 12) + 1 };
    }
    default:
      return null;
  }
}

/** A period of another kind around the last day of this one that has passed. */
export function inKind(period: Period, kind: PeriodKind, today: string): Period {
  const { from, to } = daysOf(period, today);
  const last = to < today ? to : today;
  const [year, month] = [Number(last.slice(0, 4)), Number(last.slice(5, 7))];
  switch (kind) {
    case "all":
      return { kind };
    case "year":
      return { kind, year };
    case "quarter":
      return { kind, year, quarter: Math.ceil(month / 3) };
    case "month":
      return { kind, year, month };
    case "range":
      return { kind, from: from ?? `${year}-01-01`, to: last };
  }
}

function monthsOf(year: number, first: number, last: number): { from: string; to: string } {
  const end = new Date(Date.UTC(year, last, 0)).getUTCDate();
  return { from: `${year}-${two(first)}-01`, to: `${year}-${two(last)}-${two(end)}` };
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
