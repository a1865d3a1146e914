import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import Sqlite from "better-sqlite3";
import { sql } from "kysely";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dossierSchema } from "../../contract/dossier.ts";
import { verifyLog } from "../../db/event-log.ts";
import { rebuildProjections } from "../../db/projections.ts";
import { stationAlone } from "../../tests/station-alone.ts";

/** A store that the former version wrote, opened by this one: nothing in it is lost, whenever the power goes. */

const root = resolve(import.meta.dirname, "../..");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "former-"));
  const raw = new Sqlite(join(folder, "station.sqlite"));
  raw.exec(readFileSync(join(root, "tests/stores/0002-hall.sql"), "utf8"));
  raw.close();
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const start = () => stationAlone(folder, { catalogueFolder: join(root, "data/phu-ninh") });

/** Tables and rows as they are on the disk. */
function content(): unknown {
  const raw = new Sqlite(join(folder, "station.sqlite"));
  const tables = raw
    .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name <> 'kysely_migration_lock'")
    .all() as { name: string; sql: string }[];
  const rows = tables.map(({ name }) => [name, raw.prepare(`SELECT * FROM "${name}"`).all()]);
  raw.close();
  return { tables, rows };
}

/** Runs a program on the store that is killed by itself in the middle. */
function killed(program: string): void {
  const head = `import { Store } from "${root}/db/store.ts";
    import { migrations } from "${root}/db/migrations/index.ts";
    import { rebuildStale } from "${root}/db/projections.ts";
    import { eventData } from "${root}/contract/events.ts";
    import { sql } from "${root}/node_modules/kysely/dist/index.js";
    const folder = ${JSON.stringify(folder)};
    const die = () => process.kill(process.pid, "SIGKILL");\n`;
  const { signal, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", head + program], {
    encoding: "utf8",
  });
  expect([signal, signal === "SIGKILL" ? "" : stderr]).toEqual(["SIGKILL", ""]);
}

async function expectAllThere(): Promise<void> {
  const station = await start();
  try {
    const { store, log } = station.context;
    const { found } = await station.finder.search({ query: "", status: null, limit: 10, after: null });
    expect(found.map(({ applicantName, ticketLabel }) => [applicantName, ticketLabel])).toEqual([
      ["Đỗ Văn Cường", "B003"],
      ["Trần Thị Bình", "B002"],
      ["Nguyễn Văn An", "B001"],
    ]);
    const rows = await store.db.selectFrom("dossiers").select("data").orderBy("place").execute();
    const dossiers = rows.map(({ data }) => dossierSchema.parse(JSON.parse(data)));
    expect(dossiers.map(({ code }) => code.slice(-4))).toEqual(["0001", "0002", "0003"]);
    for (const dossier of dossiers) {
      expect(dossier).toMatchObject({
        status: "accepted",
        dueAt: dossier.appointment.dueAt,
        custody: { unit: "counter", passing: null },
        register: null,
        lookUp: "",
        pauses: [],
        payments: [],
      });
    }
    expect((await station.intake.knownApplicant("025099000120"))?.fullName).toBe("Nguyễn Văn An");
    expect(await store.db.selectFrom("tickets").select("id").execute()).toHaveLength(3);
    expect(await store.db.selectFrom("print_jobs").select("id").execute()).toHaveLength(6);
    expect(await verifyLog(store, log.place)).toBeNull();
    const stale = await store.db
      .selectFrom("meta")
      .select("key")
      .where("key", "=", "projections.stale")
      .execute();
    expect(stale).toEqual([]);
  } finally {
    await station.stop();
  }
}

describe("a store of the former version", () => {
  it("has its dossiers, tickets and papers, and they live on", async () => {
    await expectAllThere();
    const station = await start();
    const { store } = station.context;
    const { id } = await store.db
      .selectFrom("dossiers")
      .select("id")
      .orderBy("place")
      .executeTakeFirstOrThrow();
    const lan = station.context.catalogue.staff("lan");
    if (lan === null) throw new Error("nobody is called lan");
    const desk = { staff: lan, counter: station.context.catalogue.counter("1") };
    const decided = await station.life.step(desk, uuidv7(), id, {
      kind: "decide",
      outcome: "granted",
      number: "1/KS",
      note: "",
    });
    expect(decided.dossier).toMatchObject({ status: "decided", corrections: 0, reopenings: 0 });
    expect((await station.life.view(desk, id)).history.map(({ type }) => type)).toEqual([
      "dossier.accepted",
      "dossier.decided",
    ]);
    const tables = ["dossiers", "applicants", "dossier_serials", "tickets"] as const;
    const rows = () =>
      Promise.all(tables.map((table) => store.db.selectFrom(table).selectAll().orderBy(sql`1`).execute()));
    const before = JSON.stringify(await rows());
    await rebuildProjections(store);
    expect(JSON.stringify(await rows())).toBe(before);
    await station.stop();
  });

  it("is untouched where the power goes in the middle of its migration, and is migrated the next time", async () => {
    const before = content();
    killed(`
      const { up } = migrations["0005-search"];
      migrations["0005-search"] = { up: async (db) => { await up(db); die(); } };
      await Store.open(folder);
    `);
    expect(content()).toEqual(before);
    await expectAllThere();
  });

  it("is made anew the next time where the power goes between migration and rebuilding, or in the middle of it", async () => {
    killed("await Store.open(folder); die();");
    killed(`
      const store = await Store.open(folder);
      const accepted = eventData["dossier.accepted"];
      const parse = accepted.parse.bind(accepted);
      let seen = 0;
      accepted.parse = (value) => (++seen === 2 ? die() : parse(value));
      await rebuildStale(store);
    `);
    await expectAllThere();
  });
});
