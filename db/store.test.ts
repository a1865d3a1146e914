import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { sql } from "kysely";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EventLog, verifyLog } from "./event-log.ts";
import { rebuildProjections } from "./projections.ts";
import { once } from "./requests.ts";
import { stationPlace } from "./station-identity.ts";
import { Store } from "./store.ts";
import { issuedCount } from "./tickets.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "store-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const at = "2026-11-24T01:00:00.000Z";

async function issue(store: Store, log: EventLog, number: number) {
  const id = uuidv7();
  await store.write((trx) =>
    log.append(trx, at, {
      type: "ticket.issued",
      actor: "kiosk",
      subject: id,
      data: {
        day: "2026-11-24",
        serviceGroup: "certify",
        number,
        label: `A00${number}`,
        priority: null,
        printJob: null,
      },
    }),
  );
  return id;
}

describe("Store", () => {
  it("keeps what was written over a restart, and who it is", async () => {
    const first = await Store.open(folder);
    const place = await stationPlace(first);
    await issue(first, new EventLog(place), 1);
    await first.close();

    const second = await Store.open(folder);
    expect(await stationPlace(second)).toEqual(place);
    expect(await issuedCount(second.db, "2026-11-24", "certify")).toBe(1);
    await second.close();
  });

  it("is durable before it answers", async () => {
    const store = await Store.open(folder);
    const raw = new Sqlite(store.file, { readonly: true });
    expect(raw.pragma("journal_mode", { simple: true })).toBe("wal");
    raw.close();
    const { rows } = await sql<{ synchronous: number }>`PRAGMA synchronous`.execute(store.db);
    expect(rows[0]?.synchronous).toBe(2);
    await store.close();
  });

  it("does all of a transaction or nothing", async () => {
    const store = await Store.open(folder);
    const log = new EventLog(await stationPlace(store));
    const failed = store.write(async (trx) => {
      await log.append(trx, at, {
        type: "ticket.issued",
        actor: "kiosk",
        subject: uuidv7(),
        data: {
          day: "2026-11-24",
          serviceGroup: "certify",
          number: 1,
          label: "A001",
          priority: null,
          printJob: null,
        },
      });
      throw new Error("power cut");
    });
    await expect(failed).rejects.toThrow("power cut");
    expect(await log.head(store.db)).toMatchObject({ seq: 0 });
    expect(await issuedCount(store.db, "2026-11-24", "certify")).toBe(0);
    await store.close();
  });

  it("refuses a second program on the same store", async () => {
    const store = await Store.open(folder);
    await expect(Store.open(folder)).rejects.toMatchObject({ code: "STORE_IN_USE" });
    await store.close();
    await (await Store.open(folder)).close();
  });

  it("names a damaged file and leaves it untouched", async () => {
    const store = await Store.open(folder);
    const log = new EventLog(await stationPlace(store));
    for (let number = 1; number <= 9; number += 1) await issue(store, log, number);
    await store.close();
    const file = join(folder, "station.sqlite");
    const handle = openSync(file, "r+");
    for (let page = 2; page < 30; page += 1) writeSync(handle, Buffer.alloc(200, 0xa5), 0, 200, page * 4096);
    const damaged = readFileSync(file);
    await expect(Store.open(folder)).rejects.toMatchObject({ code: "STORE_CORRUPT" });
    expect(readFileSync(file).equals(damaged)).toBe(true);
  });

  it("names a file that is no store at all", async () => {
    writeFileSync(join(folder, "station.sqlite"), "this is a letter, not a database\n".repeat(200));
    await expect(Store.open(folder)).rejects.toMatchObject({ code: "STORE_CORRUPT" });
  });

  it("refuses a store that a newer program has written", async () => {
    const store = await Store.open(folder);
    await store.close();
    const raw = new Sqlite(join(folder, "station.sqlite"));
    raw.prepare("INSERT INTO kysely_migration VALUES ('9999-later', ?)").run(at);
    raw.close();
    await expect(Store.open(folder)).rejects.toMatchObject({
      code: "STORE_TOO_NEW",
      data: { migration: "9999-later" },
    });
  });

  it("names a folder that can't be written", async () => {
    await (await Store.open(join(folder, "open"))).close();
    const closed = join(folder, "closed");
    mkdirSync(closed, { mode: 0o555 });
    chmodSync(folder, 0o755);
    // Root may write anywhere, so the store is opened as nobody.
    const root = process.getuid?.() === 0;
    if (root) process.seteuid?.(65534);
    try {
      await expect(Store.open(closed)).rejects.toMatchObject({ code: "STORE_READ_ONLY" });
    } finally {
      if (root) process.seteuid?.(0);
    }
    expect(existsSync(join(closed, "station.sqlite"))).toBe(false);
  });
});

