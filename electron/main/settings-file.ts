import { existsSync } from "node:fs";
import { cp, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { SET_UP_FOLDERS, type SetUp, settingsOf } from "../../contract/set-up.ts";
import { type Settings, settingsSchema } from "../../contract/settings.ts";

/** This PC's `settings.json`, as the shell sees it: what is wrong with it is found out and told by the station service. */
export class SettingsFile {
  readonly path: string;
  /** The office's files that are shipped, to begin with. */
  readonly #example: string;

  constructor(path: string, example: string) {
    this.path = path;
    this.#example = example;
  }

  /** Its settings, the shell's folders absolute; null where it is missing or no settings. */
  async read(): Promise<Settings | null> {
    const parsed = settingsSchema.safeParse(await this.#content());
    if (!parsed.success) return null;
    const settings = parsed.data;
    const folder = dirname(this.path);
    return {
      ...settings,
      dataFolder: resolve(folder, settings.dataFolder),
      ...(settings.mediaFolder === undefined ? {} : { mediaFolder: resolve(folder, settings.mediaFolder) }),
    };
  }

  /** Where the store is or will be, absolute, as far as can be told: the app is one for a store from its first start on. */
  async dataFolder(): Promise<string> {
    const { data: named } = z.object({ dataFolder: z.string() }).safeParse(await this.#content());
    return resolve(dirname(this.path), named?.dataFolder ?? SET_UP_FOLDERS.data);
  }

  /** What stands in it; null where it is missing or no JSON. */
  async #content(): Promise<unknown> {
    try {
      // Windows' editor marks a file as UTF-8 by its first character.
      return JSON.parse((await readFile(this.path, "utf8")).replace(/^\uFEFF/, ""));
    } catch {
      return null;
    }
  }

  /** Writes the first one, and an office's files to begin with beside it; what is there is kept. @throws Error of the disk */
  async writeFirst(setUp: SetUp): Promise<void> {
    const folder = dirname(this.path);
    if (existsSync(this.path)) throw new Error(`EEXIST: ${this.path}`);
    await mkdir(folder, { recursive: true });
    await cp(this.#example, join(folder, SET_UP_FOLDERS.office), { recursive: true, force: false });
    await writeWhole(this.path, `${JSON.stringify(settingsOf(setUp), null, 2)}\n`);
  }
}

/** A file that is there whole or not at all: half of one after a power cut would be taken for faulty settings. */
async function writeWhole(path: string, text: string): Promise<void> {
  const part = `${path}.part`;
  try {
    const handle = await open(part, "w");
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
