import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { root } from "../../build/project.ts";
import type { SignedIn } from "../../contract/district-accounts.ts";
import { ToldStation } from "../../tests/told-station.ts";
import { readDossiers } from "../dossiers.ts";
import { type RunningPostgres, startEmbeddedPostgres } from "../postgres.ts";
import { type DistrictServer, startDistrict } from "../server.ts";
import { handOver } from "./steps.ts";
import { viewOf } from "./view.ts";

const AGENCY = "000.00.15.H44";
const FINANCE = "tai-chinh-ke-hoach";

let folder: string;
let postgres: RunningPostgres;
let district: DistrictServer;
let counter: ToldStation;

const officer: SignedIn = {
  login: "yen",
  name: "Hoàng Thị Yến",
  role: "officer",
  division: FINANCE,
  agency: null,
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "workbench-"));
  postgres = await startEmbeddedPostgres(join(folder, "postgres"));
  district = await startDistrict({
    databaseUrl: postgres.url,
    port: 0,
    attachmentsFolder: join(folder, "files"),
    officeFolder: join(root, "data/phu-ninh"),
  });
});
afterAll(async () => {
  await district.close();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  counter = await ToldStation.enrolled(district.db, AGENCY);
});

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

/** A dossier in the hands of the division of finance. */
async function inHand(): Promise<string> {
  const id = counter.accept(ago(3), new Date(Date.now() + 86_400_000).toISOString(), {
    procedureCode: "1.001612",
  });
  const handover = uuidv7();
  counter.tell("dossier.handedOver", ago(2), id, {
    handover,
    number: "1",
    from: "counter",
    to: FINANCE,
    givenBy: { id: "lan", name: "Lan" },
    printJob: null,
  });
  const by = { name: "Hoàng Thị Yến", staff: "yen", how: "pin" } as const;
  counter.tell("dossier.takenOver", ago(1), id, { handover, to: FINANCE, by });
  await counter.send();
  return id;
}

const seen = async (id: string) => ({ id, state: (await viewOf(district.db, officer, id)).state });

/** Whether somebody waits for a lock. */
async function isWaiting(): Promise<boolean> {
  const { rows } = await sql`SELECT FROM pg_locks WHERE NOT granted LIMIT 1`.execute(district.db);
  return rows.length > 0;
}

it("locks the dossiers of a list in the order in which a batch does, however they were typed", async () => {
  const ids = [await inHand(), await inHand()].sort();
  const [first = "", second = ""] = ids;
  const typed = [await seen(second), await seen(first)];
  let given: Promise<{ number: string }> | undefined;
  await district.db.transaction().execute(async (batch) => {
    await readDossiers(batch, [first], { lock: true });
    given = handOver(district.db, officer, {
      requestId: uuidv7(),
      from: FINANCE,
      to: "counter",
      dossiers: typed,
    });
    given.catch(() => undefined);
    await expect.poll(isWaiting).toBe(true);
    await readDossiers(batch, [second], { lock: true });
  });
  await expect(given).resolves.toMatchObject({ number: expect.any(String) });
  const after = await readDossiers(district.db, ids);
  expect(ids.map((id) => after.get(id)?.custody.passing?.to)).toEqual(["counter", "counter"]);
});
