import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Scan } from "../../../contract/attachment-calls.ts";
import { AppError } from "../../../contract/errors.ts";
import { changed } from "../changes.ts";

const LOOK_EVERY_MS = 700;
/** A scanner may take a breath while it writes. */
const QUIET_MS = 1000;
const MOST_OFFERED = 100;
const SCAN = /^[^./\\][^/\\]*\.(pdf|jpe?g|png)$/i;

/**
 * The folder that the scanner's own program writes to (*thư mục máy quét*). Looked at while somebody watches: shared
 * folders of a network tell of no changes.
 */
export class ScanFolder {
  readonly #folder: string;
  /** Size and time of change at the last look: a file that still grows is not offered. */
  #last = new Map<string, string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What is whole, the latest first; again whenever that changes. */
  async *watch(signal: AbortSignal | undefined): AsyncGenerator<Scan[]> {
    yield* changed(this.#looks(signal));
  }

  async *#looks(signal: AbortSignal | undefined): AsyncGenerator<Scan[]> {
    while (signal?.aborted !== true) {
      yield await this.look();
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  async look(): Promise<Scan[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const seen = new Map<string, string>();
    const scans: Scan[] = [];
    for (const name of names.filter((entry) => SCAN.test(entry))) {
      const facts = await stat(join(this.#folder, name)).catch(() => null);
      if (facts === null || !facts.isFile() || facts.size === 0) continue;
      const mark = `${facts.size} ${facts.mtimeMs}`;
      seen.set(name, mark);
      if (this.#last.get(name) !== mark || Date.now() - facts.mtimeMs < QUIET_MS) continue;
      scans.push({ name, bytes: facts.size, at: facts.mtime.toISOString() });
    }
    this.#last = seen;
    return scans.sort((a, b) => b.at.localeCompare(a.at)).slice(0, MOST_OFFERED);
  }

  /** @throws AppError SCAN_GONE; ATTACHMENT_TOO_LARGE before anything is read. */
  async read(name: string, mostBytes: number): Promise<Buffer> {
    const file = this.#file(name);
    const facts = await stat(file).catch(() => null);
    if (facts === null || !facts.isFile()) throw new AppError("SCAN_GONE", { name });
    if (facts.size > mostBytes) {
      throw new AppError("ATTACHMENT_TOO_LARGE", {
        name,
        megabytes: Math.ceil(facts.size / 1024 ** 2),
        most: Math.floor(mostBytes / 1024 ** 2),
      });
    }
    return readFile(file);
  }

  /** The content is safe elsewhere. */
  async remove(name: string): Promise<void> {
    await rm(this.#file(name), { force: true });
  }

  #file(name: string): string {
    if (!SCAN.test(name)) throw new AppError("SCAN_GONE", { name });
    return join(this.#folder, name);
  }
}
