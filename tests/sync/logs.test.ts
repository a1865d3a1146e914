import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v4 as uuid, v7 as uuidv7 } from "uuid";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CHAIN_START, eventHash, firstBrokenLink } from "../../contract/chain.ts";
import type { Batch, Position } from "../../contract/district.ts";
import type { StoredEvent } from "../../contract/events.ts";
import { EventLog } from "../../db/event-log.ts";
import { stationPlace } from "../../db/station-identity.ts";
import { Store } from "../../db/store.ts";
import { branchOff, ingestBatch, type SyncStore } from "../../district/ingest/ingest.ts";
import { StoredLogs } from "../../district/ingest/logs.ts";
import { type RunningPostgres, startEmbeddedPostgres } from "../../district/postgres/embedded.ts";
import { hashOf } from "../../district/secrets.ts";
import { type DistrictServer, startDistrict } from "../../district/server.ts";
import { callerByToken, enrolStation } from "../../district/stations/stations.ts";
import type { SyncLog } from "../../electron/station/sync/engine/sync-log.ts";
import { StoredSyncLog } from "../../electron/station/sync/stored-sync-log.ts";
import { MemoryDistrict } from "./memory-district.ts";
import { blankDisk, MemoryLog } from "./memory-log.ts";

/** What the simulation keeps in memory follows the same rules as what the program keeps on disks. */

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sync-stores-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface TestLog {
  log: SyncLog;
  issue(): Promise<string>;
  step(ticket: string, type: "ticket.served" | "ticket.called"): Promise<void>;
  tickets(): Promise<[string, string][]>;
  close(): Promise<void>;
}

let number = 0;
const ticketData = () => {
  number += 1;
  const label = `A${number}`;
  return { day: "2026-11-24", serviceGroup: "certification", number, label, priority: null, printJob: null };
};

async function memoryLog(): Promise<TestLog> {
  let now = Date.parse("2026-11-24T01:00:00.000Z");
  const log = new MemoryLog(blankDisk(uuid()), {
    now: () => {
      now += 1;
      return now;
    },
    newToken: uuid,
  });
  return {
    log,
    issue: async () => {
      const id = uuidv7();
      await log.append("ticket.issued", id, ticketData());
      return id;
    },
    step: (ticket, type) => log.append(type, ticket, { counter: "1", call: 1 }),
    tickets: async () => [...log.tickets()].sort(),
    close: async () => undefined,
  };
}

async function storedLog(): Promise<TestLog> {
  const store = await Store.open(mkdtempSync(join(folder, "store-")));
  const log = new EventLog(await stationPlace(store));
  let now = Date.parse("2026-11-24T01:00:00.000Z");
  const tick = () => {
    now += 1;
    return new Date(now).toISOString();
  };
  const append = (type: never, subject: string, data: never) =>
    store.write(async (trx) => {
      await log.append(trx, tick(), { type, actor: "station", subject, data });
    });
  return {
    log: new StoredSyncLog(store, log, { now: tick }),
    issue: async () => {
      const id = uuidv7();
      await append("ticket.issued" as never, id, ticketData() as never);
      return id;
    },
    step: (ticket, type) => append(type as never, ticket, { counter: "1", call: 1 } as never),
    tickets: async () => {
      const rows = await store.db.selectFrom("tickets").select(["id", "status"]).execute();
      return rows.map(({ id, status }): [string, string] => [id, status]).sort();
    },
    close: () => store.close(),
  };
}

