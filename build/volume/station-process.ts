import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { EventLog } from "../../db/event-log.ts";
import { saveMetaValue } from "../../db/meta.ts";
import { stationPlace } from "../../db/station-identity.ts";
import { Store } from "../../db/store.ts";
import { SyncWorker } from "../../electron/station/sync/engine/worker.ts";
import { StoredSyncLog } from "../../electron/station/sync/stored-sync-log.ts";
import { seededRandom } from "../../tests/seeded-random.ts";
import { seededId, siteLog } from "./lives.ts";
import { type Plan, type Site, volumePlan } from "./plan.ts";
import type { SiteDone, VolumeTask } from "./send.ts";

/** Stations one after the other: each writes the log of its years into its store and sends it to the district. */
const task = JSON.parse(process.env.VOLUME_TASK ?? "") as VolumeTask;
const plan = await volumePlan(task.seed);
for (const { site: index, code } of task.sites) {
  const site = plan.sites[index];
  if (site === undefined) throw new Error(`there is no site ${index}`);
  console.log(JSON.stringify(await run(plan, site, code)));
}

async function run(plan: Plan, site: Site, enrolCode: string): Promise<SiteDone> {
  const store = await Store.open(join(task.folder, `station-${site.index}`));
  const station = seededId(site.index, seededRandom(plan.seed * 104_729 + site.index));
  await store.write((trx) => saveMetaValue(trx, "station", station));
  await store.write((trx) => saveMetaValue(trx, "epoch", "1"));
  const log = new EventLog(await stationPlace(store));
  const began = performance.now();
  const events = write(store, plan, site, station);
  const written = performance.now();
  const worker = new SyncWorker({
    log: new StoredSyncLog(store, log),
    district: { url: task.url, enrolCode },
    name: site.agency.name.vi,
    app: "0.1.0",
    onChange: () => undefined,
    pace: { gather: 0, firstRetry: 100, longestRetry: 1000 },
    report: async () => ({ printers: [{ name: "Máy in nhiệt", condition: "ready" }], freeDiskBytes: 80e9 }),
  });
  worker.start();
  while (worker.state().ackedSeq < events) {
    const { state, lastError } = worker.state();
    if (state === "stopped") throw new Error(`the upload met ${JSON.stringify(lastError)}`);
    await new Promise((resume) => setTimeout(resume, 20));
  }
  await worker.stop();
  await store.close();
  return {
    site: site.index,
    name: site.agency.name.vi,
    dossiers: site.dossiers.length,
    events,
    writeMs: written - began,
    sendMs: performance.now() - written,
  };
}

/** The events as the station's own log has them, chained; its tables of today are of no use to the years behind it. */
function write(store: Store, plan: Plan, site: Site, station: string): number {
  const sqlite = new Sqlite(store.file);
  sqlite.pragma("synchronous = OFF");
  const insert = sqlite.prepare(
    "INSERT INTO events (epoch, seq, at, actor, type, version, subject, data, hash) VALUES (1, ?, ?, ?, ?, 1, ?, ?, ?)",
  );
  let count = 0;
  sqlite.transaction(() => {
    for (const event of siteLog(plan, site, station)) {
      insert.run(event.seq, event.at, event.actor, event.type, event.subject, event.data, event.hash);
      count += 1;
    }
  })();
  sqlite.close();
  return count;
}
