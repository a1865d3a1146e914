import type { DossierFigures, ReceptionFigures } from "./district-supervision.ts";

export const noDossiers: DossierFigures = {
  received: { counter: 0, online: 0, post: 0 },
  carriedOver: 0,
  reopened: 0,
  early: 0,
  onTime: 0,
  late: 0,
  withdrawn: 0,
  stopped: 0,
  within: 0,
  overdue: 0,
  digitised: 0,
  supplements: 0,
  refusals: 0,
};

export const noReception: ReceptionFigures = {
  tickets: 0,
  called: 0,
  waitSeconds: 0,
  served: 0,
  serviceSeconds: 0,
  surveyAnswers: 0,
  satisfied: 0,
};

type Sums = { [key: string]: number | Sums };

/** The sum of figures of one shape, name by name. */
export function sum<T extends object>(one: T, other: T): T {
  const [a, b] = [one as unknown as Sums, other as unknown as Sums];
  return Object.fromEntries(
    Object.entries(a).map(([key, value]) => {
      const more = b[key];
      if (typeof value === "number") return [key, value + (more as number)];
      return [key, sum(value, more as Sums)];
    }),
  ) as T;
}

/** Of those received, by whatever way. */
export function receivedOf({ received }: DossierFigures): number {
  return received.counter + received.online + received.post;
}
