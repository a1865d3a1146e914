import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EventLog } from "../../../db/event-log.ts";
import { stationPlace } from "../../../db/station-identity.ts";
import { Store } from "../../../db/store.ts";
import { type RunningPostgres, startEmbeddedPostgres } from "../../../district/postgres/embedded.ts";
import { type DistrictServer, startDistrict } from "../../../district/server.ts";
import { revokeStation } from "../../../district/stations/stations.ts";
import { type CuttableLine, cuttableLine } from "../../../tests/day/cuttable-line.ts";
import { districtFigures } from "../../../tests/district-figures.ts";
import { SyncWorker } from "./engine/worker.ts";
import { StoredSyncLog } from "./stored-sync-log.ts";

/** The real worker on a real store against the real server on PostgreSQL, over a line that can be cut. */

let folder: string;
let postgres: RunningPostgres;
let district: DistrictServer;
let line: CuttableLine;
let store: Store;
let log: EventLog;
let workers: SyncWorker[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sync-"));
  postgres = await startEmbeddedPostgres(join(folder, "postgres"));
});
afterAll(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  district = await startDistrict({
    databaseUrl: postgres.url,
    port: 0,
    attachmentsFolder: join(folder, "files"),
  });
  line = await cuttableLine({ host: "127.0.0.1", port: Number(new URL(district.url).port) });
  store = await Store.open(mkdtempSync(join(folder, "store-")));
  log = new EventLog(await stationPlace(store));
  workers = [];
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  await store.close();
  await line.close();
  await district.close();
});

async function issue(count: number): Promise<void> {
  const { seq } = await log.head(store.db);
  for (let number = seq + 1; number <= seq + count; number += 1) {
    await store.write((trx) =>
      log.append(trx, new Date().toISOString(), {
        type: "ticket.issued",
        actor: "kiosk",
        subject: uuidv7(),
        data: {
          day: "2026-11-24",
          serviceGroup: "certification",
          number,
          label: `A${number}`,
          priority: null,
          printJob: null,
        },
      }),
    );
  }
}

async function start(options: { enrolCode?: string } = {}): Promise<SyncWorker> {
  const enrolCode = options.enrolCode ?? (await district.createEnrolCode({ agency: "000.00.15.H44" }));
  const worker = new SyncWorker({
    log: new StoredSyncLog(store, log),
    district: { url: `http://127.0.0.1:${line.port}`, enrolCode },
    onChange: () => undefined,
    pace: {
      gather: 10,
      look: 60_000,
      firstRetry: 50,
      longestRetry: 200,
      refusedRetry: 60_000,
      request: 2000,
    },
  });
  workers.push(worker);
  worker.start();
  return worker;
}

const acked = (worker: SyncWorker) => expect.poll(() => worker.state().ackedSeq, { timeout: 10_000 });
const stored = async () =>
  (await district.db.selectFrom("events").select("seq").where("station", "=", log.place.station).execute())
    .length;

describe("SyncWorker", () => {
  it("enrols and sends everything, then what comes later", async () => {
    await issue(1200);
    const worker = await start();
    await acked(worker).toBe(1200);
    await expect.poll(() => worker.state().state).toBe("idle");
    expect(worker.state()).toMatchObject({ enrolled: true, lastSeq: 1200, lastError: null });
    await issue(3);
    worker.wake();
    await acked(worker).toBe(1203);
    expect(await stored()).toBe(1203);
    expect((await districtFigures(postgres.url)).chainsIntact).toBe(true);
  });

  it("goes on after the line was cut, with nothing lost and nothing twice", async () => {
    const worker = await start();
    await issue(10);
    worker.wake();
    await acked(worker).toBe(10);
    line.cut();
    await issue(10);
    worker.wake();
    await expect.poll(() => worker.state().state, { timeout: 10_000 }).toBe("waiting");
    expect(worker.state().lastError).toMatchObject({ code: "DISTRICT_UNREACHABLE" });
    expect(worker.state().ackedSeq).toBe(10);
    line.restore();
    await acked(worker).toBe(20);
    expect(await stored()).toBe(20);
  });

  it("sends nothing twice when the answer was lost", async () => {
    const worker = await start();
    await issue(5);
    worker.wake();
    await acked(worker).toBe(5);
    await worker.stop();
    // As after a crash between the district's commit and ours.
    const log2 = new StoredSyncLog(store, log);
    await log2.saveAcked({ epoch: 1, seq: 2, hash: (await log.read(store.db, 1, 1, 1, 1e9))[0]?.hash ?? "" });
    await issue(2);
    const next = await start();
    await acked(next).toBe(7);
    expect(await stored()).toBe(7);
  });

  it("tries at once when asked to", async () => {
    const worker = await start();
    await acked(worker).toBe(0);
    line.cut();
    await issue(1);
    expect(await worker.syncNow()).toMatchObject({ state: "waiting", ackedSeq: 0 });
    line.restore();
    expect(await worker.syncNow()).toMatchObject({ state: "idle", ackedSeq: 1 });
  });

  it("stops with the reason when the district refuses, keeps everything, and goes on once it is let in", async () => {
    await issue(3);
    const worker = await start({ enrolCode: "WRONG-CODE" });
    await expect.poll(() => worker.state().state).toBe("stopped");
    expect(worker.state()).toMatchObject({
      enrolled: false,
      lastError: { code: "ENROL_CODE_INVALID" },
      ackedSeq: 0,
      lastSeq: 3,
    });
    await worker.stop();
    const let_in = await start();
    await acked(let_in).toBe(3);
    await revokeStation(district.db, log.place.station);
    await issue(1);
    // The code that it came in by is spent: the reason stays that it was revoked.
    for (let tries = 0; tries < 3; tries += 1) await let_in.syncNow();
    await expect
      .poll(() => let_in.state())
      .toMatchObject({ state: "stopped", lastError: { code: "STATION_REVOKED" }, ackedSeq: 3 });
    await let_in.stop();
    const anew = await start();
    await acked(anew).toBe(4);
    expect(anew.state()).toMatchObject({ enrolled: true, lastError: null });
  });

  it("survives the server's restart", async () => {
    const worker = await start();
    await issue(4);
    worker.wake();
    await acked(worker).toBe(4);
    const port = Number(new URL(district.url).port);
    await district.close();
    await issue(4);
    await worker.syncNow();
    expect(worker.state().state).toBe("waiting");
    district = await startDistrict({
      databaseUrl: postgres.url,
      port,
      attachmentsFolder: join(folder, "files"),
    });
    await acked(worker).toBe(8);
    expect(await stored()).toBe(8);
  });
});
