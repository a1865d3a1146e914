import Sqlite from "better-sqlite3";
import { Kysely, SqliteDialect, sql } from "kysely";
import { expect, it } from "vitest";
import { up } from "./migrations/0015-received-history.ts";

it("finds for what came down before which item brought it, and leaves what can't be read", async () => {
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: new Sqlite(":memory:") }) });
  await sql.raw("CREATE TABLE events (subject TEXT, type TEXT, data TEXT)").execute(db);
  await sql.raw("CREATE TABLE received_events (hash TEXT PRIMARY KEY, subject TEXT)").execute(db);
  const came = (item: string, kind: string, data: string) =>
    sql`INSERT INTO events VALUES (${item}, 'district.received', ${JSON.stringify({ item, kind, data })})`.execute(
      db,
    );
  await came("item-1", "event", JSON.stringify({ station: "s", epoch: 1, event: { hash: "one" } }));
  await came("item-2", "event", "{ torn off");
  await came("item-3", "calendar", JSON.stringify({ event: { hash: "two" } }));
  for (const hash of ["one", "two"])
    await sql`INSERT INTO received_events VALUES (${hash}, 'dossier')`.execute(db);
  await up(db);
  const { rows } = await sql`SELECT hash, item FROM received_events ORDER BY hash`.execute(db);
  expect(rows).toEqual([
    { hash: "one", item: "item-1" },
    { hash: "two", item: "" },
  ]);
  await db.destroy();
});
