import { mkdir, open, readFile, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { v4 as uuidv4 } from "uuid";
import { PIECE_BYTES, type Scan, type StoredFile } from "../../../contract/attachment-calls.ts";
import type { Attachment } from "../../../contract/dossier.ts";
import { AppError } from "../../../contract/errors.ts";
import {
  claimAttachments,
  forgetUnclaimed,
  noteAttachment,
  unclaimedBefore,
} from "../../../db/attachments.ts";
import { isInDraft } from "../../../db/intake.ts";
import type { StationContext } from "../context.ts";
import { fileNameOf, written } from "../forms/made-files.ts";
import type { DoPageWork } from "../forms/page-queue.ts";
import { writeWhole } from "../write-whole.ts";
import { contentFacts, requireFit, requirePixels, shownName } from "./content.rules.ts";
import { ContentFolder } from "./content-folder.ts";
import { decodeImage, type Edge, Pictures } from "./pictures.ts";
import { ScanFolder } from "./scan-folder.ts";

/** Content that no dossier claimed and no draft has is cleared away after so long. */
const UNCLAIMED_MEMORY_MS = 14 * 24 * 60 * 60 * 1000;
const CLEAR_EVERY_MS = 24 * 60 * 60 * 1000;

/** More at a time than one PC's windows would ever send. */
const MOST_UPLOADS = 20;

interface Upload {
  name: string;
  bytes: number;
  received: number;
  file: string;
}

/** Scanned and photographed papers (*tệp đính kèm*): taken in, checked and kept outside the store. */
export class Attachments {
  readonly #station: StationContext;
  readonly #content: ContentFolder;
  readonly #pictures: Pictures;
  readonly #scans: ScanFolder | null;
  readonly #papersFolder: string;
  readonly #doPageWork: DoPageWork | null;
  readonly #incoming: string;
  readonly #uploads = new Map<string, Upload>();
  #clearing: NodeJS.Timeout | undefined;

  /** @param options.papersFolder where a copy of a PDF is put that is opened; old ones are cleared away there. */
  constructor(options: {
    station: StationContext;
    scanFolder: string | undefined;
    papersFolder: string;
    doPageWork: DoPageWork | null;
  }) {
    const { station, scanFolder } = options;
    this.#station = station;
    this.#papersFolder = options.papersFolder;
    this.#doPageWork = options.doPageWork;
    const { folder } = station.store;
    this.#content = new ContentFolder(join(folder, "attachments"));
    this.#pictures = new Pictures(join(folder, "thumbnails"));
    this.#incoming = join(folder, "incoming");
    this.#scans = scanFolder === undefined ? null : new ScanFolder(scanFolder);
  }

  /** What a former run left half received is of no use. */
  async start(): Promise<void> {
    await rm(this.#incoming, { recursive: true, force: true });
    await mkdir(this.#incoming, { recursive: true });
    await this.clear();
    this.#clearing = setInterval(() => void this.clear().catch(() => undefined), CLEAR_EVERY_MS);
    this.#clearing.unref();
  }

  stop(): void {
    clearInterval(this.#clearing);
  }

  /** @throws AppError ATTACHMENT_TYPE, ATTACHMENT_TOO_LARGE */
  async begin(given: { name: string; bytes: number }): Promise<{ upload: string }> {
    const name = shownName(given.name);
    requireFit(name, given.bytes, this.#limits);
    for (const [id, { file }] of this.#uploads) {
      if (this.#uploads.size < MOST_UPLOADS) break;
      this.#uploads.delete(id);
      await rm(file, { force: true });
    }
    const upload = uuidv4();
    const file = join(this.#incoming, upload);
    await (await open(file, "wx")).close();
    this.#uploads.set(upload, { name, bytes: given.bytes, received: 0, file });
    return { upload };
  }

  async send(id: string, offset: number, piece: Blob): Promise<{ received: number }> {
    const upload = this.#upload(id);
    const end = offset + piece.size;
    if (piece.size > PIECE_BYTES || end > upload.bytes || offset > upload.received)
      throw new AppError("BAD_INPUT", { path: "piece", reason: `${offset}–${end}` });
    const handle = await open(upload.file, "r+");
    try {
      await handle.write(Buffer.from(await piece.arrayBuffer()), 0, piece.size, offset);
    } finally {
      await handle.close();
    }
    upload.received = Math.max(upload.received, end);
    return { received: upload.received };
  }

  async finish(id: string): Promise<StoredFile> {
    const upload = this.#upload(id);
    if (upload.received < upload.bytes) throw new AppError("ATTACHMENT_BROKEN", { name: upload.name });
    const content = await readFile(upload.file);
    this.#uploads.delete(id);
    try {
      return await this.store(upload.name, content);
    } finally {
      await rm(upload.file, { force: true });
    }
  }

  /** Checks content and keeps it: when the promise resolves it is on the disk. */
  async store(name: string, content: Buffer): Promise<StoredFile> {
    requireFit(name, content.length, this.#limits);
    const facts = contentFacts(content, name);
    requirePixels(name, facts, this.#limits);
    const { mediaType, size, pages } = facts;
    if (size !== null) await decodeImage(content, name);
    const sha256 = await this.#content.store(content);
    await this.#station.store.write((trx) => noteAttachment(trx, sha256, this.#station.now()));
    return { sha256, name, mediaType, bytes: content.length, pages };
  }

  /**
   * Before a dossier refers to them: they are here, and stay for good from now on. Where nothing comes of it after all, a
   * file too many is kept, never one too few.
   *
   * @throws AppError ATTACHMENT_MISSING where the content of one is not here.
   */
  async claim(attachments: readonly Pick<Attachment, "sha256" | "name">[]): Promise<void> {
    if (attachments.length === 0) return;
    this.#require(attachments);
    const { store, now } = this.#station;
    const sha256s = attachments.map(({ sha256 }) => sha256);
    await store.write((trx) => claimAttachments(trx, sha256s, now()));
  }

  /** Whether its content is here. */
  has(sha256: string): boolean {
    return this.#content.has(sha256);
  }

  /** Removes what was scanned and never handed in. @returns how many files. */
  async clear(now = Date.now()): Promise<number> {
    const { store } = this.#station;
    const before = new Date(now - UNCLAIMED_MEMORY_MS).toISOString();
    let cleared = 0;
    for (const sha256 of await unclaimedBefore(store.db, before)) {
      if (await isInDraft(store.db, sha256)) continue;
      if (!(await store.write((trx) => forgetUnclaimed(trx, sha256)))) continue;
      await this.#content.remove(sha256);
      await this.#pictures.remove(sha256);
      cleared += 1;
    }
    return cleared;
  }

  /** A small picture of a paper; null of a PDF. @throws AppError ATTACHMENT_MISSING, ATTACHMENT_BROKEN */
  async picture(sha256: string, given: string, edge: Edge): Promise<string | null> {
    const name = shownName(given);
    this.#require([{ sha256, name }]);
    const content = await this.#content.read(sha256);
    if (contentFacts(content, name).size === null) return null;
    return this.#pictures.of({ sha256, name }, edge, content);
  }

  /**
   * Opens a PDF in the program that the PC has for it: a copy, under a name that people know.
   *
   * @throws AppError ATTACHMENT_MISSING, ATTACHMENT_TYPE (no PDF), PAGES_UNAVAILABLE, PAGE_FAILED, FILE_IN_USE
   */
  async open(sha256: string, given: string): Promise<{ file: string; opened: boolean }> {
    const name = shownName(given);
    this.#require([{ sha256, name }]);
    if (this.#doPageWork === null) throw new AppError("PAGES_UNAVAILABLE", {});
    const content = await this.#content.read(sha256);
    if (contentFacts(content, name).mediaType !== "application/pdf")
      throw new AppError("ATTACHMENT_TYPE", { name });
    const title = fileNameOf(name.replace(/\.[^.]*$/, ""));
    const file = join(this.#papersFolder, `${title}-${sha256.slice(0, 8)}.pdf`);
    await keepCopy(file, content);
    const { outcome } = await this.#doPageWork({ do: "open", file });
    return { file, opened: outcome === "done" };
  }

  async *watchScans(signal: AbortSignal | undefined): AsyncGenerator<Scan[] | null> {
    if (this.#scans === null) yield null;
    else yield* this.#scans.watch(signal);
  }

  /** Moves a scan: it leaves the scanner's folder when its content is safe here. */
  async takeScan(name: string): Promise<StoredFile> {
    if (this.#scans === null) throw new AppError("SCAN_GONE", { name });
    const content = await this.#scans.read(name, this.#limits.mostMegabytes * 1024 ** 2);
    const stored = await this.store(shownName(name), content);
    await this.#scans.remove(name);
    return stored;
  }

  #require(attachments: readonly Pick<Attachment, "sha256" | "name">[]): void {
    for (const { sha256, name } of attachments)
      if (!this.#content.has(sha256)) throw new AppError("ATTACHMENT_MISSING", { name });
  }

  #upload(id: string): Upload {
    const upload = this.#uploads.get(id);
    if (upload === undefined) throw new AppError("UPLOAD_UNKNOWN", {});
    return upload;
  }

  get #limits() {
    return this.#station.catalogue.all.office.attachments;
  }
}

/** The same name is the same content: one that is there is only marked as used. */
function keepCopy(file: string, content: Buffer): Promise<void> {
  return written(file, async () => {
    if ((await stat(file).catch(() => null))?.size === content.length) {
      const now = new Date();
      await utimes(file, now, now);
      return;
    }
    await writeWhole(file, content);
  });
}
