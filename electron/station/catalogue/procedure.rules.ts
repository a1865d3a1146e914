import type {
  FeeExemption,
  Procedure,
  ProcedureFee,
  ProcessingTime,
  RouteLeg,
} from "../../../contract/catalogue.ts";
import type { FeeLine } from "../../../contract/dossier.ts";
import { AppError } from "../../../contract/errors.ts";

/** Id of a procedure's own fee among its fees. */
export const MAIN_FEE = "main";

/**
 * A procedure as it is in one of its cases (*trường hợp*): with that case's time, papers, fees and route.
 *
 * @throws AppError BAD_INPUT where it has no such case.
 */
export function asCase(procedure: Procedure, caseId: string | null): Procedure {
  if (caseId === null) return procedure;
  const found = procedure.cases.find(({ id }) => id === caseId);
  if (found === undefined) throw new AppError("BAD_INPUT", { path: "caseId", reason: caseId });
  const { time, components, feeAmount, otherFees, route } = found;
  return {
    ...procedure,
    time: time ?? procedure.time,
    // Another time without a route of its own: the common one's legs would not add up to it.
    route: route ?? (time === undefined ? procedure.route : []),
    // Another amount is the whole of it: the pages of the common case are counted no more.
    fee: feeAmount === undefined ? procedure.fee : { ...withoutPages(procedure.fee), amount: feeAmount },
    otherFees: procedure.otherFees.filter(({ id }) => otherFees?.includes(id) ?? true),
    components: procedure.components.filter(({ id }) => components?.includes(id) ?? true),
  };
}

function withoutPages({ mostPerCopy: _most, ...fee }: Procedure["fee"]): Procedure["fee"] {
  return { ...fee, pageTiers: [] };
}

/** All fees of a procedure (as it is in its case), its own first. */
export function feesOf(procedure: Procedure): ProcedureFee[] {
  const { text: _wording, ...main } = procedure.fee;
  return [{ id: MAIN_FEE, name: procedure.name, ...main }, ...procedure.otherFees];
}

/** So many copies of so many pages each, of one paper; of a fee by the dossier or by the copy the pages don't count. */
export interface FeeQuantity {
  feeId: string;
  count: number;
  pages?: number;
}

/** Đồng for one dossier, one copy, or one copy of so many pages. */
export function priceOf(fee: Omit<ProcedureFee, "id" | "name">, pages = 1): number {
  if (fee.per !== "page") return fee.amount;
  let price = 0;
  let reached = pages;
  for (const { fromPage, amount } of [...fee.pageTiers].sort((a, b) => b.fromPage - a.fromPage)) {
    price += Math.max(0, reached - fromPage + 1) * amount;
    reached = Math.min(reached, fromPage - 1);
  }
  price += reached * fee.amount;
  return Math.min(price, fee.mostPerCopy ?? price);
}

/**
 * What a dossier costs, line by line, in the order of the procedure's fees: each with what the applicant's kind takes
 * off; where several do, the one that takes off most. A fee of which nothing is said is counted once; free ones have
 * no line unless an exemption made them free.
 *
 * @param exemptions Ids of exemptions that the applicant has a right to; those that a fee does not know change nothing.
 * @throws AppError BAD_INPUT where there is no such case, fee or count.
 *
 * @example
 * // Thông tư 226/2016/TT-BTC: two copies of five pages, 2 × (2 × 2.000 + 3 × 1.000) đ
 * feeLines(certification, null, [{ feeId: "main", count: 2, pages: 5 }]) // [{ amount: 7000, quantity: 2, … }]
 */
export function feeLines(
  procedure: Procedure,
  caseId: string | null,
  quantities: readonly FeeQuantity[] = [],
  exemptions: readonly string[] = [],
): FeeLine[] {
  const fees = feesOf(asCase(procedure, caseId));
  quantities.forEach(({ feeId, count, pages = 1 }, index) => {
    const bad = (field: string, reason: string) =>
      new AppError("BAD_INPUT", { path: `fees[${index}].${field}`, reason });
    if (!fees.some(({ id }) => id === feeId)) throw bad("feeId", feeId);
    if (!isCount(count)) throw bad("count", String(count));
    if (!isCount(pages)) throw bad("pages", String(pages));
  });
  return fees.flatMap((fee) => {
    const asked = quantities.filter(({ feeId }) => feeId === fee.id);
    const counted = asked.length === 0 ? [{ count: 1, pages: 1 }] : asked;
    const exemption = bestExemption(fee.exemptions, exemptions);
    return counted.flatMap(({ count, pages }) => {
      const full = priceOf(fee, pages);
      if (full === 0) return [];
      return [
        {
          feeId: fee.id,
          name: fee.name.vi,
          amount: exemption === null ? full : reduced(full, exemption.percent),
          quantity: count,
          exemption: exemption?.name.vi ?? null,
        },
      ];
    });
  });
}

/** Đồng of all lines. */
export function feeTotal(lines: readonly FeeLine[]): number {
  return lines.reduce((sum, { amount, quantity }) => sum + amount * quantity, 0);
}

function bestExemption(known: readonly FeeExemption[], claimed: readonly string[]): FeeExemption | null {
  const fitting = known.filter(({ id }) => claimed.includes(id));
  return fitting.reduce<FeeExemption | null>(
    (best, entry) => (best === null || entry.percent > best.percent ? entry : best),
    null,
  );
}

/** Half a đồng is in the applicant's favour. */
function reduced(amount: number, percent: number): number {
  return Math.floor((amount * (100 - percent)) / 100);
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 9999;
}

/**
 * What the legs of a route add up to. Legs of the same day take no time of their own; days and hours stay apart, since
 * how many hours make a day is the office's calendar.
 */
export function routeTime(route: readonly RouteLeg[]): { workingDays: number; hours: number } {
  return route.reduce(
    (sum, { time }) => ({
      workingDays: sum.workingDays + (time.unit === "workingDays" ? time.count : 0),
      hours: sum.hours + (time.unit === "hours" ? time.count : 0),
    }),
    { workingDays: 0, hours: 0 },
  );
}

/** Whether a route takes exactly the time that is promised. */
export function routeFits(route: readonly RouteLeg[], time: ProcessingTime): boolean {
  if (route.length === 0) return true;
  const { workingDays, hours } = routeTime(route);
  if (time.unit === "sameDay") return workingDays === 0 && hours === 0;
  return time.unit === "workingDays"
    ? hours === 0 && workingDays === time.count
    : workingDays === 0 && hours === time.count;
}
