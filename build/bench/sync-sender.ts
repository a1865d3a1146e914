import { setTimeout as pause } from "node:timers/promises";
import { EventLog } from "../../db/event-log.ts";
import { stationPlace } from "../../db/station-identity.ts";
import { Store } from "../../db/store.ts";
import { SyncWorker } from "../../electron/station/sync/engine/worker.ts";
import { StoredSyncLog } from "../../electron/station/sync/stored-sync-log.ts";

/**
 * A station that only sends, as a process of its own: `sync-sender.ts FOLDER URL CODE`. At every word from its parent it
 * sends all that is in its log, and tells how long that took and what memory it holds then.
 */
const [, , folder = "", url = "", enrolCode = ""] = process.argv;
const store = await Store.open(folder);
const log = new EventLog(await stationPlace(store));
const worker = new SyncWorker({
  log: new StoredSyncLog(store, log),
  district: { url, enrolCode },
  onChange: () => undefined,
});
process.on("message", () => void send());
process.send?.({ ready: true });

async function send(): Promise<void> {
  const { seq } = await log.head(store.db);
  const before = process.cpuUsage();
  const start = performance.now();
  worker.start();
  void worker.syncNow();
  while (worker.state().ackedSeq < seq) {
    const { state, lastError } = worker.state();
    if (state === "stopped" || state === "waiting")
      throw new Error(`the upload met ${JSON.stringify(lastError)}`);
    await pause(5);
  }
  const milliseconds = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  // What is held after the rubbish was taken away: the rest is how lazily that is done.
  globalThis.gc?.();
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
  process.send?.({
    milliseconds,
    processorMs: (user + system) / 1000,
    memory: { rss, heapUsed, external, arrayBuffers },
  });
}

process.on("disconnect", () => {
  void worker
    .stop()
    .then(() => store.close())
    .then(() => process.exit(0));
});
