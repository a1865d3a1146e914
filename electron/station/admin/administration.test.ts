import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Administration } from "../../../contract/station.ts";
import { rebuildProjections } from "../../../db/projections.ts";
import { codeOf as code } from "../../../tests/code-of.ts";
import { stationAlone } from "../../../tests/station-alone.ts";
import type { AtCounter } from "../staff/desk.ts";
import type { Station } from "../station.ts";

/** Changes of the hall on the real store. */

let folder: string;
let station: Station;
let head: AtCounter;

const office = () => join(folder, "office");

async function start(): Promise<void> {
  station = await stationAlone(join(folder, "data"), { catalogueFolder: office() });
  head = await at("4", "nghia", "4321");
}

async function at(counter: string, staff: string, pin = "1234"): Promise<AtCounter> {
  const { session } = await station.desk.signIn({ staff, counter, pin });
  return station.desk.require(session);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "admin-"));
  cpSync(resolve(import.meta.dirname, "../../../data/phu-ninh"), office(), { recursive: true });
  await start();
});
afterEach(async () => {
  await station.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What is in force, with the first group changed. */
function changed(change: Partial<Administration["serviceGroups"][number]>): Administration {
  const now = station.administration.read();
  return {
    ...now,
    serviceGroups: now.serviceGroups.map((group, index) => (index === 0 ? { ...group, ...change } : group)),
  };
}

const take = (serviceGroup = "certification") =>
  station.queue.take({ requestId: uuidv7(), serviceGroup, priority: null });

describe("a change of the hall", () => {
  it("is in force at once, and after a restart", async () => {
    await station.administration.save(head, changed({ open: false }));
    expect(await code(take())).toBe("SERVICE_GROUP_CLOSED");
    expect((await station.queue.board()).groups[0]?.opening).toMatchObject({
      state: "closed",
      reason: "office",
    });
    await station.stop();
    await start();
    expect(await code(take())).toBe("SERVICE_GROUP_CLOSED");
    await station.administration.save(head, changed({ open: true, quotaPerDay: 1 }));
    expect(await code(take())).toBe("done");
    expect(await code(take())).toBe("SERVICE_GROUP_CLOSED");
  });

  it("of the office's words is on the board and on the tickets that follow", async () => {
    const before = station.administration.read();
    const texts = { greeting: { vi: "Kính chào!" }, ticketNote: { vi: "Mời ngồi dãy ghế xanh." } };
    await station.administration.save(head, { ...before, texts });
    expect((await station.queue.board()).texts).toEqual(texts);
    await station.queue.take({ requestId: uuidv7(), serviceGroup: "certification", priority: null });
    const { db } = station.context.store;
    const [ticket] = await db.selectFrom("print_jobs").select("paper").execute();
    expect(ticket?.paper).toContain("Mời ngồi dãy ghế xanh.");
  });

  it("gives way to the office's files only where these have changed", async () => {
    await station.administration.save(head, changed({ open: false }));
    await station.stop();
    const file = join(office(), "counters.json");
    const counters = JSON.parse(readFileSync(file, "utf8")) as { name: { vi: string } }[];
    if (counters[0] !== undefined) counters[0].name = { vi: "Quầy đổi tên" };
    writeFileSync(file, JSON.stringify(counters));
    await start();
    expect(station.context.catalogue.counter("1").name.vi).toBe("Quầy đổi tên");
    expect(await code(take())).toBe("done");
  });

  it("is the head's, and nobody overwrites what another has saved meanwhile", async () => {
    const clerk = await at("1", "lan");
    expect(await code(station.administration.save(clerk, changed({})))).toBe("NOT_ALLOWED");
    const [one, two] = [changed({ quotaPerDay: 10 }), changed({ quotaPerDay: 20 })];
    const saved = await Promise.all([
      code(station.administration.save(head, one)),
      code(station.administration.save(head, two)),
    ]);
    expect(saved).toEqual(["done", "CATALOGUE_CHANGED"]);
    expect(station.context.catalogue.all.serviceGroups[0]?.quotaPerDay).toBe(10);
  });

  it("that contradicts itself is refused with the place, and changes nothing", async () => {
    const before = station.administration.read();
    await expect(station.administration.save(head, changed({ letter: "B" }))).rejects.toMatchObject({
      code: "CATALOGUE_INVALID",
      data: { path: "serviceGroups[1].letter", reason: "occurs twice: B" },
    });
    const counters = before.counters.map((counter) => ({ ...counter, serviceGroups: ["nothing"] }));
    expect(await code(station.administration.save(head, { ...before, counters }))).toBe("CATALOGUE_INVALID");
    expect(station.administration.read()).toEqual(before);
  });

  it("takes no queue from those who wait in it, and no counter from those who work at it", async () => {
    await take();
    expect(await code(station.administration.save(head, changed({ letter: "Z" })))).toBe("GROUP_IN_USE");
    const now = station.administration.read();
    const without = (id: string) => ({
      ...now,
      counters: now.counters.filter((counter) => counter.id !== id),
    });
    expect(await code(station.administration.save(head, without("4")))).toBe("COUNTER_IN_USE");
    expect(await code(station.administration.save(head, without("3")))).toBe("done");
  });

  it("stands in the log: the tables rebuilt from it are the same", async () => {
    await station.administration.save(head, { ...changed({}), announcement: { vi: "Nghỉ chiều thứ Sáu" } });
    expect((await station.queue.board()).announcement).toEqual({ vi: "Nghỉ chiều thứ Sáu" });
    const { store } = station.context;
    const rows = () => store.db.selectFrom("catalogue").selectAll().execute();
    const before = await rows();
    await rebuildProjections(store);
    expect(await rows()).toEqual(before);
  });
});
