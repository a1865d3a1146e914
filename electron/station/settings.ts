import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { AppError } from "../../contract/errors.ts";
import { type Settings, settingsSchema } from "../../contract/settings.ts";

/**
 * Reads `settings.json`; its relative folders become absolute.
 *
 * @throws AppError DATA_FILE_INVALID with the place of the first fault.
 */
export async function readSettings(file: string): Promise<Settings> {
  const folder = dirname(resolve(file));
  const settings = parse(file, await readText(file));
  return {
    ...settings,
    dataFolder: resolve(folder, settings.dataFolder),
    catalogueFolder: resolve(folder, settings.catalogueFolder),
  };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw invalid(file, "", error instanceof Error ? error.message : String(error));
  }
}

function parse(file: string, text: string): Settings {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw invalid(file, "", error instanceof Error ? error.message : String(error));
  }
  const parsed = settingsSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw invalid(file, z.core.toDotPath(issue?.path ?? []), issue?.message ?? "");
}

function invalid(file: string, path: string, reason: string): AppError {
  return new AppError("DATA_FILE_INVALID", { file, path, reason });
}
