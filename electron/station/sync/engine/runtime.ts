import type { DistrictClient } from "./district-client.ts";
import { type ConnectOptions, districtClient } from "./district-client.ts";

/** What the sync needs of the world: time, chance and the line. A simulation brings its own. */
export interface SyncRuntime {
  now(): number;
  /** Calls back after so many milliseconds. @returns what takes it back. */
  after(milliseconds: number, call: () => void): () => void;
  /** From 0 to 1. */
  random(): number;
  connect(options: ConnectOptions): DistrictClient;
}

export const realRuntime: SyncRuntime = {
  now: () => Date.now(),
  after: (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
  connect: districtClient,
};
