import { join } from "node:path";
import { Station } from "../electron/station/station.ts";
import type { Hall } from "./hall.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** The station of a hall whose app is not open, on an earlier day. */
export interface EarlierStation {
  station: Station;
  /** Sets its clock so many days back, at the hour of now. */
  daysAgo(days: number): void;
}

/** What happened at a hall before its app is opened: by the station's own services, whose clock is set back. */
export async function inThePast<T>(hall: Hall, work: (earlier: EarlierStation) => Promise<T>): Promise<T> {
  const station = await Station.start({
    settings: {
      dataFolder: join(hall.folder, "station"),
      catalogueFolder: join(import.meta.dirname, "../data/phu-ninh"),
      windows: [{ role: "counter" }],
      printers: [],
      anyHour: true,
      hall: null,
      district: null,
    },
    app: "test",
  });
  try {
    return await work({
      station,
      daysAgo: (days) =>
        Object.assign(station.context, {
          now: () => new Date(Date.now() - days * DAY_MS).toISOString(),
        }),
    });
  } finally {
    await station.stop();
  }
}
