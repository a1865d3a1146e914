import { createHash, randomBytes } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EventLog, verifyLog } from "../../../db/event-log.ts";
import { rebuildProjections } from "../../../db/projections.ts";
import { stationPlace } from "../../../db/station-identity.ts";
import { Store } from "../../../db/store.ts";
import { syncState } from "../../../db/sync-state.ts";
import { type RunningPostgres, startEmbeddedPostgres } from "../../../district/postgres/embedded.ts";
import { type DistrictServer, startDistrict } from "../../../district/server.ts";
import { publish } from "../../../district/stations/feed.ts";
import { stationHealth } from "../../../district/stations/stations.ts";
import { districtFigures } from "../../../tests/district-figures.ts";
import { AttachmentFiles } from "./attachment-files.ts";
import { SyncWorker } from "./engine/worker.ts";
import { StoredSyncLog } from "./stored-sync-log.ts";

/** Machines that are cloned, restored from a backup or replaced, with real stores against the real server. */

const AGENCY = "000.00.15.H44";
let folder: string;
let postgres: RunningPostgres;
let district: DistrictServer;
let machines: Machine[];
let number = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "branches-"));
  postgres = await startEmbeddedPostgres(join(folder, "postgres"));
});
afterAll(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  machines = [];
  district = await start();
});
afterEach(async () => {
  for (const machine of machines) await machine.off();
  await district.close();
});

const start = (options: { batchesAtOnce?: number; protocols?: number[] } = {}) =>
  startDistrict({
    databaseUrl: postgres.url,
    port: 0,
    attachmentsFolder: join(folder, "district-files"),
    ...options,
  });

/** A PC with a disk. */
class Machine {
  readonly folder: string;
  store!: Store;
  log!: EventLog;
  worker!: SyncWorker;

  constructor(disk: string) {
    this.folder = disk;
    machines.push(this);
  }

  static async blank(): Promise<Machine> {
    const machine = new Machine(mkdtempSync(join(folder, "machine-")));
    await machine.on(await district.createEnrolCode({ agency: AGENCY, name: "Quầy 1" }));
    return machine;
  }

  async on(enrolCode?: string, protocols?: number[]): Promise<void> {
    this.store = await Store.open(this.folder);
    this.log = new EventLog(await stationPlace(this.store));
    this.worker = new SyncWorker({
      log: new StoredSyncLog(this.store, this.log),
      files: new AttachmentFiles(this.store),
      district: { url: district.url, ...(enrolCode === undefined ? {} : { enrolCode }) },
      onChange: () => undefined,
      pace: { gather: 10, look: 60_000, firstRetry: 30, longestRetry: 100, request: 5000 },
      ...(protocols === undefined ? {} : { protocols }),
    });
    this.worker.start();
  }

  async off(): Promise<void> {
    await this.worker.stop();
    await this.store.close();
    machines = machines.filter((machine) => machine !== this);
  }

  /** What lies on the disk of a PC that is off, on another disk. */
  copy(): string {
    const disk = join(mkdtempSync(join(folder, "copy-")), "disk");
    cpSync(this.folder, disk, { recursive: true });
    return disk;
  }

  async issue(): Promise<string> {
    number += 1;
    const id = uuidv7();
    await this.#append("ticket.issued", id, {
      day: "2026-11-24",
      serviceGroup: "certification",
      number,
      label: `A${number}`,
      priority: null,
      printJob: null,
    });
    return id;
  }

  serve(ticket: string): Promise<void> {
    return this.#append("ticket.served", ticket, { counter: "1" });
  }

  async #append(
    type: "ticket.issued" | "ticket.served",
    subject: string,
    data: never | object,
  ): Promise<void> {
    await this.store.write((trx) =>
      this.log.append(trx, new Date().toISOString(), { type, actor: "kiosk", subject, data: data as never }),
    );
  }

  async tickets(): Promise<string[]> {
    const rows = await this.store.db.selectFrom("tickets").select(["id", "status"]).orderBy("id").execute();
    return rows.map(({ id, status }) => `${id} ${status}`);
  }

  /** Sends and takes until there is nothing left to do. */
  async settle(): Promise<void> {
    await expect
      .poll(
        async () => {
          const state = await this.worker.syncNow();
          const { seq } = await this.log.head(this.store.db);
          return [state.state, state.lastError, seq - state.ackedSeq];
        },
        { timeout: 15_000 },
      )
      .toEqual(["idle", null, 0]);
  }
}

