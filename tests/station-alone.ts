import { join } from "node:path";
import { root } from "../build/project.ts";
import type { Settings } from "../contract/settings.ts";
import { Station } from "../electron/station/station.ts";

/** A station service by itself with the example office: no printer, no hall, no district. `settings` says what is otherwise. */
export function stationAlone(dataFolder: string, settings: Partial<Settings> = {}): Promise<Station> {
  return Station.start({
    settings: {
      dataFolder,
      catalogueFolder: join(root, "data/phu-ninh"),
      windows: [{ role: "counter" }],
      printers: [],
      anyHour: true,
      hall: null,
      district: null,
      ...settings,
    },
    app: "test",
  });
}
