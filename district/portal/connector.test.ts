import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { pino } from "pino";
import { v4 as uuid, v7 as uuidv7 } from "uuid";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CHAIN_START, eventHash } from "../../contract/chain.ts";
import { SYNC_PROTOCOL } from "../../contract/district.ts";
import { acceptedDossierSchema, type Dossier } from "../../contract/dossier.ts";
import type { StoredEvent } from "../../contract/events.ts";
import { officeInstant } from "../../contract/time.ts";
import { DistrictDatabase } from "../../tests/district-database.ts";
import { dossierOf } from "../../tests/dossier-of.ts";
import {
  type PortalFault,
  PortalReceiver,
  portalFaults,
  RECEIVER_ACCOUNT,
} from "../../tests/portal-receiver.ts";
import { seededRandom } from "../../tests/seeded-random.ts";
import type { District } from "../database.ts";
import { ingestBatch } from "../ingest/ingest.ts";
import { StoredLogs } from "../ingest/logs.ts";
import { createEnrolCode, enrolStation } from "../stations/stations.ts";
import { PortalClient } from "./client.ts";
import { PortalConnector } from "./connector.ts";
import { historyOf } from "./history.rules.ts";
import type { PortalSettings } from "./mapping.ts";
import { portalStatus, retryNow, stepsOf, takeUpNews } from "./outbox.ts";
import { type PortalProgress, toPortalProgress } from "./portal-progress.rules.ts";
import { readPortalSettings } from "./settings-file.ts";

const FILE = new URL("../../data/phu-ninh/portal.json", import.meta.url).pathname;
const office = readPortalSettings(FILE);
const silent = pino({ level: "silent" });
const DAY_MS = 24 * 60 * 60 * 1000;

let database: DistrictDatabase;
let db: District;
let portal: PortalReceiver;
let settings: PortalSettings;
let now: Date;

beforeAll(async () => {
  database = await DistrictDatabase.open();
  db = database.db;
});
afterAll(() => database.close());
beforeEach(async () => {
  portal = new PortalReceiver();
  portal.procedures.set("1.001612.000.00.00.H44", "Đăng ký thành lập hộ kinh doanh");
  settings = {
    ...office,
    connection: {
      ...office.connection,
      url: await portal.start(),
      signInPath: "/login",
      callPath: "/call",
    },
  };
  now = new Date("2026-11-25T01:00:00.000Z");
});
afterEach(async () => {
  await portal.stop();
  for (const table of [
    "portal_steps",
    "portal_dossiers",
    "portal_cursors",
    "dossiers",
    "events",
    "logs",
  ] as const)
    await db.deleteFrom(table).execute();
});

/** A station whose events reach the district as they do every day. */
class TestStation {
  readonly id = uuid();
  readonly #waiting: StoredEvent[] = [];
  #seq = 0;
  #hash = CHAIN_START;
  #serial = 0;

  static async enrolled(): Promise<TestStation> {
    const station = new TestStation();
    const code = await createEnrolCode(db, { agency: "000.00.15.H44" });
    await enrolStation(db, {
      protocol: SYNC_PROTOCOL,
      station: station.id,
      epoch: 1,
      token: randomBytes(32).toString("base64url"),
      code,
      name: "Quầy",
    });
    return station;
  }

  tell(subject: string, type: string, data: object, at = officeInstant("2026-11-24", "10:00")): void {
    const content = {
      seq: this.#seq + this.#waiting.length + 1,
      at,
      actor: "lan",
      type,
      version: 1,
      subject,
      data: JSON.stringify(data),
    };
    const before = this.#waiting.at(-1)?.hash ?? this.#hash;
    this.#waiting.push({ ...content, hash: eventHash({ station: this.id, epoch: 1 }, before, content) });
  }