const atDistrict = async (tickets: string[]) => {
  const rows = await district.db
    .selectFrom("tickets")
    .select(["id", "status"])
    .where("id", "in", tickets)
    .execute();
  return rows.map(({ id, status }) => `${id} ${status}`).sort();
};

const serials = async (machine: Machine) => {
  const { serial_first, serial_last } = await syncState(machine.store.db);
  return [serial_first, serial_last];
};

async function chainsHold(machine: Machine): Promise<void> {
  expect((await districtFigures(postgres.url)).chainsIntact).toBe(true);
  for (let epoch = 1; epoch <= machine.log.place.epoch; epoch += 1)
    expect(await verifyLog(machine.store, { station: machine.log.place.station, epoch })).toBeNull();
}

/** What the tables say follows from the log alone. */
async function tablesFollow(machine: Machine): Promise<void> {
  const before = await machine.tickets();
  await rebuildProjections(machine.store);
  expect(await machine.tickets()).toEqual(before);
}

describe("a disk that was restored from a backup", () => {
  it("gets back what it lost and goes on in an epoch of its own, with serials of its own", async () => {
    const machine = await Machine.blank();
    const kept = await machine.issue();
    await machine.settle();
    await machine.off();
    const backup = new Machine(machine.copy());
    await machine.on();
    const lost = await machine.issue();
    await machine.serve(kept);
    await machine.settle();
    const [first] = await serials(machine);
    await machine.off();

    await backup.on();
    await backup.settle();
    expect(backup.log.place.epoch).toBe(2);
    expect(await backup.tickets()).toEqual([`${kept} served`, `${lost} waiting`].sort());
    expect((await serials(backup))[0]).toBeGreaterThan(first ?? 0);
    const later = await backup.issue();
    await backup.settle();
    expect(await atDistrict([kept, lost, later])).toEqual(
      [`${kept} served`, `${lost} waiting`, `${later} waiting`].sort(),
    );
    await chainsHold(backup);
    await tablesFollow(backup);
  });

  it("keeps what it did before it heard of that, and doubles nothing", async () => {
    const machine = await Machine.blank();
    const shared = await machine.issue();
    await machine.settle();
    await machine.off();
    const backup = new Machine(machine.copy());
    await machine.on();
    const lost = [await machine.issue(), await machine.issue()];
    await machine.settle();
    await machine.off();

    await backup.on();
    // Not yet in touch with the district: the same numbers of the log are used anew.
    const own = [await backup.issue(), await backup.issue(), await backup.issue()];
    await backup.serve(shared);
    await backup.settle();
    const all = [shared, ...lost, ...own];
    expect(await atDistrict(all)).toEqual(
      [`${shared} served`, ...[...lost, ...own].map((id) => `${id} waiting`)].sort(),
    );
    expect(await backup.tickets()).toEqual(await atDistrict(all));
    await chainsHold(backup);
    await tablesFollow(backup);
  });

  it("may be restored twice", async () => {
    const machine = await Machine.blank();
    const all = [await machine.issue()];
    await machine.settle();
    await machine.off();
    const [first, second] = [new Machine(machine.copy()), new Machine(machine.copy())];
    await machine.on();
    all.push(await machine.issue());
    await machine.settle();
    await machine.off();
    await first.on();
    all.push(await first.issue());
    await first.settle();
    await first.off();
    await second.on();
    all.push(await second.issue());
    await second.settle();
    expect(second.log.place.epoch).toBe(3);
    expect(await second.tickets()).toEqual(all.map((id) => `${id} waiting`).sort());
    expect(await atDistrict(all)).toEqual(await second.tickets());
    await chainsHold(second);
    await tablesFollow(second);
  });
});

