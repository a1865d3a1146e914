import { type PaymentMethod, paymentMethodSchema } from "../../../contract/dossier.ts";
import type { CashLine, CashReport } from "../../../contract/dossier-calls.ts";
import { receiptsOf } from "../../../db/dossiers.ts";
import type { Queryable } from "../../../db/store.ts";
import type { StationContext } from "../context.ts";

/** Fees and charges (*phí, lệ phí*) that were taken at this station. A payment itself is a step of its dossier. */
export class Payments {
  readonly #station: StationContext;

  constructor(station: StationContext) {
    this.#station = station;
  }

  /** What was taken on a day, of one cashier or of all. */
  async report(
    day: string,
    cashier: string | null,
    db: Queryable = this.#station.store.db,
  ): Promise<CashReport> {
    const { taken, voided } = await receiptsOf(db, day, cashier);
    const counted = taken.filter((line) => line.voided === null);
    return {
      day,
      payments: taken,
      voidedLater: voided,
      totals: paymentMethodSchema.options.flatMap((method) => {
        const total = totalOf(method, counted, voided);
        return total.count === 0 && total.amount === 0 ? [] : [total];
      }),
    };
  }
}

function totalOf(method: PaymentMethod, taken: readonly CashLine[], voided: readonly CashLine[]) {
  const by = (lines: readonly CashLine[]) => lines.filter((line) => line.method === method);
  const sum = (lines: readonly CashLine[]) => by(lines).reduce((total, { amount }) => total + amount, 0);
  return { method, count: by(taken).length, amount: sum(taken) - sum(voided) };
}
