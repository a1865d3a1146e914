import { createHash } from "node:crypto";
import { join } from "node:path";
import { readText } from "./data-file.ts";
import { type OfficeFiles, officeFrom } from "./office-files.rules.ts";

export interface LoadedOffice extends OfficeFiles {
  /** Of the catalogue's content: the same for the same content, however the files are laid out. */
  sha256: string;
}

/**
 * Reads an office's data files, whole or not at all.
 *
 * @throws AppError DATA_FILE_INVALID: file, place (`[3].components[1].id`) and reason of the first fault.
 */
export async function loadCatalogue(folder: string): Promise<LoadedOffice> {
  const { catalogue, pins } = await officeFrom({ path: (name) => join(folder, name), read: readText });
  const sha256 = createHash("sha256").update(JSON.stringify(catalogue)).digest("hex");
  return { catalogue, sha256, pins };
}