describe("a cloned disk", () => {
  it("makes two machines that are told apart; both keep their facts and go on side by side", async () => {
    const original = await Machine.blank();
    const shared = await original.issue();
    await original.settle();
    await original.off();
    const clone = new Machine(original.copy());
    await original.on();
    await clone.on();
    const all = [shared];
    for (let round = 0; round < 3; round += 1) {
      all.push(await original.issue(), await clone.issue());
      await Promise.all([original.settle(), clone.settle()]);
    }
    expect([original.log.place.epoch, clone.log.place.epoch].sort()).toEqual([1, 2]);
    expect(await atDistrict(all)).toEqual(all.map((id) => `${id} waiting`).sort());
    const ranges = [await serials(original), await serials(clone)];
    expect(ranges[0]).not.toEqual(ranges[1]);
    await chainsHold(original);
    await chainsHold(clone);
    const health = await stationHealth(district.db);
    const logs = health.filter(({ station }) => station === original.log.place.station);
    expect(logs.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(logs[1]?.report).toMatchObject({ epoch: 2 });
  });
});

describe("a PC that stands in for one that broke", () => {
  it("has its predecessor's open dossiers and appointments from the district alone", async () => {
    const broken = await Machine.blank();
    const booked = uuidv7();
    await broken.store.write((trx) =>
      broken.log.append(trx, new Date().toISOString(), {
        type: "appointment.booked",
        actor: "lan",
        subject: booked,
        data: {
          code: "ABC234",
          serviceGroup: "certification",
          day: "2026-12-01",
          slot: "2026-12-01T02:00:00.000Z",
          name: "Nguyễn Văn An",
          phone: "0912345678",
        },
      }),
    );
    await broken.settle();
    const replaces = broken.log.place.station;
    await broken.off();

    const stand = new Machine(mkdtempSync(join(folder, "machine-")));
    await stand.on(await district.createEnrolCode({ agency: AGENCY, replaces }));
    await stand.settle();
    const rows = await stand.store.db.selectFrom("appointments").select(["id", "code"]).execute();
    expect(rows).toEqual([{ id: booked, code: "ABC234" }]);
    // The one that broke can't send any more: should it wake up, nobody takes it for the new one.
    await broken.on();
    machines.push(broken);
    expect(await broken.worker.syncNow()).toMatchObject({ lastError: { code: "STATION_REVOKED" } });
  });
});

describe("what comes down", () => {
  const booking = (id: string) => ({
    id,
    code: id.slice(-6),
    serviceGroup: "certification",
    day: "2026-12-01",
    slot: "2026-12-01T02:00:00.000Z",
    name: "Trần Thị Bình",
    phone: "",
    status: "booked",
  });
  const say = (kind: "appointment" | "appointmentCancelled", data: unknown, agency = AGENCY) =>
    district.db.transaction().execute((trx) => publish(trx, { to: "agency", agency }, { kind, data }));

  it("is in the log before it counts as taken, in order, and only what concerns the station", async () => {
    const machine = await Machine.blank();
    await machine.settle();
    const [first, second, foreign] = [uuidv7(), uuidv7(), uuidv7()];
    await say("appointment", booking(first));
    await say("appointment", booking(second));
    await say("appointment", booking(foreign), "another.agency");
    await say("appointmentCancelled", { id: first });
    await machine.settle();
    const rows = () =>
      machine.store.db.selectFrom("appointments").select(["id", "status"]).orderBy("id").execute();
    const after = await rows();
    expect(after).toEqual(
      [
        { id: first, status: "cancelled" },
        { id: second, status: "booked" },
      ].sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
    await rebuildProjections(machine.store);
    expect(await rows()).toEqual(after);
    // The cursor was lost, as on a disk restored from before: all of it comes again, nothing is kept twice.
    const { seq } = await machine.log.head(machine.store.db);
    await machine.store.db.updateTable("sync_state").set({ cursor: null }).execute();
    await machine.settle();
    expect((await machine.log.head(machine.store.db)).seq).toBe(seq);
  });

  it("holds nothing up where it is of a kind that is not known, or makes no sense", async () => {
    const machine = await Machine.blank();
    await machine.settle();
    const id = uuidv7();
    for (const [kind, data] of [
      ["fromTheFuture", '{"x":1}'],
      ["appointment", "no JSON"],
      ["catalogue", "{}"],
    ] as const) {
      await district.db
        .insertInto("feed")
        .values({
          item: crypto.randomUUID(),
          audience: `station:${machine.log.place.station}`,
          kind,
          topic: null,
          data,
          source_station: null,
          source_epoch: null,
          source_seq: null,
        })
        .execute();
    }
    await say("appointment", booking(id));
    await machine.settle();
    expect(machine.worker.state().unappliedItems).toBe(3);
    const rows = await machine.store.db.selectFrom("appointments").select("id").execute();
    expect(rows.map((row) => row.id)).toContain(id);
  });
});

describe("files", () => {
  it("are sent when nothing else is, go on where they broke off, and arrive as they were", async () => {
    const machine = await Machine.blank();
    await machine.settle();
    const content = randomBytes(700_000);
    const sha256 = createHash("sha256").update(content).digest("hex");
    const place = join(machine.folder, "attachments", sha256.slice(0, 2));
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, sha256), content);
    // A piece is there from before.
    const token = (await syncState(machine.store.db)).token;
    const sent = await fetch(`${district.url}/v1/attachments/${sha256}/0?size=${content.length}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/octet-stream" },
      body: content.subarray(0, 100_000),
    });
    expect(await sent.json()).toEqual({ whole: false, received: 100_000 });
    machine.worker.wake();
    await machine.settle();
    await expect.poll(() => machine.worker.state().attachmentsWaiting).toBe(0);
    const arrived = readFileSync(join(folder, "district-files", sha256.slice(0, 2), sha256));
    expect(arrived.equals(content)).toBe(true);
    const read = await fetch(`${district.url}/v1/attachments/${sha256}/600000`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(Buffer.from(await read.arrayBuffer()).equals(content.subarray(600_000))).toBe(true);
  });

  it("that are not what their name says are refused and put away", async () => {
    const machine = await Machine.blank();
    await machine.settle();
    const sha256 = createHash("sha256").update("something else").digest("hex");
    const token = (await syncState(machine.store.db)).token;
    const put = (offset: number, body: string) =>
      fetch(`${district.url}/v1/attachments/${sha256}/${offset}?size=10`, {
        method: "PUT",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/octet-stream" },
        body,
      });
    expect((await put(5, "12345")).status).toBe(409);
    expect((await put(0, "12345")).status).toBe(200);
    expect((await put(5, "123456")).status).toBe(413);
    expect((await put(5, "67890")).status).toBe(422);
    const state = await fetch(`${district.url}/v1/attachments/${sha256}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await state.json()).toEqual({ whole: false, received: 0 });
  });
});

