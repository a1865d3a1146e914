import { parentPort, workerData } from "node:worker_threads";
import { simulate } from "./simulation.ts";

/** What one thread is asked for and what it tells. */
export interface Seeds {
  from: number;
  to: number;
  stations: number;
}
export interface SeedsReport {
  schedules: number;
  events: number;
  counts: Record<string, number>;
  failures: { seed: number; reason: string }[];
}

export async function runSeeds({ from, to, stations }: Seeds): Promise<SeedsReport> {
  // Failures are told by what they say; where they were made costs more than all the rest.
  Error.stackTraceLimit = 0;
  const report: SeedsReport = { schedules: 0, events: 0, counts: {}, failures: [] };
  for (let seed = from; seed < to; seed += 1) {
    report.schedules += 1;
    try {
      const { events, counts } = await simulate(seed, stations);
      report.events += events;
      for (const [what, times] of Object.entries(counts))
        report.counts[what] = (report.counts[what] ?? 0) + times;
    } catch (error) {
      report.failures.push({ seed, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return report;
}

if (parentPort !== null) parentPort.postMessage(await runSeeds(workerData as Seeds));