  accept(change: Partial<Dossier> = {}): { id: string; code: string } {
    this.#serial += 1;
    const code = `000.00.15.H44-261124-${this.id.slice(0, 4)}${this.#serial}`;
    const dossier = acceptedDossierSchema.parse(dossierOf({ id: uuidv7(), code, ...change }));
    this.tell(dossier.id, "dossier.accepted", { dossier, serial: this.#serial, printJob: uuidv7() });
    return dossier;
  }

  async send(): Promise<void> {
    const events = this.#waiting.splice(0);
    const last = events.at(-1);
    if (last === undefined) return;
    await ingestBatch(
      new StoredLogs(db),
      { station: this.id, epoch: 1 },
      {
        protocol: SYNC_PROTOCOL,
        station: this.id,
        epoch: 1,
        firstSeq: this.#seq + 1,
        prevHash: this.#hash,
        lastHash: last.hash,
        events: events.map(({ seq: _seq, hash: _hash, ...sent }) => sent),
      },
    );
    this.#seq = last.seq;
    this.#hash = last.hash;
  }
}

function connector(change: Partial<PortalSettings["connection"]> = {}): PortalConnector {
  const client = new PortalClient({ ...settings.connection, ...change }, RECEIVER_ACCOUNT.password);
  return new PortalConnector({ db, client, settings, log: silent, now: () => now });
}

const reason = "Đổi ý";
const asked = {
  request: { stage: "appraisal", items: ["Bản sao"], reason: "Thiếu", legalBasis: "", until: null },
  number: "1/HDHS",
  printJob: null,
};
const decided = { outcome: "granted", number: "12/GCN", note: "" };
const returned = { via: "counter", receiver: "Nguyễn Văn An", citizenNumber: null, tracking: "" };

/** The entries that the portal ought to have of a dossier. */
async function expectedEntries(id: string, code: string): Promise<PortalProgress[]> {
  const history = historyOf(await stepsOf(db, id));
  if (history === null) throw new Error("no beginning");
  return history.steps.flatMap((step) => toPortalProgress(step, history, settings.mapping, code) ?? []);
}

/** Rounds, each after every wait is over, until the portal has everything. */
async function untilTaken(working: PortalConnector, most = 40): Promise<void> {
  for (let round = 1; round <= most; round += 1) {
    await working.round();
    if ((await portalStatus(db)).waiting === 0) return;
    now = new Date(now.getTime() + 2 * DAY_MS);
  }
  throw new Error(JSON.stringify(await portalStatus(db)));
}

describe("a dossier", () => {
  it("is inserted once, updated from then on, and its progress is told in order", async () => {
    const station = await TestStation.enrolled();
    const { id, code } = station.accept();
    await station.send();
    const working = connector();
    expect(await working.round()).toBe(1);
    expect(portal.calls.map(({ service }) => service)).toEqual([
      "LayThuTuc",
      "TraCuuHoSo",
      "DongBoHoSoMC",
      "CapNhatTienDoHoSoMC",
    ]);
    station.tell(id, "dossier.supplementRequested", asked);
    station.tell(id, "dossier.decided", decided, officeInstant("2026-11-24", "11:00"));
    station.tell(id, "dossier.resultReturned", returned, officeInstant("2026-11-24", "14:00"));
    await station.send();
    expect(await working.round()).toBe(1);
    expect(portal.dossiers.get(code)).toMatchObject({
      inserts: 1,
      updates: 1,
      record: { TrangThaiHoSo: "10", NgayTra: "20261124140000" },
    });
    expect(portal.dossiers.get(code)?.progress.map(({ TrangThai }) => TrangThai)).toEqual([
      "2",
      "5",
      "9",
      "10",
    ]);
    expect(await working.round()).toBe(0);
    expect(portal.complaints).toEqual([]);
    expect(await portalStatus(db)).toMatchObject({ waiting: 0, waitingSince: null, stuck: 0, taken: 1 });
  });

  it("waits for its beginning where another station's step came first", async () => {
    const [first, second] = [await TestStation.enrolled(), await TestStation.enrolled()];
    const { id, code } = first.accept();
    second.tell(id, "dossier.decided", decided);
    await second.send();
    const working = connector();
    expect(await working.round()).toBe(0);
    expect(await portalStatus(db)).toMatchObject({ waiting: 1, failing: [] });
    await first.send();
    expect(await working.round()).toBe(1);
    expect(portal.dossiers.get(code)?.progress.map(({ TrangThai }) => TrangThai)).toEqual(["2", "9"]);
  });

  it("keeps the code under which the portal first had it", async () => {
    const station = await TestStation.enrolled();
    const { id, code } = station.accept();
    await station.send();
    const working = connector();
    await working.round();
    station.tell(id, "dossier.officialCode", { code: "G09.20-20260609-0092637" });
    await station.send();
    await working.round();
    expect([...portal.dossiers.keys()]).toEqual([code]);
    expect(portal.dossiers.get(code)?.updates).toBe(1);
  });

  it("is told by a query string where the portal wants that", async () => {
    const station = await TestStation.enrolled();
    const { code } = station.accept();
    await station.send();
    const isUpdating = { yes: "True", no: "False" };
    await connector({ style: "query", isUpdating }).round();
    expect(portal.complaints).toEqual([]);
    expect(portal.dossiers.get(code)).toMatchObject({ inserts: 1, progress: [{ TrangThai: "2" }] });
  });
});

describe("a portal that fails", () => {
  const codes: Record<PortalFault, string | null> = {
    "400": "PORTAL_REFUSED",
    "401": null,
    "403": "PORTAL_FORBIDDEN",
    "404": "PORTAL_ADDRESS_WRONG",
    "502": "PORTAL_UNREACHABLE",
    html: "PORTAL_ANSWER_UNREADABLE",
    half: "PORTAL_ANSWER_UNREADABLE",
    refused: "PORTAL_REFUSED",
    sessionEnded: null,
    late: "PORTAL_UNREACHABLE",
    lost: "PORTAL_UNREACHABLE",
  };
  it.each(portalFaults)("with %s at any call is named, and has everything once in the end", async (fault) => {
    const station = await TestStation.enrolled();
    const { id, code } = station.accept();
    station.tell(id, "dossier.supplementRequested", asked);
    await station.send();
    const left = new Set(["LayThuTuc", "TraCuuHoSo", "DongBoHoSoMC", "CapNhatTienDoHoSoMC"]);
    portal.fault = (service) => (left.delete(service) ? fault : null);
    const working = connector({ timeoutSeconds: fault === "late" ? 0.3 : 60 });
    const errors = new Set<string | undefined>();
    for (let round = 0; left.size > 0; round += 1) {
      expect(round).toBeLessThan(6);
      await working.round();
      for (const { error } of (await portalStatus(db)).failing) errors.add(error?.code);
      now = new Date(now.getTime() + DAY_MS);
    }
    await untilTaken(working);
    expect([...errors]).toEqual(codes[fault] === null ? [] : [codes[fault]]);
    expect(portal.dossiers.get(code)).toMatchObject({ inserts: 1, record: { TrangThaiHoSo: "5" } });
    expect(portal.dossiers.get(code)?.progress).toEqual(await expectedEntries(id, code));
    expect(portal.complaints).toEqual([]);
  });

  it("or refuses the account, or is not there at all, loses nothing", async () => {
    const station = await TestStation.enrolled();
    station.accept();
    await station.send();
    const failing = async () => (await portalStatus(db)).failing[0]?.error;
    const client = new PortalClient(settings.connection, "falsch");
    await new PortalConnector({ db, client, settings, log: silent, now: () => now }).round();
    expect(await failing()).toEqual({ code: "PORTAL_SIGN_IN_REFUSED", data: { username: "phuninh" } });
    now = new Date(now.getTime() + DAY_MS);
    await connector({ url: "http://127.0.0.1:9" }).round();
    expect(await failing()).toMatchObject({ code: "PORTAL_UNREACHABLE" });
    now = new Date(now.getTime() + DAY_MS);
    expect(await connector().round()).toBe(1);
  });

  it("is left alone for a while, and does not make each dossier wait for its own time-out", async () => {
    const station = await TestStation.enrolled();
    for (let count = 0; count < 20; count += 1) station.accept();
    await station.send();
    portal.fault = () => "502";
    const working = connector();
    await working.round();
    await working.round();
    expect(portal.calls.length).toBeLessThanOrEqual(settings.atOnce);
    expect(working.restingUntil.getTime()).toBeGreaterThan(now.getTime());
    portal.fault = () => null;
    await untilTaken(working);
    expect(portal.dossiers.size).toBe(20);
  });
});

describe("one that the portal never takes", () => {
  it("is stuck, counted and shown, and holds nobody up; another try takes it", async () => {
    const station = await TestStation.enrolled();
    const unknown = station.accept({ procedureCode: "9.999999" });
    const others = Array.from({ length: 5 }, () => station.accept());
    await station.send();
    const working = connector();
    expect(await working.round()).toBe(5);
    expect([...portal.dossiers.keys()].sort()).toEqual(others.map(({ code }) => code).sort());
    for (let tries = 1; tries < settings.retry.stuckAfter; tries += 1) {
      now = new Date(now.getTime() + 2 * 60 * 60 * 1000);
      await working.round();
    }
    expect(await portalStatus(db)).toMatchObject({
      waiting: 1,
      stuck: 1,
      taken: 5,
      failing: [
        {
          code: unknown.code,
          stuck: true,
          attempts: settings.retry.stuckAfter,
          error: { code: "PORTAL_PROCEDURE_UNKNOWN", data: { code: "9.999999.000.00.00.H44" } },
        },
      ],
    });
    portal.procedures.set("9.999999.000.00.00.H44", "Thủ tục mới");
    now = new Date(now.getTime() + 60 * 60 * 1000);
    expect(await working.round()).toBe(0);
    expect(await retryNow(db, now, "no such code")).toBe(0);
    expect(await retryNow(db, now, unknown.code)).toBe(1);
    expect(await working.round()).toBe(1);
  });
});

describe("failures by chance", () => {
  const SEEDS = 25;
  it.each(Array.from({ length: SEEDS }, (_, index) => index + 1))(
    "seed %i: each dossier is there once with its last status, its progress once and in order",
    async (seed) => {
      const random = seededRandom(seed);
      const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
      const stations = [await TestStation.enrolled(), await TestStation.enrolled()];
      const dossiers = stations.flatMap((station) =>
        Array.from({ length: 3 }, () => ({ station, ...station.accept() })),
      );
      const steps: [string, object][] = [
        ["dossier.supplementRequested", asked],
        ["dossier.withdrawalRequested", { by: "Nguyễn Văn An", reason }],
        ["dossier.withdrawalDropped", { reason }],
        ["dossier.noted", { text: "Gọi lại" }],
        ["dossier.decided", decided],
        ["dossier.resultReturned", returned],
      ];
      const rate = random() * 0.6;
      // Late answers cost real time; there are few of them.
      const faults = [...portalFaults.filter((fault) => fault !== "late"), "crash"] as const;
      let dying = new AbortController();
      let lates = 2;
      portal.fault = () => {
        if (random() >= rate) return null;
        if (lates > 0 && random() < 0.05) {
          lates -= 1;
          return "late";
        }
        const fault = pick(faults);
        if (fault !== "crash") return fault;
        // What was sent is taken, and the sender is no more.
        portal.beforeLoss = () => {
          portal.beforeLoss = () => undefined;
          dying.abort();
        };
        return "lost";
      };
      let working = connector({ timeoutSeconds: 0.4 });
      for (let turn = 0; turn < 8; turn += 1) {
        for (const { id, station } of dossiers) if (random() < 0.5) station.tell(id, ...pick(steps));
        await pick(stations).send();
        await working.round(dying.signal);
        if (dying.signal.aborted) {
          dying = new AbortController();
          working = connector({ timeoutSeconds: 0.4 });
        }
        now = new Date(now.getTime() + random() * 30 * 60 * 1000);
      }
      for (const station of stations) await station.send();
      portal.fault = () => null;
      await untilTaken(connector());
      expect([...portal.dossiers.keys()].sort()).toEqual(dossiers.map(({ code }) => code).sort());
      const district = await db.selectFrom("dossiers").select(["code", "status"]).execute();
      for (const { id, code } of dossiers) {
        const there = portal.dossiers.get(code);
        const status = district.find((row) => row.code === code)?.status as Dossier["status"];
        expect(there).toMatchObject({
          inserts: 1,
          record: { TrangThaiHoSo: settings.mapping.statuses[status] },
        });
        expect(there?.progress).toEqual(await expectedEntries(id, code));
      }
      expect(portal.complaints).toEqual([]);
    },
  );
});

describe("connectors", () => {
  it("that are two on one database never tell of a dossier at once", async () => {
    const station = await TestStation.enrolled();
    const dossiers = Array.from({ length: 10 }, () => station.accept());
    await station.send();
    const end = new AbortController();
    const running = [connector(), connector()].map((working) => working.run(end.signal));
    await expect.poll(() => portal.dossiers.size, { timeout: 20_000 }).toBe(10);
    for (const { id } of dossiers) station.tell(id, "dossier.decided", decided);
    now = new Date(now.getTime() + 1000);
    await station.send();
    await expect.poll(async () => (await portalStatus(db)).waiting, { timeout: 20_000 }).toBe(0);
    await expect
      .poll(() => portal.dossiers.get(dossiers[9]?.code ?? "")?.updates, { timeout: 20_000 })
      .toBe(1);
    end.abort();
    await Promise.all(running);
    expect(portal.mostAtOnce).toBe(1);
    expect(portal.signIns).toBe(1);
    expect(portal.complaints).toEqual([]);
  });

  it("go on after the database was away", async () => {
    const station = await TestStation.enrolled();
    for (let count = 0; count < 6; count += 1) station.accept();
    await station.send();
    const end = new AbortController();
    let cut = false;
    // Under the first of the dossiers every connection breaks, also the one that holds the turn.
    portal.fault = (service) => {
      if (service !== "CapNhatTienDoHoSoMC" || cut) return null;
      cut = true;
      portal.beforeLoss = () =>
        void sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()`
          .execute(db)
          .catch(() => undefined);
      return "lost";
    };
    const running = connector().run(end.signal);
    const taken = async () => (await portalStatus(db).catch(() => null))?.taken;
    await expect.poll(() => cut, { timeout: 20_000 }).toBe(true);
    await expect
      .poll(
        async () => {
          now = new Date(now.getTime() + DAY_MS);
          return taken();
        },
        { timeout: 25_000, interval: 500 },
      )
      .toBe(6);
    end.abort();
    await running;
    for (const { inserts, progress } of portal.dossiers.values())
      expect([inserts, progress.length]).toEqual([1, 1]);
  });

  it("that are killed between sending and hearing the answer send again, and nothing is there twice", async () => {
    const station = await TestStation.enrolled();
    const { id, code } = station.accept();
    station.tell(id, "dossier.decided", decided);
    await station.send();
    const file = join(database.folder, "portal.json");
    writeFileSync(file, JSON.stringify(settings));
    const start = () =>
      spawn(process.execPath, ["district/main.ts", "portal", "run", "--portal", file], {
        cwd: new URL("../..", import.meta.url).pathname,
        env: {
          ...process.env,
          DATABASE_URL: database.url,
          MOTCUA_PORTAL_PASSWORD: RECEIVER_ACCOUNT.password,
        },
        stdio: "ignore",
      });
    let child: ChildProcess | null = null;
    try {
      for (const service of ["DongBoHoSoMC", "CapNhatTienDoHoSoMC"]) {
        const died = new Promise<void>((resolve) => {
          let once = true;
          portal.fault = (called) => (called === service && once ? "lost" : null);
          portal.beforeLoss = () => {
            once = false;
            child?.kill("SIGKILL");
            resolve();
          };
        });
        child = start();
        const gone = new Promise((resolve) => child?.once("exit", (_code, signal) => resolve(signal)));
        await died;
        expect(await gone).toBe("SIGKILL");
        expect(await portalStatus(db)).toMatchObject({ waiting: 1, taken: 0 });
      }
      portal.fault = () => null;
      child = start();
      await expect.poll(async () => (await portalStatus(db)).taken, { timeout: 30_000 }).toBe(1);
    } finally {
      child?.kill("SIGKILL");
    }
    expect(portal.dossiers.get(code)).toMatchObject({ inserts: 1, record: { TrangThaiHoSo: "9" } });
    expect(portal.dossiers.get(code)?.updates).toBeGreaterThanOrEqual(2);
    expect(portal.dossiers.get(code)?.progress).toEqual(await expectedEntries(id, code));
    expect(portal.complaints).toEqual([]);
  }, 120_000);
});

describe("the command line", () => {
  const command = (...args: string[]) =>
    new Promise<{ code: number | null; out: string }>((resolve, reject) => {
      const child = spawn(process.execPath, ["district/main.ts", "portal", ...args], {
        cwd: new URL("../..", import.meta.url).pathname,
        env: {
          ...process.env,
          DATABASE_URL: database.url,
          MOTCUA_PORTAL_PASSWORD: RECEIVER_ACCOUNT.password,
        },
        stdio: ["ignore", "pipe", "ignore"],
      });
      let out = "";
      child.stdout.on("data", (text) => {
        out += text;
      });
      child.once("error", reject);
      child.once("close", (code) => resolve({ code, out }));
    });

  it("says what is waiting and stuck and why, which codes the portal lacks, and sends again", async () => {
    const station = await TestStation.enrolled();
    const { code } = station.accept({ procedureCode: "9.999999" });
    station.accept();
    await station.send();
    await connector().round();
    const file = join(database.folder, "portal-of-the-office.json");
    writeFileSync(file, JSON.stringify(settings));
    const status = await command("status");
    expect(status.out).toContain("taken 1, waiting 1 since 2026-11-25T01:00:00.000Z, of them stuck 0");
    expect(status.out).toMatch(new RegExp(`${code}.*failed 1 times.*PORTAL_PROCEDURE_UNKNOWN`));
    const check = await command("check", "--portal", file);
    expect(check).toMatchObject({ code: 2, out: expect.stringContaining("9.999999") });
    portal.procedures.set("9.999999.000.00.00.H44", "Thủ tục mới");
    expect(await command("check", "--portal", file)).toMatchObject({ code: 0 });
    expect(await command("retry", code)).toMatchObject({ code: 0, out: "1 to be sent again\n" });
    now = new Date();
    expect(await connector().round()).toBe(1);
    expect(await command("nonsense")).toMatchObject({ code: 2 });
  }, 120_000);
});

describe("a portal that does not say which progress it has", () => {
  it("is told of what it did not acknowledge, from there on", async () => {
    portal.listsProgress = false;
    const station = await TestStation.enrolled();
    const { id, code } = station.accept();
    await station.send();
    const working = connector({ progressInLookUp: null });
    await working.round();
    station.tell(id, "dossier.decided", decided);
    await station.send();
    await working.round();
    expect(portal.dossiers.get(code)?.progress.map(({ TrangThai }) => TrangThai)).toEqual(["2", "9"]);
  });
});

describe("an event that is told twice", () => {
  it("counts once: it was carried over from a former epoch as well", async () => {
    const station = await TestStation.enrolled();
    station.accept();
    await station.send();
    expect(await takeUpNews(db, now)).toBe(1);
    const [event] = await db
      .selectFrom("events")
      .selectAll()
      .where("type", "=", "dossier.accepted")
      .execute();
    if (event === undefined) throw new Error("no event");
    const { seq, actor, type, version, subject, data, hash } = event;
    const inner = { seq, at: new Date(event.at).toISOString(), actor, type, version, subject, data, hash };
    station.tell(uuidv7(), "log.carried", { epoch: 1, prevHash: CHAIN_START, event: inner });
    await station.send();
    expect(await takeUpNews(db, now)).toBe(0);
  });
});
