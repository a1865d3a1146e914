import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { open, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeWhole } from "../write-whole.ts";

/**
 * Content by the SHA-256 of itself: `<folder>/ab/abcdef…`. A file is there whole or not at all, and on
 * the disk before its name is told to anybody.
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
    await writeWhole(file, content);
    await syncFolder(dirname(file));
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
