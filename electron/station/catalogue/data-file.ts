import { readFile } from "node:fs/promises";
import type { z } from "zod";
import { dataFile } from "./data-file.rules.ts";

/**
 * Reads a JSON file that people edit.
 *
 * @throws AppError DATA_FILE_INVALID with the place of the first fault.
 */
export function readDataFile<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  return dataFile(file, readText, schema);
}

export function readText(file: string): Promise<string> {
  return readFile(file, "utf8");
}
