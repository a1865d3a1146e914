import { existsSync } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Store } from "../../../db/store.ts";
import type { FileSource, WaitingFile } from "./engine/file-source.ts";

/**
 * The station's attachments: files by the SHA-256 of their content, `<dataFolder>/attachments/ab/abcdef…`. What is in
 * the folder and was not sent waits.
 */
export class AttachmentFiles implements FileSource {
  readonly #folder: string;
  readonly #store: Store;
  #known: WaitingFile[] | null = null;

  constructor(store: Store, folder = join(store.folder, "attachments")) {
    this.#store = store;
    this.#folder = folder;
  }

  lookAgain(): void {
    this.#known = null;
  }

  async waiting(): Promise<WaitingFile[]> {
    this.#known ??= await this.#look();
    return this.#known;
  }

  async read(sha256: string, offset: number, length: number): Promise<Buffer> {
    const handle = await open(this.#file(sha256));
    try {
      const { bytesRead, buffer } = await handle.read({ buffer: Buffer.alloc(length), position: offset });
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  }

  async saveSent(sha256: string): Promise<void> {
    await this.#store.write((trx) =>
      trx
        .insertInto("sent_attachments")
        .values({ sha256, at: new Date().toISOString() })
        .onConflict((conflict) => conflict.column("sha256").doNothing())
        .execute(),
    );
    this.#known = (this.#known ?? []).filter((file) => file.sha256 !== sha256);
  }

  async #look(): Promise<WaitingFile[]> {
    if (!existsSync(this.#folder)) return [];
    const rows = await this.#store.db.selectFrom("sent_attachments").select("sha256").execute();
    const sent = new Set(rows.map(({ sha256 }) => sha256));
    const waiting: WaitingFile[] = [];
    for (const part of await readdir(this.#folder)) {
      if (!/^[0-9a-f]{2}$/.test(part)) continue;
      for (const name of await readdir(join(this.#folder, part))) {
        if (!/^[0-9a-f]{64}$/.test(name) || sent.has(name)) continue;
        waiting.push({ sha256: name, size: (await stat(this.#file(name))).size });
      }
    }
    return waiting;
  }

  #file(sha256: string): string {
    return join(this.#folder, sha256.slice(0, 2), sha256);
  }
}
