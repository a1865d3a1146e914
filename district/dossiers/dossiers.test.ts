import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHAIN_START } from "../../contract/chain.ts";
import { type DossierEvent, dossierAfter } from "../../contract/dossier-life.ts";
import type { StoredEvent } from "../../contract/events.ts";
import { DistrictDatabase } from "../../tests/district-database.ts";
import { AGENCY, WrittenLog } from "../../tests/written-log.ts";
import type { District } from "../database.ts";
import { readDossiers } from "./dossiers.ts";

let database: DistrictDatabase;
let db: District;

beforeAll(async () => {
  database = await DistrictDatabase.open();
  db = database.db;
});
afterAll(() => database.close());

const newLog = (station?: string, epoch?: number) => WrittenLog.open(db, station, epoch);

function folded(...events: StoredEvent[]) {
  return events.reduce<ReturnType<typeof dossierAfter> | null>(
    (before, event) => dossierAfter(before, { ...event, data: JSON.parse(event.data) } as DossierEvent),
    null,
  );
}

const row = (id: string) =>
  db.selectFrom("dossiers").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
const read = async (id: string) => (await readDossiers(db, [id])).get(id);

describe("a dossier's row", () => {
  it("is light until something happens to it, and tells the same", async () => {
    const log = await newLog();
    const id = uuidv7();
    const accepted = log.accepted(id);
    await log.append(accepted);
    expect(await row(id)).toMatchObject({ data: null, begun_epoch: 1, begun_seq: 1, status: "accepted" });
    expect(await read(id)).toEqual(folded(accepted));
    const noted = log.event("dossier.withdrawalRequested", id, { by: "Nguyễn Văn An", reason: "Đổi ý" });
    await log.append(noted);
    expect(await row(id)).toMatchObject({
      data: expect.any(String),
      begun_seq: 1,
      status: "withdrawalRequested",
    });
    expect(await read(id)).toEqual(folded(accepted, noted));
  });

  it("is the same whether the events come together or one after the other", async () => {
    const [together, apart] = [await newLog(), await newLog()];
    const rows = [];
    for (const log of [together, apart]) {
      const id = uuidv7();
      const events = [
        log.accepted(id),
        log.event("dossier.withdrawalRequested", id, { by: "Nguyễn Văn An", reason: "Đổi ý" }),
        log.event("dossier.withdrawalDropped", id, { reason: "Lại đổi ý" }),
      ];
      if (log === together) await log.append(...events);
      else for (const event of events) await log.append(event);
      const { data, status } = await row(id);
      rows.push({ status, data: data?.replaceAll(id, "ID") });
    }
    expect(rows[0]).toEqual(rows[1]);
  });

  it("names the event that it was carried in, where its log was left", async () => {
    const former = await newLog();
    const id = uuidv7();
    const event = former.accepted(id);
    const log = await newLog(former.station, 2);
    const opened = log.event("station.opened", former.station, { app: "", agency: AGENCY, reason: "fork" });
    const carried = log.event("log.carried", id, { epoch: 1, prevHash: CHAIN_START, event });
    await log.append(opened, carried);
    expect(await row(id)).toMatchObject({ data: null, begun_epoch: 2, begun_seq: 2 });
    expect(await read(id)).toEqual(folded(event));
  });

  it("is one where two logs tell of it first at the same time", async () => {
    for (let round = 0; round < 10; round += 1) {
      const [first, second] = [await newLog(), await newLog()];
      const ids = Array.from({ length: 50 }, () => uuidv7());
      await Promise.all([first, second].map((log) => log.append(...ids.map((id) => log.accepted(id)))));
      expect((await readDossiers(db, ids)).size).toBe(ids.length);
    }
    expect(await db.selectFrom("events").select("seq").where("projected", "=", false).execute()).toEqual([]);
  });
});
