import type { Dossier, FeeLine, Payment } from "./dossier.ts";

/** What of a dossier's costs is not paid yet, by the fee it is for. */
export interface OwedFee {
  feeId: string;
  name: string;
  /** Đồng, above 0. */
  owed: number;
  collectAt: NonNullable<FeeLine["collectAt"]>;
}

type Costs = Pick<Dossier, "fee" | "fees" | "payments">;

/** Đồng of lines together. */
export function feeTotal(lines: readonly Pick<FeeLine, "amount" | "quantity">[]): number {
  return lines.reduce((sum, { amount, quantity }) => sum + amount * quantity, 0);
}

/** What is still owed, fee by fee. A fee may have several lines (copies of different length): they count together. */
export function owedFees({ fee, fees, payments }: Costs): OwedFee[] {
  if (fees.length === 0) {
    // From before fees had lines.
    const owed = fee - paidAmount({ payments });
    return owed > 0 ? [{ feeId: "", name: "", owed, collectAt: "receipt" }] : [];
  }
  const paid = payments.flatMap(({ lines }) => lines);
  const of = (lines: readonly FeeLine[], id: string) => feeTotal(lines.filter(({ feeId }) => feeId === id));
  const first = new Map([...fees].reverse().map((line) => [line.feeId, line]));
  return [...new Set(fees.map(({ feeId }) => feeId))].flatMap((feeId) => {
    const owed = of(fees, feeId) - of(paid, feeId);
    const line = first.get(feeId);
    if (owed <= 0 || line === undefined) return [];
    return [{ feeId, name: line.name, owed, collectAt: line.collectAt ?? "receipt" }];
  });
}

/** What has been paid and not voided, in đồng. */
export function paidAmount({ payments }: { payments: readonly Payment[] }): number {
  return payments.reduce((sum, { amount }) => sum + amount, 0);
}