describe("versions and loads that differ", () => {
  it("lets what can't be sent wait, says so, and sends it once both understand each other", async () => {
    const machine = new Machine(mkdtempSync(join(folder, "machine-")));
    await machine.on(await district.createEnrolCode({ agency: AGENCY }), [7, 8]);
    const ticket = await machine.issue();
    expect(await machine.worker.syncNow()).toMatchObject({
      state: "stopped",
      lastError: { code: "PROTOCOL_UNSUPPORTED", data: { supported: [1] } },
      lastSeq: 1,
      ackedSeq: 0,
    });
    const code = await district.createEnrolCode({ agency: AGENCY });
    await machine.off();
    await machine.on(code, [7, 1]);
    await machine.settle();
    expect(await atDistrict([ticket])).toHaveLength(1);
  });

  it("projects later what an older server did not understand", async () => {
    const machine = await Machine.blank();
    const ticket = await machine.issue();
    await machine.settle();
    await district.db.updateTable("events").set({ projected: false }).execute();
    await district.db.deleteFrom("tickets").where("id", "=", ticket).execute();
    await machine.off();
    await district.close();
    district = await start();
    await expect.poll(() => atDistrict([ticket])).toEqual([`${ticket} waiting`]);
  });

  it("comes back when the district says so where it has too much to do", async () => {
    await district.close();
    district = await start({ batchesAtOnce: 0 });
    const machine = await Machine.blank();
    const ticket = await machine.issue();
    const state = await machine.worker.syncNow();
    expect(state).toMatchObject({ state: "waiting", lastError: { code: "DISTRICT_BUSY" }, ackedSeq: 0 });
    const wait = Date.parse(state.nextTryAt ?? "") - Date.now();
    expect(wait).toBeGreaterThan(3000);
    const port = Number(new URL(district.url).port);
    await district.close();
    district = await startDistrict({ databaseUrl: postgres.url, port, attachmentsFolder: folder });
    await machine.settle();
    expect(await atDistrict([ticket])).toHaveLength(1);
  });
});
