import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** Where a display asks for the names of the pictures and videos that it may show. */
export const MEDIA_LIST = "/media/list.json";

const MEDIUM = /^[^/\\]+\.(mp4|webm|jpe?g|png|webp)$/i;

/** The names of the files to show, in order; none where there is no folder. */
export async function mediaList(folder: string | null): Promise<string[]> {
  if (folder === null) return [];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && MEDIUM.test(entry.name))
    .map(({ name }) => name)
    .sort((a, b) => a.localeCompare(b));
}

/** The file behind `/media/<name>`, or null where the address names none: nothing outside the folder can be named. */
export function mediaFile(folder: string | null, pathname: string): string | null {
  const [, encoded] = /^\/media\/([^/]+)$/.exec(pathname) ?? [];
  if (folder === null || encoded === undefined) return null;
  let name: string;
  try {
    name = decodeURIComponent(encoded);
  } catch {
    return null;
  }
  return MEDIUM.test(name) && !name.startsWith(".") ? join(folder, name) : null;
}
