import { EventLog } from "../../db/event-log.ts";
import { stationPlace } from "../../db/station-identity.ts";
import { Store } from "../../db/store.ts";
import { SyncWorker } from "../../electron/station/sync/engine/worker.ts";
import { StoredSyncLog } from "../../electron/station/sync/stored-sync-log.ts";

/** The sync of a station as a process of its own, to stand behind a line of its own. */
const { SYNC_FOLDER = "", SYNC_URL = "", SYNC_CODE = "" } = process.env;
const store = await Store.open(SYNC_FOLDER);
const log = new EventLog(await stationPlace(store));
new SyncWorker({
  log: new StoredSyncLog(store, log),
  district: { url: SYNC_URL, ...(SYNC_CODE === "" ? {} : { enrolCode: SYNC_CODE }) },
  onChange: () => undefined,
  pace: { firstRetry: 200, longestRetry: 2000, request: 8000 },
}).start();
