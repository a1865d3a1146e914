import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DistrictDatabase } from "../../tests/district-database.ts";
import type { District } from "../database.ts";
import { currentOffice, officeInForce } from "./current.ts";
import { importOffice } from "./import.ts";
import { insertVersion } from "./versions.ts";

const example = resolve(import.meta.dirname, "../../data/phu-ninh");
let database: DistrictDatabase;
let db: District;

beforeAll(async () => {
  database = await DistrictDatabase.open();
  db = database.db;
});
afterAll(() => database.close());

it("says that there is no office before the first", async () => {
  expect(await officeInForce(db)).toBeNull();
  await expect(currentOffice(db)).rejects.toMatchObject({ code: "OFFICE_MISSING" });
});

it("takes over nothing of a folder with a fault", async () => {
  const broken = join(database.folder, "broken");
  cpSync(example, broken, { recursive: true });
  const calendar = JSON.parse(readFileSync(join(broken, "calendar.json"), "utf8"));
  writeFileSync(
    join(broken, "calendar.json"),
    JSON.stringify({ ...calendar, week: [[], [], [], [], [], [], []] }),
  );
  await expect(importOffice(db, broken)).rejects.toMatchObject({
    code: "DATA_FILE_INVALID",
    data: { file: join(broken, "calendar.json"), path: "week[0]" },
  });
  expect(await officeInForce(db)).toBeNull();
});

it("takes the office over once, without PINs, whoever asks at the same time", async () => {
  await Promise.all([importOffice(db, example), importOffice(db, example)]);
  const versions = await db.selectFrom("office_versions").selectAll().execute();
  expect(versions).toMatchObject([{ number: 1, account: "import", note: example, audience: null }]);
  expect(versions[0]?.data).not.toContain('"pin"');
  const office = await currentOffice(db);
  expect(office.office.agency).toBe("000.00.15.H44");
  expect(office.procedures.length).toBeGreaterThan(10);
});

it("is kept in memory until there is another version", async () => {
  const before = await currentOffice(db);
  expect(await currentOffice(db)).toBe(before);
  const next = { ...before, office: { ...before.office, phone: "0210 1" } };
  await db
    .transaction()
    .execute((trx) =>
      insertVersion(trx, next, { account: "lan", note: "Đổi số điện thoại", audience: null, basedOn: 1 }),
    );
  expect((await currentOffice(db)).office.phone).toBe("0210 1");
  // The folder is the beginning only.
  await importOffice(db, example);
  expect((await officeInForce(db))?.version).toBe(2);
});
