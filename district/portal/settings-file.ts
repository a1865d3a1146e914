import { readFileSync } from "node:fs";
import { AppError } from "../../contract/errors.ts";
import { type PortalSettings, portalSettingsSchema } from "./mapping.ts";

/** @throws AppError DATA_FILE_INVALID that names the place in the file. */
export function readPortalSettings(file: string): PortalSettings {
  try {
    const read = portalSettingsSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
    if (read.success) return read.data;
    const issue = read.error.issues[0];
    throw new AppError("DATA_FILE_INVALID", {
      file,
      path: issue?.path.join(".") ?? "",
      reason: issue?.message ?? "",
    });
  } catch (error) {
    if (error instanceof AppError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError("DATA_FILE_INVALID", { file, path: "", reason }, { cause: error });
  }
}
