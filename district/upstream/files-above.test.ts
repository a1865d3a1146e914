import type { Kysely } from "kysely";
import { v4 as uuid, v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DistrictDatabase } from "../../tests/district-database.ts";
import { up } from "../migrations/0024-files-above.ts";

let database: DistrictDatabase;

beforeAll(async () => {
  database = await DistrictDatabase.open();
});
afterAll(() => database.close());

it("asks for the files of steps that came from above before such files were fetched", async () => {
  const { db } = database;
  const hash = (letter: string) => letter.repeat(64);
  const attached = (sha256: string) => ({
    seq: 1,
    at: new Date().toISOString(),
    actor: "duc",
    type: "dossier.attached",
    version: 1,
    subject: uuidv7(),
    data: JSON.stringify({
      attachment: { sha256, name: "a.pdf", mediaType: "application/pdf", bytes: 3, componentId: null },
    }),
    hash: hash("0"),
  });
  const wrapped = (type: string, event: object) => ({
    ...attached(hash("9")),
    type,
    data: JSON.stringify({ epoch: 1, prevHash: hash("0"), event }),
  });
  const all = [
    attached(hash("a")),
    attached(hash("a")),
    wrapped("log.carried", attached(hash("b"))),
    wrapped("log.relayed", wrapped("log.carried", attached(hash("c")))),
    attached("../../etc/passwd"),
    { ...attached(hash("d")), type: "dossier.noted", data: JSON.stringify({ text: "dossier.attached" }) },
    { ...attached(hash("e")), data: "{" },
  ];
  await db.deleteFrom("upstream_items").execute();
  for (const event of all)
    await db
      .insertInto("upstream_items")
      .values({
        item: uuid(),
        dossier: uuidv7(),
        passed_on: true,
        data: JSON.stringify({ station: uuid(), epoch: 1, event }),
      })
      .execute();
  await db
    .insertInto("upstream_items")
    .values({ item: uuid(), dossier: uuidv7(), passed_on: true, data: "dossier.attached, broken" })
    .execute();
  await db.schema.dropTable("upstream_wanted_files").execute();
  await db.transaction().execute((trx) => up(trx as unknown as Kysely<unknown>));
  const rows = await db
    .selectFrom("upstream_wanted_files")
    .select(["sha256", "arrived_at"])
    .orderBy("sha256")
    .execute();
  expect(rows).toEqual(["a", "b", "c"].map((letter) => ({ sha256: hash(letter), arrived_at: null })));
});