describe("the event log", () => {
  it("is chained without gaps and can't be changed", async () => {
    const store = await Store.open(folder);
    const place = await stationPlace(store);
    const log = new EventLog(place);
    for (let number = 1; number <= 5; number += 1) await issue(store, log, number);
    expect((await log.read(store.db, 1, 0, 100, 1e9)).map((event) => event.seq)).toEqual([1, 2, 3, 4, 5]);
    expect(await verifyLog(store, place)).toBeNull();
    await expect(store.db.updateTable("events").set({ actor: "x" }).execute()).rejects.toThrow(
      "never changed",
    );
    await expect(store.db.deleteFrom("events").execute()).rejects.toThrow("never deleted");
    await store.close();
  });

  it("shows what was tampered with behind the program's back", async () => {
    const store = await Store.open(folder);
    const place = await stationPlace(store);
    const log = new EventLog(place);
    for (let number = 1; number <= 5; number += 1) await issue(store, log, number);
    await store.close();
    const raw = new Sqlite(join(folder, "station.sqlite"));
    raw.exec(
      "DROP TRIGGER events_stay; UPDATE events SET data = replace(data, 'A003', 'A999') WHERE seq = 3",
    );
    raw.close();
    const again = await Store.open(folder);
    expect(await verifyLog(again, place)).toBe(3);
    await again.close();
  });

  it("is read in bounded pieces, one event at least", async () => {
    const store = await Store.open(folder);
    const log = new EventLog(await stationPlace(store));
    for (let number = 1; number <= 5; number += 1) await issue(store, log, number);
    expect(await log.read(store.db, 1, 2, 2, 1e9)).toMatchObject([{ seq: 3 }, { seq: 4 }]);
    expect(await log.read(store.db, 1, 0, 100, 1)).toMatchObject([{ seq: 1 }]);
    expect(await log.read(store.db, 1, 5, 100, 1e9)).toEqual([]);
    await store.close();
  });

  it("gives the same tables when they are rebuilt from it", async () => {
    const store = await Store.open(folder);
    const log = new EventLog(await stationPlace(store));
    for (let number = 1; number <= 5; number += 1) await issue(store, log, number);
    const before = await store.db.selectFrom("tickets").selectAll().orderBy("id").execute();
    await rebuildProjections(store);
    expect(await store.db.selectFrom("tickets").selectAll().orderBy("id").execute()).toEqual(before);
    await store.close();
  });
});

describe("once", () => {
  it("does a request once and gives the first answer again", async () => {
    const store = await Store.open(folder);
    let done = 0;
    const ask = (input: unknown) =>
      once(store, { id: "0b0e4f0a-0000-7000-8000-000000000001", call: "test", input }, at, async () => ({
        done: ++done,
      }));
    expect(await ask({ a: 1 })).toEqual({ done: 1 });
    expect(await ask({ a: 1 })).toEqual({ done: 1 });
    await expect(ask({ a: 2 })).rejects.toMatchObject({ code: "REQUEST_REUSED" });
    expect(done).toBe(1);
    await store.close();
  });
});
