import type { QueueRules } from "../../contract/catalogue.ts";
import { loadCatalogue } from "../../electron/station/catalogue/load.ts";
import { hallOfEight } from "../../tests/hall-of-eight.ts";
import { simulateHall } from "../../tests/simulated-hall.ts";
import { table } from "./figures.ts";

const DAYS = 40;
const TICKETS_PER_DAY = 380;

/** Waiting times of the same simulated days under three ways of calling, minutes. */
export async function benchPolicies(catalogueFolder: string): Promise<string> {
  const { catalogue } = await loadCatalogue(catalogueFolder);
  const hall = hallOfEight(catalogue);
  const policies: [string, QueueRules][] = [
    ["first come, first served", { ...hall.rules, priorityLeadMinutes: 0, preferenceMinutes: 0 }],
    // A day's lead: whoever has priority goes before everybody.
    ["priority always first", { ...hall.rules, priorityLeadMinutes: 24 * 60, preferenceMinutes: 0 }],
    ["ours: priority with ageing, counters' order", hall.rules],
  ];
  const rows = policies.map(([name, rules]) => {
    const { waits, estimateErrors, plainErrors } = simulateHall({
      ...hall,
      rules,
      seed: 7,
      days: DAYS,
      ticketsPerDay: TICKETS_PER_DAY,
    });
    const of = (values: number[]) => [mean(values), share(values, 0.95), share(values, 1)].map(minutes);
    return [
      name,
      ...of(waits.ordinary),
      ...of(waits.priority),
      minutes(mean(estimateErrors)),
      minutes(mean(plainErrors)),
    ];
  });
  return table(
    [
      "waits, minutes",
      "mean",
      "p95",
      "longest",
      "priority mean",
      "p95",
      "longest",
      "told wait off by",
      "plain count",
    ],
    rows,
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function share(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
}

function minutes(seconds: number): string {
  return (seconds / 60).toFixed(1);
}
