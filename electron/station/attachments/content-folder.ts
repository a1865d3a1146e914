import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";

/**
 * Content by the SHA-256 of itself: `<folder>/ab/abcdef…`. A file is there whole or not at all: it is written beside,
 * brought to the disk and renamed before its name is told to anybody.
 */
export class ContentFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @returns the name of the content; the same content a second time is kept once. */
  async store(content: Uint8Array): Promise<string> {
    const sha256 = createHash("sha256").update(content).digest("hex");
    const file = this.file(sha256);
    if (existsSync(file)) return sha256;
    const folder = join(this.#folder, sha256.slice(0, 2));
    await mkdir(folder, { recursive: true });
    const beside = join(folder, `${randomUUID()}.part`);
    try {
      const handle = await open(beside, "wx");
      try {
        await handle.writeFile(content);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(beside, file);
    } catch (error) {
      await rm(beside, { force: true });
      throw error;
    }
    await syncFolder(folder);
    return sha256;
  }

  async remove(sha256: string): Promise<void> {
    await rm(this.file(sha256), { force: true });
  }

  has(sha256: string): boolean {
    return existsSync(this.file(sha256));
  }

  read(sha256: string): Promise<Buffer> {
    return readFile(this.file(sha256));
  }

  file(sha256: string): string {
    return join(this.#folder, sha256.slice(0, 2), sha256);
  }
}

/** A rename is durable when its folder is; Windows keeps folders itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
