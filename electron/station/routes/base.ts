import { implement } from "@orpc/server";
import type { Logger } from "pino";
import { type Hello, stationContract } from "../../../contract/station.ts";
import { toRpcError } from "../failures.ts";
import type { Station } from "../station.ts";

/** What the router needs from the process it runs in. */
export interface RouterHost {
  /** Answers even while the station can't work: it says why. */
  hello: () => Hello;
  /** @throws AppError STATION_STARTING or the fault that keeps the station from working. */
  station: () => Station;
  log: Logger;
}

/** What every route works with: the contract's calls with failures as named errors, the station, who is signed in. */
export function routerBase(host: RouterHost) {
  const os = implement(stationContract).use(async ({ next }) => {
    try {
      return await next();
    } catch (error) {
      throw toRpcError(error, host.log);
    }
  });
  const station = () => host.station();
  return { os, station, at: (session: string) => station().desk.require(session) };
}

export type RouterBase = ReturnType<typeof routerBase>;
