import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, expect, it } from "vitest";
import { EventLog } from "./event-log.ts";
import { hallEvents, knownEvents, logName, storeReplica } from "./replica.ts";
import { stationPlace } from "./station-identity.ts";
import { Store } from "./store.ts";

/** What the PCs of a hall tell each other of their logs. */

let folder: string;
let stores: Store[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "replica-"));
  stores = [];
});
afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()));
  rmSync(folder, { recursive: true, force: true });
});

async function pc(name: string) {
  const store = await Store.open(join(folder, name));
  stores.push(store);
  return { store, log: new EventLog(await stationPlace(store)) };
}

const now = () => new Date().toISOString();
const since = "2000-01-01T00:00:00.000Z";

async function issue({ store, log }: Awaited<ReturnType<typeof pc>>, number: number): Promise<string> {
  const subject = uuidv7();
  await store.write((trx) =>
    log.append(trx, now(), {
      type: "ticket.issued",
      actor: "kiosk",
      subject,
      data: {
        day: "2026-11-24",
        serviceGroup: "certification",
        number,
        label: `A${number}`,
        priority: null,
        printJob: null,
      },
    }),
  );
  return subject;
}

it("the others hear what a PC wrote before its disk was restored, in the order in which it happened, once", async () => {
  const restored = await pc("restored");
  const other = await pc("other");
  const first = await issue(restored, 1);
  const { hash, seq } = await restored.log.head(restored.store.db);
  const lost = await issue(restored, 2);
  await restored.store.write((trx) =>
    restored.log.openEpoch(trx, now(), {
      epoch: 2,
      from: { epoch: 1, seq, hash },
      data: { app: "test", agency: "000.00.15.H44", reason: "fork" },
    }),
  );
  const later = await issue(restored, 3);

  const told = await hallEvents(restored.store.db, restored.log, {}, since);
  expect(told.map(({ subject }) => subject)).toEqual([first, lost, later]);
  await other.store.write((trx) => storeReplica(trx, other.log, told));
  const tickets = await other.store.db.selectFrom("tickets").select("id").orderBy("label").execute();
  expect(tickets.map(({ id }) => id)).toEqual([first, lost, later]);

  const known = await knownEvents(other.store.db, other.log);
  expect(Object.keys(known)).toContain(logName({ station: restored.log.place.station, epoch: 1 }));
  expect(await hallEvents(restored.store.db, restored.log, known, since)).toEqual([]);
});