describe.each([
  ["in memory", memoryLog],
  ["in SQLite", storedLog],
] as const)("a station's log %s", (_name, make) => {
  let station: TestLog;
  beforeEach(async () => {
    station = await make();
  });
  afterEach(() => station.close());
  const all = async (epoch: number) => station.log.read(epoch, 0, 1000, 1e9);

  it("gives out its events in order, chained, and bounded", async () => {
    for (let count = 0; count < 5; count += 1) await station.issue();
    const { log } = station;
    const events = await all(1);
    expect(firstBrokenLink({ station: log.station, epoch: 1 }, CHAIN_START, 1, events)).toBeNull();
    expect((await log.read(1, 2, 2, 1e9)).map(({ seq }) => seq)).toEqual([3, 4]);
    expect(await log.head()).toEqual({ epoch: 1, seq: 5, hash: events[4]?.hash });
    expect(await log.hashAt(1, 3)).toBe(events[2]?.hash);
    expect([await log.hashAt(1, 6), await log.hashAt(2, 1)]).toEqual([null, null]);
  });

  it("keeps a token before it is sent, until it is accepted", async () => {
    const { log } = station;
    expect(await log.enrolment()).toBeNull();
    const token = await log.newToken();
    expect(await log.newToken()).toBe(token);
    const serials = { first: 1, last: 9 };
    await log.saveEnrolment({
      station: log.station,
      agency: "a",
      serials,
      district: "http://district",
      token,
    });
    expect(await log.enrolment()).toEqual({ token, district: "http://district" });
    expect(await log.newToken()).not.toBe(token);
  });

  it("opens an epoch with what the district lacks, and nothing is acknowledged there yet", async () => {
    const { log } = station;
    const tickets = [await station.issue(), await station.issue(), await station.issue()];
    const [first, second, third] = await all(1);
    const from = { epoch: 1, seq: 1, hash: first?.hash ?? "" };
    await log.saveAcked(from);
    await log.openEpoch({
      epoch: 4,
      token: "t".repeat(40),
      serials: { first: 1, last: 9 },
      reason: "fork",
      from,
    });
    const events = await all(4);
    expect(firstBrokenLink({ station: log.station, epoch: 4 }, CHAIN_START, 1, events)).toBeNull();
    expect(events.map(({ type }) => type)).toEqual(["station.opened", "log.carried", "log.carried"]);
    expect(events.slice(1).map(({ data }) => JSON.parse(data))).toEqual([
      { epoch: 1, prevHash: first?.hash, event: plain(second) },
      { epoch: 1, prevHash: second?.hash, event: plain(third) },
    ]);
    expect(await log.acked()).toEqual({ epoch: 4, seq: 0, hash: CHAIN_START });
    expect(await log.formerEpochs()).toEqual([from]);
    expect(await station.tickets()).toEqual(tickets.map((id) => [id, "waiting"]).sort());
    await station.step(tickets[1] ?? "", "ticket.served");
    expect((await log.head()).epoch).toBe(4);
    expect(Object.fromEntries(await station.tickets())[tickets[1] ?? ""]).toBe("served");
  });

  it("takes what comes down once, in order, and turns nothing back", async () => {
    const { log } = station;
    const own = await station.issue();
    await station.step(own, "ticket.served");
    const other = otherLog(log.station);
    const foreign = uuidv7();
    const before = other("ticket.called", own, "2026-11-24T00:59:00.000Z");
    const issued = other("ticket.issued", foreign, "2026-11-24T00:59:01.000Z");
    const served = other("ticket.served", foreign, "2026-11-24T00:59:03.000Z");
    const called = other("ticket.called", foreign, "2026-11-24T00:59:02.000Z");
    const items = [before, issued, served, called].map((event) => ({
      id: uuidv7(),
      at: event.at,
      kind: "event",
      data: JSON.stringify({ station: log.station, epoch: 9, event }),
    }));
    await log.receive(items.slice(0, 2), "one");
    await log.receive(items, "two");
    await log.receive(
      items.map((item) => ({ ...item, id: uuidv7() })),
      "three",
    );
    expect(await log.cursor()).toBe("three");
    expect((await log.head()).seq).toBe(2 + items.length);
    expect(await station.tickets()).toEqual(
      [
        [own, "served"],
        [foreign, "served"],
      ].sort(),
    );
  });
});

function plain(event: StoredEvent | undefined) {
  return event === undefined ? undefined : { ...event };
}

/** Events of another log of the same station. */
function otherLog(station: string) {
  let last: StoredEvent | null = null;
  return (type: string, subject: string, at: string): StoredEvent => {
    const data = JSON.stringify(type === "ticket.issued" ? ticketData() : { counter: "1", call: 1 });
    const content = { seq: (last?.seq ?? 0) + 1, at, actor: "station", type, version: 1, subject, data };
    last = { ...content, hash: eventHash({ station, epoch: 9 }, last?.hash ?? CHAIN_START, content) };
    return last;
  };
}

