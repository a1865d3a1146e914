import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { v7 as uuidv7 } from "uuid";
import { expect, it } from "vitest";
import { freePort } from "../../build/bench/peers.ts";
import { root } from "../../build/project.ts";
import { connectDistrict, type District } from "../../district/database.ts";
import { readDossiers } from "../../district/dossiers/dossiers.ts";
import { migrate } from "../../district/migrations/migrate.ts";
import { recordOwn } from "../../district/own-log/own-log.ts";
import { startEmbeddedPostgres } from "../../district/postgres/embedded.ts";
import { createEnrolCode } from "../../district/stations/stations.ts";
import { ChangedOffice } from "../changed-office.ts";
import { districtFigures } from "../district-figures.ts";
import { seededRandom } from "../seeded-random.ts";
import { DistrictProcess, killPostgres } from "./district-process.ts";
import { RealStation } from "./real-station.ts";

/**
 * A counter, its district and the province above, at work on dossiers while the district's process, its PostgreSQL and the
 * province's process are killed with -9 in turns.
 */

const HANDED_UP = 12;
const OTHERS = 5;
const KILLS = 9;

it("every dossier that was handed up comes back once, whatever is killed meanwhile", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tree-killed-"));
  const office = new ChangedOffice();
  office.change("office.json", (file) => {
    file.agency = "000.00.00.H44";
  });
  const above = await startEmbeddedPostgres(join(folder, "above"));
  let below = await startEmbeddedPostgres(join(folder, "below"));
  const province = new DistrictProcess(join(folder, "province"), await freePort());
  const district = new DistrictProcess(join(folder, "district"), await freePort());
  const provinceDb = connectDistrict(above.url);
  const upward = ["--office", join(root, "data/phu-ninh"), "--upstream", province.url];
  const startProvince = () => province.start(above.url, ["--office", office.folder]);
  await startProvince();
  const code = await createEnrolCode(provinceDb, { agency: "000.00.15.H44" });
  await district.start(below.url, [...upward, "--upstream-code", code]);
  const counter = await RealStation.on(join(folder, "station"), district.url, await codeBelow(below.url));
  const random = seededRandom(20261125);
  const ids = Array.from({ length: HANDED_UP }, () => uuidv7());
  const others = Array.from({ length: OTHERS }, () => uuidv7());

  let over = false;
  const officer = repeatedly(
    () => over,
    () => decideAll(provinceDb),
  );
  const clerk = repeatedly(
    () => over,
    async () => {
      for (const id of ids)
        if ((await counter.dossier(id))?.status === "decided") await giveBack(counter, id);
    },
  );
  for (const id of others) await counter.accept(id);
  for (let kill = 0; kill < KILLS; kill += 1) {
    for (const id of ids.slice(kill * 2, kill * 2 + 2)) await handUp(counter, id);
    await new Promise((resume) => setTimeout(resume, 400 + random() * 800));
    if (kill % 3 === 0) {
      await district.kill();
      await district.start(below.url, upward);
    } else if (kill % 3 === 1) {
      killPostgres(join(folder, "below"));
      await district.kill();
      below = await startEmbeddedPostgres(join(folder, "below"));
      await district.start(below.url, upward);
    } else {
      await province.kill();
      await new Promise((resume) => setTimeout(resume, 1000));
      await startProvince();
    }
  }
  const districtDb = connectDistrict(below.url);
  await expect
    .poll(
      async () => {
        await counter.sync.syncNow();
        return levelsAgree(ids, counter, districtDb, provinceDb);
      },
      { timeout: 120_000, interval: 500 },
    )
    .toEqual({ returned: HANDED_UP, alike: HANDED_UP });
  over = true;
  await Promise.all([officer, clerk]);

  const atProvince = await provinceDb.selectFrom("dossiers").select("id").execute();
  expect(atProvince.map(({ id }) => id).sort()).toEqual([...ids].sort());
  for (const dossier of (await readDossiers(provinceDb, ids)).values()) {
    expect(dossier.payments).toHaveLength(1);
    expect(dossier.attachments).toEqual([]);
  }
  const told = await provinceDb
    .selectFrom("events")
    .select("data")
    .where("type", "=", "log.relayed")
    .execute();
  const inner = told.map(({ data }) => JSON.parse(data).event.hash);
  expect(inner).toHaveLength(5 * HANDED_UP);
  expect(new Set(inner).size).toBe(inner.length);
  await counter.chainsHold();
  for (const { url } of [above, below]) expect((await districtFigures(url)).chainsIntact).toBe(true);

  await counter.off();
  await districtDb.destroy();
  await provinceDb.destroy();
  await district.kill();
  await province.kill();
  await Promise.all([above.stop(), below.stop()]);
  office.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function codeBelow(databaseUrl: string): Promise<string> {
  const db = connectDistrict(databaseUrl);
  await migrate(db);
  const code = await createEnrolCode(db, { agency: "000.01.15.H44" });
  await db.destroy();
  return code;
}

/** Does something now and then until it is over; what fails because something was killed is done again. */
async function repeatedly(isOver: () => boolean, work: () => Promise<unknown>): Promise<void> {
  while (!isOver()) {
    await work().catch(() => undefined);
    await new Promise((resume) => setTimeout(resume, 100));
  }
}

async function handUp(counter: RealStation, id: string): Promise<void> {
  const payment = {
    id: uuidv7(),
    number: `${id.slice(-7)}/26-1`,
    lines: [{ feeId: "main", name: "Lệ phí", quantity: 1, exemption: null, amount: 10_000 }],
    amount: 10_000,
    method: "cash" as const,
    at: new Date().toISOString(),
    cashier: { id: "lan", name: "Nguyễn Thị Lan" },
  };
  await counter.accept(id);
  await counter.note("dossier.paid", id, { payment, recount: null, printJob: null });
  await counter.note("dossier.handedOver", id, {
    handover: uuidv7(),
    number: "0001/26-1",
    from: "counter",
    to: "tinh",
    givenBy: { id: "lan", name: "Nguyễn Thị Lan" },
    printJob: null,
  });
}

async function giveBack(counter: RealStation, id: string): Promise<void> {
  await counter.note("dossier.resultArrived", id, {});
  await counter.note("dossier.resultReturned", id, {
    via: "counter",
    receiver: "Nguyễn Văn An",
    citizenNumber: null,
    tracking: "",
  });
}

/** The officer above takes over and decides what was handed to the province, each once. */
async function decideAll(db: District): Promise<void> {
  const rows = await db.selectFrom("dossiers").select("id").where("status", "=", "accepted").execute();
  for (const { id } of rows)
    await db.transaction().execute(async (trx) => {
      const dossier = (await readDossiers(trx, [id], { lock: true })).get(id);
      const passing = dossier?.custody.passing ?? null;
      if (passing === null) return;
      await recordOwn(trx, [
        {
          type: "dossier.takenOver",
          actor: "duc",
          subject: id,
          data: {
            handover: passing.handover,
            to: "tinh",
            by: { name: "Phạm Minh Đức", staff: "duc", how: "pin" },
          },
        },
        {
          type: "dossier.decided",
          actor: "duc",
          subject: id,
          data: { outcome: "granted", number: "77/QĐ-UBND", note: "" },
        },
      ]);
    });
}

/** How many were given back, and how many all three levels tell alike. */
async function levelsAgree(ids: string[], counter: RealStation, district: District, province: District) {
  const [below, above] = [await readDossiers(district, ids), await readDossiers(province, ids)];
  let [returned, alike] = [0, 0];
  for (const id of ids) {
    const here = await counter.dossier(id);
    if (here?.status === "resultReturned") returned += 1;
    if (isDeepStrictEqual(below.get(id), here) && isDeepStrictEqual(above.get(id), here)) alike += 1;
  }
  return { returned, alike };
}
