import { hash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, open, readdir, readFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  forgetWanted,
  keepFetched,
  unclaimedAttachments,
  wantedAttachments,
} from "../../../db/attachments.ts";
import type { Store } from "../../../db/store.ts";
import { ContentFolder } from "../attachments/content-folder.ts";
import type { FileSource, WaitingFile, WantedFiles } from "./engine/file-source.ts";

/**
 * The station's attachments: files by the SHA-256 of their content, `<dataFolder>/attachments/ab/abcdef…`. What a
 * dossier claimed and was not sent waits. What comes from the district lies under `arriving/` until it is whole.
 */
export class AttachmentFiles implements FileSource, WantedFiles {
  readonly #folder: string;
  readonly #store: Store;
  readonly #content: ContentFolder;
  #known: WaitingFile[] | null = null;

  constructor(store: Store, folder = join(store.folder, "attachments")) {
    this.#store = store;
    this.#folder = folder;
    this.#content = new ContentFolder(folder);
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

  async list(): Promise<string[]> {
    const wanted: string[] = [];
    for (const sha256 of await wantedAttachments(this.#store.db)) {
      if (!this.#content.has(sha256)) wanted.push(sha256);
      else await this.#store.write((trx) => forgetWanted(trx, sha256));
    }
    return wanted;
  }

  async arrived(sha256: string): Promise<number> {
    const file = this.#arriving(sha256);
    return existsSync(file) ? (await stat(file)).size : 0;
  }

  async take(sha256: string, offset: number, piece: Buffer): Promise<number> {
    const file = this.#arriving(sha256);
    await mkdir(dirname(file), { recursive: true });
    const handle = await open(file, offset === 0 ? "w" : "r+");
    try {
      await handle.write(piece, 0, piece.length, offset);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return offset + piece.length;
  }

  async finish(sha256: string): Promise<boolean> {
    const file = this.#arriving(sha256);
    const content = existsSync(file) ? await readFile(file) : Buffer.alloc(0);
    const isWhole = hash("sha256", content) === sha256;
    if (isWhole) {
      await this.#content.store(content);
      const at = new Date().toISOString();
      await this.#store.write((trx) => keepFetched(trx, sha256, at));
    }
    await rm(file, { force: true });
    return isWhole;
  }

  async #look(): Promise<WaitingFile[]> {
    if (!existsSync(this.#folder)) return [];
    const rows = await this.#store.db.selectFrom("sent_attachments").select("sha256").execute();
    // What was scanned and not handed in is nobody's dossier.
    const sent = new Set([
      ...rows.map(({ sha256 }) => sha256),
      ...(await unclaimedAttachments(this.#store.db)),
    ]);
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
    return this.#content.file(sha256);
  }

  #arriving(sha256: string): string {
    return join(this.#folder, "arriving", sha256);
  }
}
