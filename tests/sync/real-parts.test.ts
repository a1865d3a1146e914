import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../build/bench/peers.ts";
import { root } from "../../build/project.ts";
import { CHAIN_START, eventHash } from "../../contract/chain.ts";
import { EventLog, verifyLog } from "../../db/event-log.ts";
import { stationPlace } from "../../db/station-identity.ts";
import { Store } from "../../db/store.ts";
import { connectDistrict } from "../../district/database.ts";
import { migrate } from "../../district/migrations/migrate.ts";
import { type RunningPostgres, startEmbeddedPostgres } from "../../district/postgres/embedded.ts";
import { createEnrolCode } from "../../district/stations/stations.ts";
import { SyncWorker } from "../../electron/station/sync/engine/worker.ts";
import { StoredSyncLog } from "../../electron/station/sync/stored-sync-log.ts";
import { districtFigures } from "../district-figures.ts";
import { Network } from "../network.ts";
import { seededRandom } from "../seeded-random.ts";
import { DistrictProcess, killPostgres } from "./district-process.ts";

/**
 * The real parts, ended the hard way: the server's process and PostgreSQL's killed with -9 in the middle of batches, a
 * disk that fills up, stations behind lines with delay and loss.
 */

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sync-real-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function enrolCode(databaseUrl: string): Promise<string> {
  const db = connectDistrict(databaseUrl);
  await migrate(db);
  const code = await createEnrolCode(db, { agency: `agency ${uuidv7()}` });
  await db.destroy();
  return code;
}

/** Fills a station's log with tickets. @returns their ids. */
async function filled(place: string, count: number): Promise<{ store: Store; log: EventLog; ids: string[] }> {
  const store = await Store.open(place);
  const log = new EventLog(await stationPlace(store));
  const sqlite = new Sqlite(store.file);
  const insert = sqlite.prepare("INSERT INTO events VALUES (1, ?, ?, 'kiosk', 'ticket.issued', 1, ?, ?, ?)");
  const ids: string[] = [];
  let previous = CHAIN_START;
  sqlite.transaction(() => {
    for (let seq = 1; seq <= count; seq += 1) {
      const at = new Date(Date.parse("2026-11-24T01:00:00.000Z") + seq * 1000).toISOString();
      const subject = uuidv7();
      const data = JSON.stringify({
        day: "2026-11-24",
        serviceGroup: "certification",
        number: seq,
        label: `A${seq}`,
        priority: null,
        printJob: null,
      });
      const content = { seq, at, actor: "kiosk", type: "ticket.issued", version: 1, subject, data };
      previous = eventHash(log.place, previous, content);
      insert.run(seq, at, subject, data, previous);
      ids.push(subject);
    }
  })();
  sqlite.close();
  return { store, log, ids };
}

function workerOf(store: Store, log: EventLog, url: string, code: string): SyncWorker {
  const worker = new SyncWorker({
    log: new StoredSyncLog(store, log),
    district: { url, enrolCode: code },
    onChange: () => undefined,
    pace: { gather: 10, look: 500, firstRetry: 50, longestRetry: 300, refusedRetry: 1000, request: 10_000 },
  });
  worker.start();
  return worker;
}

async function storedTickets(databaseUrl: string, ids: string[]): Promise<number> {
  const { tickets, chainsIntact } = await districtFigures(databaseUrl);
  expect(chainsIntact).toBe(true);
  const wanted = new Set(ids);
  return tickets.filter((id) => wanted.has(id)).length;
}

describe("what is killed in the middle of batches", () => {
  it("loses nothing that was acknowledged and stores nothing twice", async () => {
    const place = join(folder, "killed");
    let postgres: RunningPostgres = await startEmbeddedPostgres(join(place, "postgres"));
    const district = new DistrictProcess(place, await freePort());
    await district.start(postgres.url);
    const count = 8000;
    const { store, log, ids } = await filled(join(place, "station"), count);
    const worker = workerOf(store, log, district.url, await enrolCode(postgres.url));
    const random = seededRandom(20261124);
    let acknowledged = 0;
    for (let round = 0; round < 4; round += 1) {
      await new Promise((resume) => setTimeout(resume, 150 + random() * 500));
      acknowledged = Math.max(acknowledged, worker.state().ackedSeq);
      if (round % 2 === 0) {
        await district.kill();
        await district.start(postgres.url);
      } else {
        killPostgres(join(place, "postgres"));
        await district.kill();
        postgres = await startEmbeddedPostgres(join(place, "postgres"));
        expect(await storedTickets(postgres.url, ids)).toBeGreaterThanOrEqual(acknowledged);
        await district.start(postgres.url);
      }
    }
    await expect.poll(() => worker.state().ackedSeq, { timeout: 60_000 }).toBe(count);
    expect(await storedTickets(postgres.url, ids)).toBe(count);
    expect((await districtFigures(postgres.url)).events).toBe(count);
    expect(await verifyLog(store, log.place)).toBeNull();
    await worker.stop();
    await store.close();
    await district.kill();
    await postgres.stop();
  });
});

const canMount = process.getuid?.() === 0 && process.platform === "linux";

