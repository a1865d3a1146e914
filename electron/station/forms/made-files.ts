import { readdir, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { AppError } from "../../../contract/errors.ts";

/** How long a file that was made for the screen is kept, in days. */
const KEPT_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;

/** What is put there: forms and registers, and what a broken write left of one. */
const MADE = /\.(pdf|xlsx|part)$/;

/**
 * Removes forms and registers that were opened or written last more than 30 days ago. Each can be made again as it was, of
 * the facts that the store keeps; people's data does not pile up in a folder that anybody may open. Other files stay. One
 * that can't be removed is left for the next time.
 *
 * @param now in milliseconds.
 * @returns how many were removed.
 */
export async function removeOldFiles(folder: string, now: number): Promise<number> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => MADE.test(name));
  const removed = await Promise.all(names.map((name) => removeIfOld(join(folder, name), now)));
  return removed.filter(Boolean).length;
}

async function removeIfOld(file: string, now: number): Promise<boolean> {
  try {
    const found = await stat(file);
    if (!found.isFile() || now - found.mtimeMs < KEPT_DAYS * DAY_MS) return false;
    await rm(file);
    return true;
  } catch {
    return false;
  }
}

/**
 * Why a file could not be written, for a person. A spreadsheet or PDF that is looked at can't be replaced on Windows.
 *
 * @param detail what the system said, beginning with its code.
 */
export function unwritten(file: string, detail: string): AppError {
  return /^(EPERM|EBUSY|EACCES)\b/.test(detail)
    ? new AppError("FILE_IN_USE", { file: basename(file) })
    : new AppError("PAGE_FAILED", { detail });
}

/** Does what writes a file or folder. @throws AppError as `unwritten` says; one of the work's own as it is. */
export async function written<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw unwritten(file, error instanceof Error ? error.message : String(error));
  }
}

/** A title as the name of a file, as every file system takes it; at most 60 characters. */
export function fileNameOf(title: string): string {
  return title.replace(/[^\p{L}\p{N}.-]+/gu, "-").slice(0, 60);
}
