import { setTimeout as pause } from "node:timers/promises";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DistrictDatabase } from "../../tests/district-database.ts";
import { WrittenLog } from "../../tests/written-log.ts";
import type { District } from "../database.ts";
import { keepNode, recordOwn } from "../own-log/own-log.ts";
import { startDistrict } from "../server.ts";
import { markPending, projectPending } from "./rereading.ts";

let database: DistrictDatabase;
let db: District;

beforeAll(async () => {
  database = await DistrictDatabase.open();
  db = database.db;
  await keepNode(db);
});
afterAll(() => database.close());
beforeEach(async () => {
  await projectPending(db);
});

const reason = "Đổi ý";

/** A log with so many dossiers, each with a request that stands; then all of it is to be read again, as by a migration. */
async function toBeReadAgain(count: number): Promise<{ log: WrittenLog; ids: string[] }> {
  const log = await WrittenLog.open(db);
  const ids = Array.from({ length: count }, () => uuidv7());
  await log.append(
    ...ids.map((id) => log.accepted(id)),
    ...ids.map((id) => log.event("dossier.withdrawalRequested", id, { by: "Nguyễn Văn An", reason })),
  );
  await db.deleteFrom("dossiers").execute();
  await db.updateTable("events").set({ projected: false }).where("station", "=", log.station).execute();
  return { log, ids };
}

const waiting = async () => {
  const rows = await db.selectFrom("events").select("seq").where("projected", "=", false).execute();
  return rows.length;
};
const statuses = async (ids: string[]) => {
  const rows = await db.selectFrom("dossiers").select(["id", "status"]).where("id", "in", ids).execute();
  return new Set(rows.map(({ status }) => status));
};

describe("what a migration has read again", () => {
  it("is read in portions, and goes on where it was broken off", async () => {
    const { ids } = await toBeReadAgain(100);
    const end = new AbortController();
    const portions: number[] = [];
    const watch = setInterval(async () => {
      portions.push(await waiting());
      if ((portions.at(-1) ?? 200) < 150) end.abort();
    }, 1);
    const found = await projectPending(db, { signal: end.signal, portion: 10 });
    clearInterval(watch);
    expect(found).toBeGreaterThan(0);
    expect(found).toBeLessThan(200);
    expect(await waiting()).toBe(200 - found);
    expect(await projectPending(db, { portion: 10 })).toBe(200 - found);
    expect(await waiting()).toBe(0);
    expect(await statuses(ids)).toEqual(new Set(["withdrawalRequested"]));
  });

  it("comes before what the station tells meanwhile, which is acknowledged all the same", async () => {
    const { log, ids } = await toBeReadAgain(50);
    await markPending(db);
    await log.append(...ids.map((id) => log.event("dossier.withdrawalDropped", id, { reason })));
    expect(await waiting()).toBe(150);
    expect(await statuses(ids)).toEqual(new Set());
    await projectPending(db, { portion: 20 });
    expect(await waiting()).toBe(0);
    expect(await statuses(ids)).toEqual(new Set(["accepted"]));
    // Afterwards nothing waits any more.
    const later = uuidv7();
    await log.append(log.accepted(later));
    expect(await statuses([later])).toEqual(new Set(["accepted"]));
  });

  it("lets nobody take a step on what is half read", async () => {
    const { ids } = await toBeReadAgain(3);
    await projectPending(db);
    await db.updateTable("logs").set({ reread_after: 2 }).execute();
    const [id = ""] = ids;
    const step = () =>
      db
        .transaction()
        .execute((trx) =>
          recordOwn(trx, [
            { type: "dossier.withdrawalDropped", actor: "lan", subject: id, data: { reason } },
          ]),
        );
    await expect(step()).rejects.toMatchObject({ code: "DISTRICT_BUSY" });
    await projectPending(db);
    await step();
    expect(await statuses([id])).toEqual(new Set(["accepted"]));
  });

  it("is read while the server answers already", async () => {
    const { ids } = await toBeReadAgain(1500);
    const server = await startDistrict({
      databaseUrl: database.url,
      port: 0,
      attachmentsFolder: database.folder,
    });
    try {
      expect(await waiting()).toBeGreaterThan(0);
      expect((await fetch(`${server.url}/v1/health`)).ok).toBe(true);
      await expect.poll(waiting, { timeout: 20_000 }).toBe(0);
      expect(await statuses(ids)).toEqual(new Set(["withdrawalRequested"]));
    } finally {
      await server.close();
    }
  });

  it("was early, and is read once its beginning is here, by a server that goes on working", async () => {
    const server = await startDistrict({
      databaseUrl: database.url,
      port: 0,
      attachmentsFolder: database.folder,
      lateLookMs: 50,
    });
    try {
      const [first, second] = [await WrittenLog.open(db), await WrittenLog.open(db)];
      const id = uuidv7();
      await second.append(second.event("dossier.withdrawalRequested", id, { by: "Nguyễn Văn An", reason }));
      await pause(200);
      expect(await waiting()).toBe(1);
      await first.append(first.accepted(id));
      await expect.poll(waiting, { timeout: 20_000 }).toBe(0);
      expect(await statuses([id])).toEqual(new Set(["withdrawalRequested"]));
    } finally {
      await server.close();
    }
  });
});