describe("the district's storage", () => {
  let postgres: RunningPostgres;
  let district: DistrictServer;
  beforeAll(async () => {
    postgres = await startEmbeddedPostgres(join(folder, "postgres"));
    district = await startDistrict({ databaseUrl: postgres.url, port: 0, attachmentsFolder: folder });
  });
  afterAll(async () => {
    await district.close();
    await postgres.stop();
  });

  interface TestStore {
    store: SyncStore;
    enrol(station: string, token: string): Promise<void>;
    caller(token: string): Promise<{ station: string; epoch: number }>;
    tokenHash(token: string): string;
    status(ticket: string): Promise<string | undefined>;
  }

  const inMemory = async (): Promise<TestStore> => {
    const memory = new MemoryDistrict({ newId: uuidv7, now: Date.now });
    return {
      store: memory,
      enrol: async (station, token) => {
        memory.enrol({ station, token, epoch: 1, protocol: 1 });
      },
      caller: async (token) => memory.caller(token),
      tokenHash: (token) => token,
      status: async (ticket) => memory.ticket(ticket),
    };
  };
  const inPostgres = async (): Promise<TestStore> => ({
    store: new StoredLogs(district.db),
    enrol: async (station, token) => {
      const code = await district.createEnrolCode({ agency: station });
      await enrolStation(district.db, { protocol: 1, station, epoch: 1, token, code, name: "Quầy" });
    },
    caller: (token) => callerByToken(district.db, token),
    tokenHash: hashOf,
    status: async (ticket) =>
      (await district.db.selectFrom("tickets").select("status").where("id", "=", ticket).executeTakeFirst())
        ?.status,
  });

  describe.each([
    ["in memory", inMemory],
    ["in PostgreSQL", inPostgres],
  ] as const)("%s", (_name, make) => {
    let server: TestStore;
    let station: TestLog;
    let token: string;
    beforeEach(async () => {
      server = await make();
      station = await memoryLog();
      token = await station.log.newToken();
      await server.enrol(station.log.station, token);
    });

    const batch = async (epoch: number, first: number, last: number): Promise<Batch> => {
      const events = (await station.log.read(epoch, first - 1, 1 + last - first, 1e9)) as StoredEvent[];
      return {
        protocol: 1,
        station: station.log.station,
        epoch,
        firstSeq: first,
        prevHash: (await station.log.hashAt(epoch, first - 1)) ?? CHAIN_START,
        lastHash: events.at(-1)?.hash ?? "",
        events: events.map(({ seq: _seq, hash: _hash, ...sent }) => sent),
      };
    };
    const push = async (sent: Batch, by = token) => ingestBatch(server.store, await server.caller(by), sent);
    const code = (promise: Promise<unknown>) =>
      promise.then(
        () => "taken",
        (error: { code?: string }) => error.code,
      );

    it("takes a batch whole, once, contiguous and unforged", async () => {
      for (let count = 0; count < 6; count += 1) await station.issue();
      const position = await push(await batch(1, 1, 3));
      expect(position).toMatchObject({ epoch: 1, seq: 3 });
      expect(await push(await batch(1, 1, 3))).toEqual(position);
      expect(await push(await batch(1, 2, 3))).toEqual(position);
      expect(await code(push(await batch(1, 5, 6)))).toBe("BATCH_GAP");
      const good = await batch(1, 4, 6);
      const forged = { ...good, events: good.events.map((event) => ({ ...event, actor: "else" })) };
      expect(await code(push(forged))).toBe("CHAIN_BROKEN");
      expect(await code(push({ ...good, station: uuid() }))).toBe("STATION_MISMATCH");
      expect(await code(push({ ...good, epoch: 2 }))).toBe("STATION_MISMATCH");
      expect(await code(push({ ...good, protocol: 99 }))).toBe("PROTOCOL_UNSUPPORTED");
      expect(await push(await batch(1, 2, 6))).toMatchObject({ seq: 6 });
    });

    it("knows another log by its hash, and opens one epoch for it however often it is asked", async () => {
      const shared = await station.issue();
      await push(await batch(1, 1, 1));
      const [first] = await station.log.read(1, 0, 1, 1e9);
      const other = otherEvent(station.log.station, first as StoredEvent);
      const sent = { at: other.at, actor: other.actor, type: other.type, version: 1, subject: other.subject };
      const theirs: Batch = {
        protocol: 1,
        station: station.log.station,
        epoch: 1,
        firstSeq: 2,
        prevHash: first?.hash ?? "",
        lastHash: other.hash,
        events: [{ ...sent, data: other.data }],
      };
      expect(await push(theirs)).toMatchObject({ seq: 2 });
      const own = await station.issue();
      await station.step(shared, "ticket.served");
      expect(await code(push(await batch(1, 2, 3)))).toBe("BATCH_FORK");
      const from: Position = { epoch: 1, seq: 1, hash: first?.hash ?? "" };
      const second = "second-token-".padEnd(40, "x");
      const ask = async () =>
        branchOff(server.store, await server.caller(token), server.tokenHash(second), [from]);
      const opened = await ask();
      expect(opened.epoch).toBe(2);
      expect(opened.serials.first).toBe(1001);
      expect(await ask()).toEqual(opened);
      const wrong = { ...from, hash: "f".repeat(64) };
      const third = async () => branchOff(server.store, await server.caller(token), "third", [wrong]);
      expect(await code(third())).toBe("BATCH_FORK");
      await station.log.openEpoch({ ...opened, token: second, reason: "fork", from });
      const head = await station.log.head();
      expect(await push(await batch(2, 1, head.seq), second)).toEqual(head);
      expect(await server.status(shared)).toBe("served");
      expect(await server.status(own)).toBe("waiting");
      expect(await server.status(other.subject)).toBe("waiting");
    });
  });
});

function otherEvent(station: string, previous: StoredEvent): StoredEvent {
  const content = {
    seq: previous.seq + 1,
    at: "2026-11-24T02:00:00.000Z",
    actor: "station",
    type: "ticket.issued",
    version: 1,
    subject: uuidv7(),
    data: JSON.stringify(ticketData()),
  };
  return { ...content, hash: eventHash({ station, epoch: 1 }, previous.hash, content) };
}
