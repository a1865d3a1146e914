import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { expect, it } from "vitest";
import { branchOff, ingestBatch } from "../../district/ingest/ingest.ts";
import { StoredLogs } from "../../district/ingest/logs.ts";
import { startEmbeddedPostgres } from "../../district/postgres/embedded.ts";
import { hashOf } from "../../district/secrets.ts";
import { startDistrict } from "../../district/server.ts";
import { callerByToken, enrolStation } from "../../district/stations/stations.ts";
import { districtFigures } from "../district-figures.ts";
import type { SeedsReport } from "./run-seeds.ts";
import { type Outcome, simulate } from "./simulation.ts";

/**
 * Histories of a whole district, each from a seed: `SYNC_SEED=17 npx vitest run tests/sync/simulation.test.ts` replays one,
 * `SYNC_SCHEDULES=20000` runs so many.
 */
const STATIONS = 20;
const SCHEDULES = Number(process.env.SYNC_SCHEDULES ?? 2000);
const FIRST = 1;
const replayed = process.env.SYNC_SEED;

it.runIf(replayed !== undefined)("the replayed history holds", async () => {
  const { counts, events } = await simulate(Number(replayed), STATIONS);
  console.log({ seed: replayed, events, ...counts });
});

it.skipIf(replayed !== undefined)(
  `${SCHEDULES} histories of ${STATIONS} stations: what was acknowledged is at the district once, in order, and both agree`,
  async () => {
    const threads = Math.min(2, availableParallelism());
    const each = Math.ceil(SCHEDULES / threads);
    const reports = await Promise.all(
      Array.from({ length: threads }, (_, thread) =>
        inThread({
          from: FIRST + thread * each,
          to: Math.min(FIRST + SCHEDULES, FIRST + (thread + 1) * each),
          stations: STATIONS,
        }),
      ),
    );
    const failures = reports.flatMap((report) => report.failures);
    for (const { seed, reason } of failures.slice(0, 10)) console.error(`SYNC_SEED=${seed}: ${reason}`);
    expect(failures.map(({ seed }) => seed)).toEqual([]);
    // A history without trouble would prove nothing.
    const times = (what: string) => reports.reduce((sum, { counts }) => sum + (counts[what] ?? 0), 0);
    for (const what of [
      "dropped request",
      "dropped answer",
      "doubled request",
      "truncated request",
      "truncated answer",
      "power cut",
      "server crash",
      "server restore",
      "full disk",
      "restore",
      "clone",
      "epoch",
    ])
      expect(times(what), what).toBeGreaterThan(SCHEDULES / 10);
    expect(reports.reduce((sum, { schedules }) => sum + schedules, 0)).toBe(SCHEDULES);
  },
);

it("a history is the same each time", async () => {
  const [first, second] = [await simulate(7, STATIONS), await simulate(7, STATIONS)];
  expect(second.history).toEqual(first.history);
});

it.skipIf(replayed !== undefined)(
  "PostgreSQL makes of the same messages what the simulated server made",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "histories-"));
    const postgres = await startEmbeddedPostgres(join(folder, "postgres"));
    const district = await startDistrict({ databaseUrl: postgres.url, port: 0, attachmentsFolder: folder });
    try {
      for (const seed of await seedsWithEpochs(3)) {
        const outcome = await simulate(seed, STATIONS);
        await replay(outcome, district);
        const rows = await district.db.selectFrom("tickets").select(["id", "status"]).execute();
        const stored = new Map(rows.map(({ id, status }) => [id, status]));
        for (const [id, status] of outcome.tickets) expect([id, stored.get(id)]).toEqual([id, status]);
        expect((await districtFigures(postgres.url)).chainsIntact).toBe(true);
        for (const table of [
          "tickets",
          "ticket_steps_ahead",
          "events",
          "carried_events",
          "feed",
          "logs",
          "stations",
        ] as const)
          await district.db.deleteFrom(table).execute();
      }
    } finally {
      await district.close();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

/** The first seeds in whose histories machines were cloned or restored. */
async function seedsWithEpochs(count: number): Promise<number[]> {
  const seeds: number[] = [];
  for (let seed = FIRST; seeds.length < count; seed += 1)
    if (((await simulate(seed, STATIONS)).counts.epoch ?? 0) > 0) seeds.push(seed);
  return seeds;
}

/** Sends the messages of a history to the real server's rules, in the order in which the simulated one took them. */
async function replay(
  { history }: Outcome,
  district: Awaited<ReturnType<typeof startDistrict>>,
): Promise<void> {
  const logs = new StoredLogs(district.db);
  for (const entry of history) {
    if (entry.kind === "enrol") {
      const code = await district.createEnrolCode({ agency: "agency" });
      await enrolStation(district.db, { ...entry, protocol: 1, code, name: "Quầy" });
    } else if (entry.kind === "epoch") {
      const caller = await callerByToken(district.db, entry.token);
      await branchOff(logs, caller, hashOf(entry.input.token), entry.input.shared);
    } else {
      await ingestBatch(logs, await callerByToken(district.db, entry.token), entry.batch);
    }
  }
}

function inThread(seeds: { from: number; to: number; stations: number }): Promise<SeedsReport> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL("./run-seeds.ts", import.meta.url), { workerData: seeds });
    thread.on("message", resolve);
    thread.on("error", reject);
  });
}