describe.runIf(canMount)("a disk of the district that is full", () => {
  it("refuses batches by name, and takes them once there is room", async () => {
    const disk = join(folder, "small-disk");
    mkdirSync(disk);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=220m,mode=0755", "tmpfs", disk]);
    try {
      const postgres = await startEmbeddedPostgres(join(disk, "postgres"));
      const district = new DistrictProcess(join(folder, "full"), await freePort());
      await district.start(postgres.url);
      const count = 3000;
      const { store, log, ids } = await filled(join(folder, "full-station"), count);
      const code = await enrolCode(postgres.url);
      const filler = join(disk, "filler");
      const free = Number(
        execFileSync("df", ["--output=avail", "-B1", disk], { encoding: "utf8" }).split("\n")[1],
      );
      writeFileSync(filler, Buffer.alloc(free - 100_000));
      const worker = workerOf(store, log, district.url, code);
      await expect
        .poll(() => worker.state().lastError?.code, { timeout: 30_000 })
        .toMatch(/^DISTRICT_(FULL|BUSY)$/);
      expect(worker.state().ackedSeq).toBeLessThan(count);
      rmSync(filler);
      await district.kill();
      // Where the disk was full for its own log PostgreSQL has stopped, as it must.
      const again = await startEmbeddedPostgres(join(disk, "postgres"));
      await district.start(again.url);
      await expect.poll(() => worker.state().ackedSeq, { timeout: 30_000 }).toBe(count);
      expect(await storedTickets(again.url, ids)).toBe(count);
      await worker.stop();
      await store.close();
      await district.kill();
      await again.stop();
    } finally {
      execFileSync("umount", ["-l", disk]);
    }
  });

  it("of the station: nothing is promised, nothing is lost, and it goes on", async () => {
    const disk = join(folder, "small-station");
    mkdirSync(disk);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", disk]);
    try {
      const postgres = await startEmbeddedPostgres(join(folder, "full-postgres"));
      const district = new DistrictProcess(join(folder, "full-2"), await freePort());
      await district.start(postgres.url);
      const { store, log, ids } = await filled(join(disk, "station"), 2000);
      const filler = join(disk, "filler");
      try {
        writeFileSync(filler, Buffer.alloc(32 * 1024 * 1024));
      } catch {
        // As much as there was room for.
      }
      const worker = workerOf(store, log, district.url, await enrolCode(postgres.url));
      await expect
        .poll(() => worker.state().lastError?.code, { timeout: 20_000 })
        .toMatch(/^STORE_(FULL|READ_ONLY)$/);
      rmSync(filler);
      await expect.poll(() => worker.state().ackedSeq, { timeout: 20_000 }).toBe(2000);
      expect(await storedTickets(postgres.url, ids)).toBe(2000);
      await worker.stop();
      await store.close();
      await district.kill();
      await postgres.stop();
    } finally {
      execFileSync("umount", ["-l", disk]);
    }
  });
});

const hasNamespaces = canMount && works("ip", "netns", "list");

describe.runIf(hasNamespaces)("stations behind weak lines", () => {
  it("make progress with delay, loss, and a cable that is pulled out", async () => {
    const network = new Network("10.87.60");
    const postgres = await startEmbeddedPostgres(join(folder, "weak-postgres"));
    const district = new DistrictProcess(join(folder, "weak"), await freePort(), network.hub);
    const stations: ChildProcess[] = [];
    try {
      await district.start(postgres.url);
      const logs: { folder: string; ids: string[]; count: number }[] = [];
      for (const pc of [1, 2, 3]) {
        network.add(pc);
        const weak = network.weaken(pc, { kilobits: 40, delayMs: 150, lossPercent: 10 });
        const place = join(folder, `weak-station-${pc}`);
        const count = weak ? 300 : 2000;
        const { store, ids } = await filled(place, count);
        await store.close();
        logs.push({ folder: place, ids, count });
        stations.push(
          spawn(network.node(pc, place), [join(root, "tests/sync/station-process.ts")], {
            env: {
              ...process.env,
              SYNC_FOLDER: place,
              SYNC_URL: district.url,
              SYNC_CODE: await enrolCode(postgres.url),
            },
            stdio: "ignore",
          }),
        );
      }
      await new Promise((resume) => setTimeout(resume, 2500));
      network.cut(2);
      await new Promise((resume) => setTimeout(resume, 2500));
      network.restore(2);
      // The power goes at one of them, and comes back.
      stations[0]?.kill("SIGKILL");
      const first = logs[0];
      stations[0] = spawn(
        network.node(1, first?.folder ?? ""),
        [join(root, "tests/sync/station-process.ts")],
        {
          env: { ...process.env, SYNC_FOLDER: first?.folder, SYNC_URL: district.url, SYNC_CODE: "" },
          stdio: "ignore",
        },
      );
      const ids = logs.flatMap((log) => log.ids);
      await expect
        .poll(() => storedTickets(postgres.url, ids), { timeout: 90_000, interval: 1000 })
        .toBe(ids.length);
      expect((await districtFigures(postgres.url)).events).toBe(ids.length);
    } finally {
      for (const station of stations) station.kill("SIGKILL");
      await district.kill();
      await postgres.stop();
      network.close();
    }
  });
});

function works(program: string, ...args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
