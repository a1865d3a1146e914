import { dirname, join, resolve } from "node:path";
import { PRACTICE_FOLDER } from "../../contract/practice.ts";
import { type Settings, settingsSchema } from "../../contract/settings.ts";
import { readDataFile } from "./catalogue/data-file.ts";

/**
 * Reads `settings.json`; its relative folders become absolute.
 *
 * @throws AppError DATA_FILE_INVALID with the place of the first fault.
 */
export async function readSettings(file: string): Promise<Settings> {
  const folder = dirname(resolve(file));
  const settings = await readDataFile(file, settingsSchema);
  return {
    ...settings,
    dataFolder: resolve(folder, settings.dataFolder),
    catalogueFolder: resolve(folder, settings.catalogueFolder),
    ...(settings.scanFolder === undefined ? {} : { scanFolder: resolve(folder, settings.scanFolder) }),
  };
}

/** The same PC as a practice hall (*luyện tập*): a store of its own, at any hour, alone, and never sent anywhere. */
export function forPractice(settings: Settings): Settings {
  return {
    ...settings,
    dataFolder: join(settings.dataFolder, PRACTICE_FOLDER),
    anyHour: true,
    hall: null,
    district: null,
  };
}
