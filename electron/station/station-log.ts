import { mkdirSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Level, type Logger, multistream, pino } from "pino";

/** A file that has grown beyond this is put aside when the station starts, in the place of the one before. */
const MOST_BYTES = 5 * 1024 * 1024;

export interface StationLog {
  log: Logger;
  /**
   * Keeps the log in `log/station.log` of the data folder besides: where a technician looks for who was refused at the
   * hall's door, or what a reference on a screen stands for. An office PC has no console.
   */
  keepIn(dataFolder: string): void;
}

/** The station's log, on the console of whoever started it. */
export function stationLog(level: string): StationLog {
  const streams = multistream([{ level: level as Level, stream: process.stdout }]);
  return {
    log: pino({ name: "station", level }, streams),
    keepIn: (dataFolder) => {
      if (level === "silent") return;
      try {
        const file = fileIn(join(dataFolder, "log"));
        const stream = pino.destination({ dest: file, sync: true });
        stream.on("error", () => undefined);
        streams.add({ level: level as Level, stream });
      } catch {
        // A disk that takes no log is told of by the store, and is no reason to stop.
      }
    },
  };
}

function fileIn(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "station.log");
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > MOST_BYTES) renameSync(file, join(folder, "station.old.log"));
  return file;
}
