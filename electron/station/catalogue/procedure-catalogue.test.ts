import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Catalogue, Procedure } from "../../../contract/catalogue.ts";
import { BATCH_MAX_BYTES } from "../../../contract/district.ts";
import type { AppError } from "../../../contract/errors.ts";
import { rebuildProjections } from "../../../db/projections.ts";
import { stationAlone } from "../../../tests/station-alone.ts";
import type { AtCounter } from "../staff/desk.ts";
import type { Station } from "../station.ts";
import { writeCatalogueFile } from "./catalogue-file.ts";
import { changedCatalogue, changesBetween, versionKey } from "./change.rules.ts";
import { importPlan } from "./import.rules.ts";
import { loadCatalogue } from "./load.ts";
import { dayBefore, shownVersion, withVersion } from "./versions.rules.ts";

/** The catalogue of procedures on the real store. */

const office = resolve(import.meta.dirname, "../../../data/phu-ninh");
let folder: string;
let station: Station;
let head: AtCounter;

async function start(): Promise<void> {
  station = await stationAlone(join(folder, "data"), { catalogueFolder: join(folder, "office") });
  head = await at("4", "nghia", "4321");
}

async function at(counter: string, staff: string, pin = "1234"): Promise<AtCounter> {
  const { session } = await station.desk.signIn({ staff, counter, pin });
  return station.desk.require(session);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "procedures-"));
  cpSync(office, join(folder, "office"), { recursive: true });
});
afterEach(async () => {
  await station.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function code(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return "done";
  } catch (error) {
    return (error as AppError).code ?? String(error);
  }
}

const detail = (of: string) => station.procedureCatalogue.detail(head, of);
const newest = (of: string) => detail(of).versions[0] as Procedure;
const save = (procedure: Procedure, former: Procedure | null) =>
  station.procedureCatalogue.save(head, {
    basedOn: station.context.catalogue.sha256,
    procedure,
    former: former === null ? null : { code: former.code, effectiveFrom: former.effectiveFrom },
  });
const base64 = async (
  procedures: readonly Procedure[],
  divisions = station.context.catalogue.all.divisions,
) => Buffer.from(await writeCatalogueFile({ procedures, divisions }, "xlsx")).toString("base64");
const tables = async () => {
  const { db } = station.context.store;
  return JSON.stringify([
    await db.selectFrom("procedures").selectAll().orderBy("id").execute(),
    await db.selectFrom("divisions").selectAll().orderBy("id").execute(),
    await db.selectFrom("catalogue").selectAll().execute(),
  ]);
};
const events = () =>
  station.context.store.db
    .selectFrom("events")
    .select(["type", "data"])
    .where("type", "like", "catalogue.%")
    .orderBy("seq")
    .execute();

describe("a procedure that is edited", () => {
  beforeEach(start);

  it("with its first day is corrected, in force at once and after a restart", async () => {
    const before = newest("1.004873");
    await save({ ...before, fee: { ...before.fee, amount: 10_000 } }, before);
    expect(station.procedure("1.004873").fee.amount).toBe(10_000);
    expect(detail("1.004873").versions).toHaveLength(1);
    await station.stop();
    await start();
    expect(station.procedure("1.004873").fee.amount).toBe(10_000);
  });

  it("with a later day is a new version, and the former ends the day before", async () => {
    const before = newest("1.004873");
    const { versions } = await save({ ...before, effectiveFrom: "2099-01-01", level: "province" }, before);
    expect(versions.map(({ effectiveFrom, effectiveTo }) => [effectiveFrom, effectiveTo])).toEqual([
      ["2099-01-01", undefined],
      ["2024-01-01", "2098-12-31"],
    ]);
    const { catalogue } = station.context;
    expect(catalogue.procedure("1.004873", "2098-12-31").level).toBe("commune");
    expect(catalogue.procedure("1.004873", "2099-01-01").level).toBe("province");
  });

  it("is the head's alone, and nobody overwrites what another has saved meanwhile", async () => {
    const clerk = await at("1", "lan");
    expect(await code(async () => station.procedureCatalogue.list(clerk, "", 10))).toBe("NOT_ALLOWED");
    expect(await code(() => station.procedureCatalogue.exportFile(clerk, "json"))).toBe("NOT_ALLOWED");
    const { basedOn } = detail("1.004873");
    const before = newest("1.004873");
    const former = { code: before.code, effectiveFrom: before.effectiveFrom };
    const change = (amount: number) => ({
      basedOn,
      procedure: { ...before, fee: { ...before.fee, amount } },
      former,
    });
    const saved = await Promise.all([
      code(() => station.procedureCatalogue.save(head, change(1))),
      code(() => station.procedureCatalogue.save(head, change(2))),
    ]);
    expect(saved).toEqual(["done", "CATALOGUE_CHANGED"]);
    expect(newest("1.004873").fee.amount).toBe(1);
  });

  it("that contradicts itself changes nothing", async () => {
    const before = newest("1.009994");
    const was = await tables();
    const time = { unit: "workingDays", count: 15 } as const;
    expect(await code(() => save({ ...before, time }, before))).toBe("PROCEDURE_UNSOUND");
    expect(await code(() => save({ ...before, effectiveFrom: "2020-01-01" }, before))).toBe(
      "VERSION_TOO_EARLY",
    );
    expect(await code(() => save(before, null))).toBe("VERSION_EXISTS");
    expect(await code(() => save({ ...before, code: "9.999999" }, before))).toBe("PROCEDURE_UNKNOWN");
    expect(await tables()).toBe(was);
  });

  it("keeps an event of what differs only, and the tables rebuilt from the log are the same", async () => {
    const before = newest("1.004873");
    await save({ ...before, effectiveFrom: "2099-01-01" }, before);
    const last = (await events()).at(-1);
    expect(last?.type).toBe("catalogue.changed");
    expect(Object.keys(JSON.parse(last?.data ?? "{}")).sort()).toEqual(["procedures", "removed", "sha256"]);
    expect(last?.data.length).toBeLessThan(10_000);
    const was = await tables();
    await rebuildProjections(station.context.store);
    expect(await tables()).toBe(was);
  });
});

describe("a version that the catalogue has no more", () => {
  it("is there for what was accepted under it, after a rebuild and a restart as well", async () => {
    await start();
    const accepted = newest("2.000751");
    const file = join(folder, "office/procedures.json");
    const all = JSON.parse(readFileSync(file, "utf8")) as { code: string }[];
    writeFileSync(file, JSON.stringify(all.filter((entry) => entry.code !== "2.000751")));
    await station.stop();
    await start();
    const { catalogue, store } = station.context;
    expect(await code(async () => catalogue.procedure("2.000751", "2026-11-24"))).toBe("PROCEDURE_UNKNOWN");
    expect(await catalogue.procedureVersion(store.db, "2.000751", accepted.effectiveFrom)).toEqual(accepted);
    expect(await catalogue.procedureVersion(store.db, "1.001612", "2024-01-01")).toMatchObject({
      level: "district",
    });
    expect(await code(() => catalogue.procedureVersion(store.db, "2.000751", "1999-01-01"))).toBe(
      "PROCEDURE_UNKNOWN",
    );
    const was = await tables();
    await rebuildProjections(store);
    expect(await tables()).toBe(was);
    expect(await catalogue.procedureVersion(store.db, "2.000751", accepted.effectiveFrom)).toEqual(accepted);
    await station.stop();
    await start();
    expect(
      await station.context.catalogue.procedureVersion(
        station.context.store.db,
        "2.000751",
        accepted.effectiveFrom,
      ),
    ).toEqual(accepted);
    expect(station.procedures().some((entry) => entry.code === "2.000751")).toBe(false);
  });
});

describe("an import", () => {
  beforeEach(start);

  it("of what was exported changes nothing", async () => {
    for (const format of ["xlsx", "json"] as const) {
      const { file, name } = await station.procedureCatalogue.exportFile(head, format);
      expect(name).toMatch(new RegExp(`^danh-muc-thu-tuc-\\d{4}-\\d\\d-\\d\\d\\.${format}$`));
      const { basedOn } = await station.procedureCatalogue.preview(head, file, true);
      const done = await station.procedureCatalogue.importFile(head, { basedOn, file, whole: true });
      expect(done).toMatchObject({ faults: [], added: [], changed: [], ended: [], divisionsChanged: 0 });
    }
    expect(await events()).toHaveLength(1);
  });

  it("of what was exported changes nothing after a version was ended by another", async () => {
    const before = newest("1.004873");
    await save({ ...before, effectiveFrom: "2099-01-01" }, before);
    const { file } = await station.procedureCatalogue.exportFile(head, "xlsx");
    expect(await station.procedureCatalogue.preview(head, file, true)).toMatchObject({
      changed: [],
      ended: [],
    });
  });

  it("shows what it would change, and then changes that", async () => {
    const { all } = station.context.catalogue;
    const [one, two] = [newest("1.004873"), newest("2.000635")];
    const added = { ...one, code: "7.000001", name: { vi: "Thủ tục mới" } };
    const file = await base64([{ ...one, fee: { ...one.fee, amount: 9000 } }, two, added]);
    const part = await station.procedureCatalogue.preview(head, file, false);
    expect(part.changed.map((entry) => entry.code)).toEqual(["1.004873"]);
    expect(part.added.map((entry) => entry.code)).toEqual(["7.000001"]);
    expect(part.ended).toEqual([]);
    const whole = await station.procedureCatalogue.preview(head, file, true);
    const today = station.procedureCatalogue.detail(head, null).today;
    expect(whole.ended).toHaveLength(all.procedures.length - 3);
    expect(whole.ended.every((entry) => entry.effectiveTo === dayBefore(today))).toBe(true);
    // Nothing was changed so far.
    expect(station.context.catalogue.all).toBe(all);
    await station.procedureCatalogue.importFile(head, { basedOn: whole.basedOn, file, whole: true });
    expect(station.procedures().map((entry) => entry.code)).toEqual(["1.004873", "2.000635", "7.000001"]);
    expect(station.procedure("1.004873").fee.amount).toBe(9000);
    const was = await tables();
    await rebuildProjections(station.context.store);
    expect(await tables()).toBe(was);
  });

  it("with one fault imports nothing of it", async () => {
    const was = await tables();
    const one = newest("1.004873");
    const file = await base64([
      { ...one, fee: { ...one.fee, amount: 1 } },
      { ...newest("2.000635"), serviceGroup: "nowhere" },
    ]);
    const { basedOn, faults } = await station.procedureCatalogue.preview(head, file, false);
    expect(faults.map(({ reason }) => reason)).toEqual(["unknownGroup"]);
    const done = await station.procedureCatalogue.importFile(head, { basedOn, file, whole: false });
    expect(done.faults).toHaveLength(1);
    expect(await tables()).toBe(was);
  });

  it("that was looked at before somebody saved is looked at again", async () => {
    const one = newest("1.004873");
    const file = await base64([{ ...one, fee: { ...one.fee, amount: 1 } }]);
    const { basedOn } = await station.procedureCatalogue.preview(head, file, false);
    await save({ ...one, fee: { ...one.fee, amount: 5 } }, one);
    expect(
      await code(() => station.procedureCatalogue.importFile(head, { basedOn, file, whole: false })),
    ).toBe("CATALOGUE_CHANGED");
    expect(newest("1.004873").fee.amount).toBe(5);
  });

  it("of 2,000 procedures is read beside the station's thread, which gives out tickets meanwhile", {
    timeout: 120_000,
  }, async () => {
    const { procedures, divisions } = station.context.catalogue.all;
    const many = Array.from({ length: 2000 }, (_, index) => ({
      ...(procedures[index % procedures.length] as Procedure),
      code: `9.${100_000 + index}`,
    }));
    const file = Buffer.from(await writeCatalogueFile({ procedures: many, divisions }, "xlsx"));
    const order: string[] = [];
    const [whole, here] = [process.cpuUsage(), process.threadCpuUsage()];
    const preview = station.procedureCatalogue
      .preview(head, file.toString("base64"), false)
      .then(({ added }) => order.push(`${added.length} read`));
    const serviceGroup = procedures[0]?.serviceGroup ?? "";
    const taken = await station.queue.take({ requestId: uuidv7(), serviceGroup, priority: null });
    order.push(taken.ticket.label);
    await preview;
    expect(order).toEqual(["A001", "2000 read"]);
    // However fast the machine is: most of the work was not done by the thread that answers.
    const spent = ({ user, system }: NodeJS.CpuUsage) => user + system;
    const share = spent(process.threadCpuUsage(here)) / spent(process.cpuUsage(whole));
    expect(share).toBeLessThan(0.5);
  });

  it("of 2,000 procedures goes into events that the sync can carry, and one of them changes by one", {
    timeout: 120_000,
  }, async () => {
    const open = station.context.catalogue.all.procedures.filter(
      ({ effectiveTo }) => effectiveTo === undefined,
    );
    const many = Array.from({ length: 2000 }, (_, index) => ({
      ...(open[index % open.length] as Procedure),
      code: `3.${String(index).padStart(6, "0")}`,
    }));
    const file = await base64(many);
    const { basedOn } = await station.procedureCatalogue.preview(head, file, false);
    await station.procedureCatalogue.importFile(head, { basedOn, file, whole: false });
    const sizes = (await events()).map(({ data }) => Buffer.byteLength(data));
    const whole = Buffer.byteLength(JSON.stringify(station.context.catalogue.all));
    const one = newest("3.000007");
    const start = performance.now();
    await save({ ...one, fee: { ...one.fee, amount: 1 } }, one);
    const took = performance.now() - start;
    const small = Buffer.byteLength((await events()).at(-1)?.data ?? "");
    console.log(
      `2,000 procedures: ${(whole / 1e6).toFixed(1)} MB as a whole, imported by ${sizes.length - 1} events of at most ${Math.round(Math.max(...sizes) / 1000)} KB; one changed: ${small} bytes, ${took.toFixed(0)} ms`,
    );
    expect(Math.max(...sizes)).toBeLessThan(BATCH_MAX_BYTES / 4);
    expect(small).toBeLessThan(10_000);
    const was = await tables();
    await rebuildProjections(station.context.store);
    expect(await tables()).toBe(was);
  });
});

describe("an office with many procedures in its files", () => {
  it("is loaded by events that the sync can carry, once", async () => {
    const file = join(folder, "office/procedures.json");
    const all = JSON.parse(readFileSync(file, "utf8")) as Procedure[];
    const open = all.filter(({ effectiveTo }) => effectiveTo === undefined);
    const many = Array.from({ length: 1000 }, (_, index) => ({
      ...open[index % open.length],
      code: `3.${String(index).padStart(6, "0")}`,
    }));
    writeFileSync(file, JSON.stringify(many));
    await start();
    const loaded = await events();
    expect(loaded[0]?.type).toBe("catalogue.loaded");
    expect(loaded.length).toBeGreaterThan(1);
    for (const { data } of loaded) expect(Buffer.byteLength(data)).toBeLessThan(BATCH_MAX_BYTES / 4);
    const { all: before, sha256 } = station.context.catalogue;
    await station.stop();
    await start();
    expect(station.context.catalogue.sha256).toBe(sha256);
    expect(station.context.catalogue.all).toEqual(before);
    expect(await events()).toHaveLength(loaded.length);
  });
});

describe("the rules", () => {
  beforeEach(start);

  it("of a change: told piece by piece it leaves what was wanted", async () => {
    const { catalogue } = await loadCatalogue(office);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(catalogue.procedures.length - 1), fc.constantFrom("drop", "fee", "new")), {
          maxLength: 20,
        }),
        fc.boolean(),
        fc.integer({ min: 500, max: 100_000 }),
        async (acts, renamed, most) => {
          let procedures = [...catalogue.procedures];
          acts.forEach(([index, act], turn) => {
            const entry = catalogue.procedures[index] as Procedure;
            if (act === "drop")
              procedures = procedures.filter((one) => versionKey(one) !== versionKey(entry));
            if (act === "fee")
              procedures = procedures.map((one) =>
                versionKey(one) === versionKey(entry) ? { ...one, fee: { ...one.fee, amount: turn } } : one,
              );
            if (act === "new") procedures.push({ ...entry, code: `8.${String(turn).padStart(6, "0")}` });
          });
          const after: Catalogue = {
            ...catalogue,
            procedures,
            divisions: renamed
              ? catalogue.divisions.map((entry) => ({ ...entry, phone: "0210" }))
              : catalogue.divisions,
          };
          const told = changesBetween(catalogue, after, most);
          expect(told.reduce(changedCatalogue, catalogue)).toEqual(after);
        },
      ),
      { numRuns: 60 },
    );
    expect(changesBetween(catalogue, { ...catalogue }, 1000)).toEqual([]);
  });

  it("of versions: later versions keep their end, and the list shows what is in force", () => {
    const one = newest("1.001612");
    const all = detail("1.001612").versions;
    expect(shownVersion(all, "2025-06-30")?.level).toBe("district");
    expect(shownVersion(all, "2025-07-01")?.level).toBe("commune");
    expect(shownVersion(all, "2020-01-01")?.level).toBe("district");
    const old = all[1] as Procedure;
    const between = { ...old, effectiveFrom: "2025-01-01" };
    const made = withVersion(all, between, old).map(({ effectiveFrom, effectiveTo }) => [
      effectiveFrom,
      effectiveTo,
    ]);
    expect(made).toEqual([
      ["2025-07-01", undefined],
      ["2024-01-01", "2024-12-31"],
      ["2025-01-01", "2025-06-30"],
    ]);
    expect(() => withVersion(all, { ...old, effectiveFrom: one.effectiveFrom }, old)).toThrow(
      "VERSION_EXISTS",
    );
    expect(dayBefore("2024-03-01")).toBe("2024-02-29");
  });

  it("of an import: a new version ends the one before, and nothing that is over is touched", () => {
    const current = { procedures: detail("1.001612").versions, divisions: [] };
    const next = { ...newest("1.001612"), effectiveFrom: "2027-01-01" };
    const plan = importPlan(
      current,
      { procedures: [next], divisions: [] },
      { whole: true, today: "2026-11-24" },
    );
    expect(plan.added).toEqual([next]);
    expect(plan.ended.map(({ effectiveFrom, effectiveTo }) => [effectiveFrom, effectiveTo])).toEqual([
      ["2025-07-01", "2026-12-31"],
    ]);
    const gone = importPlan(current, { procedures: [], divisions: [] }, { whole: true, today: "2026-11-24" });
    expect(gone.ended.map(({ effectiveTo }) => effectiveTo)).toEqual(["2026-11-23"]);
    const part = importPlan(
      current,
      { procedures: [next], divisions: [] },
      { whole: false, today: "2026-11-24" },
    );
    expect(part.ended.map(({ effectiveTo }) => effectiveTo)).toEqual(["2026-12-31"]);
  });
});
