/** Papers that get a running number in the year. */
export type NumberedPaper = "supplement" | "refusal" | "apology" | "stop" | "handover" | "payment";

/** Which station numbers, and in which year: two that are offline never make the same number. */
export interface NumberSeries {
  /** `YYYY` in the office's zone. */
  year: string;
  /** 1 for the first station of the office: its numbers look as they always did. */
  series: number;
}

/** What stands behind the slash, as the forms of Circular 01/2018/TT-VPCP have it (`TBD`: *thông báo dừng*, 2025). */
const suffixes = { supplement: "HDHS", refusal: "TCHS", apology: "PXL", stop: "TBD" } as const;

/**
 * All of a number but its running part, which tells series of numbers apart.
 *
 * @example numberTail("supplement", { year: "2026", series: 2 }) // "-2/HDHS"
 */
export function numberTail(paper: NumberedPaper, { year, series }: NumberSeries): string {
  // Receipts of payment have a series on every one (ký hiệu biên lai).
  if (paper === "payment") return `/${year.slice(2)}-${series}`;
  const station = series === 1 ? "" : `-${series}`;
  return `${station}/${paper === "handover" ? year : suffixes[paper]}`;
}

/**
 * @example paperNumber("supplement", 12, { year: "2026", series: 1 }) // "12/HDHS"
 * @example paperNumber("payment", 12, { year: "2026", series: 2 }) // "0000012/26-2"
 */
export function paperNumber(paper: NumberedPaper, running: number, series: NumberSeries): string {
  const digits = paper === "payment" ? String(running).padStart(7, "0") : String(running);
  return digits + numberTail(paper, series);
}

/** A number's parts; null where it is not one of ours. */
export function numberParts(number: string): { running: number; tail: string } | null {
  const [digits] = number.match(/^\d+/) ?? [];
  return digits === undefined ? null : { running: Number(digits), tail: number.slice(digits.length) };
}

/** The book of the register (*quyển số*) that a station writes in a year: `2026`, of a second station `2026-2`. */
export function registerBook({ year, series }: NumberSeries): string {
  return series === 1 ? year : `${year}-${series}`;
}
