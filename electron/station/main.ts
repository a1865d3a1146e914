import { join } from "node:path";
import { parseArgs } from "node:util";
import { RPCHandler } from "@orpc/server/message-port";
import { RPCHandler as SocketHandler } from "@orpc/server/ws";
import { AppError } from "../../contract/errors.ts";
import { type Hello, STATION_PROTOCOL } from "../../contract/station.ts";
import manifest from "../../package.json" with { type: "json" };
import { connectHost } from "./link.ts";
import { createRouter, forDevices } from "./router.ts";
import { forPractice, readSettings } from "./settings.ts";
import type { Station } from "./station.ts";
import { stationLog } from "./station-log.ts";

/**
 * The station service as a process: says hello, serves every port it is handed, and opens the store. Where that
 * fails it stays up and answers each call with the reason, so that the screens can show it.
 */
const { log, keepIn } = stationLog(process.env.MOTCUA_LOG ?? "warn");
const { values: options } = parseArgs({
  options: { settings: { type: "string" }, practice: { type: "boolean" } },
  strict: false,
});
const practice = options.practice === true;

/** What the SQLite engine is built for. */
const NODE_API = 10;

let station: Station | null = null;
let fault: AppError = new AppError("STATION_STARTING", {});

const host = connectHost({
  onPort: (port) => handler.upgrade(port),
  onShutdown: async () => {
    await station?.stop();
  },
});

const router = createRouter({
  hello: helloNow,
  station: () => {
    if (station === null) throw fault;
    return station;
  },
  log,
});
const handler = new RPCHandler(router);
const deviceHandlers = {
  display: new SocketHandler(forDevices(router, "display")),
  survey: new SocketHandler(forDevices(router, "survey")),
};

host?.hello({
  protocol: STATION_PROTOCOL,
  app: manifest.version,
  node: process.versions.node,
  napi: process.versions.napi ?? "",
});
try {
  requireNodeApi();
  const written = await readSettings(String(options.settings ?? "settings.json"));
  const settings = practice ? forPractice(written) : written;
  keepIn(settings.dataFolder);
  // Loaded late: where the SQLite engine does not fit the runtime, hello has been said and the reason can be told.
  const { Station } = await import("./station.ts");
  // The screens lie beside the bundled service.
  const pages = join(import.meta.dirname, "../renderer");
  station = await Station.start({
    settings,
    practice,
    app: manifest.version,
    pages,
    log,
    ...(host === null ? {} : { doPageWork: (work) => host.doPageWork(work) }),
  });
  station.hall.serveDevices((socket, { kind }) => {
    if (kind !== "station") void deviceHandlers[kind].upgrade(socket);
  });
  host?.ready();
} catch (error) {
  fault = await named(error);
  log.error({ err: error, code: fault.code }, "the station can't work");
  host?.fault(fault.code, fault.data);
}

function helloNow(): Hello {
  const office = station?.context.catalogue.all.office;
  return {
    protocol: STATION_PROTOCOL,
    app: manifest.version,
    runtime: {
      node: process.versions.node,
      napi: process.versions.napi ?? "",
      host: host?.kind ?? "standalone",
    },
    station:
      station === null || office === undefined
        ? null
        : {
            id: station.context.log.place.station,
            name: office.name,
            office: office.superior,
            procedureUrlPattern: office.procedureUrlPattern ?? null,
          },
    practice,
    fault: station === null ? { code: fault.code, data: fault.data } : null,
  };
}

/** The SQLite engine does not refuse an older runtime, it ends the process. */
function requireNodeApi(): void {
  const found = Number(process.versions.napi ?? 0);
  if (found < NODE_API)
    throw new AppError("STORE_ENGINE_MISSING", { detail: `Node-API ${found} < ${NODE_API}` });
}

async function named(error: unknown): Promise<AppError> {
  if (error instanceof AppError) return error;
  const { asStoreError } = await import("../../db/store-errors.ts");
  const known = asStoreError(error, String(options.settings));
  if (known instanceof AppError) return known;
  return new AppError("INTERNAL", { reference: error instanceof Error ? error.message : String(error) });
}
