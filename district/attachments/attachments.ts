import { createHash, randomUUID } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ATTACHMENT_CHUNK_MAX_BYTES } from "../../contract/district.ts";
import { AppError } from "../../contract/errors.ts";
import type { District } from "../database.ts";
import { hashOf } from "../secrets.ts";

/** Begins the name of a sender that is no station. */
const GATEWAY_SENDER = "gateway-";

/** The node above, as a sender of files. */
const ABOVE = "above";

/** This node itself: what is attached on its pages. */
const OWN = "own";

/** A gateway as a sender of files: the name is part of a path. */
export function gatewaySender(name: string): string {
  return `${GATEWAY_SENDER}${hashOf(name).slice(0, 16)}`;
}

export interface AttachmentState {
  whole: boolean;
  /** Bytes that are on the disk: the next piece begins there. */
  received: number;
}

/**
 * Files by the SHA-256 of their content, in a folder beside the database: `ab/abcdef…`. A file that is not whole yet
 * lies under `arriving/`, for each sender apart: nobody can spoil another's.
 */
export class Attachments {
  readonly #db: District;
  readonly #folder: string;
  readonly #busy = new Map<string, Promise<unknown>>();

  constructor(db: District, folder: string) {
    this.#db = db;
    this.#folder = folder;
  }

  async state(station: string, sha256: string): Promise<AttachmentState> {
    const file = this.#file(sha256);
    if (existsSync(file)) return { whole: true, received: (await stat(file)).size };
    return { whole: false, received: await sizeOf(this.#arriving(station, sha256)) };
  }

  /**
   * Takes the next piece; durable when it resolves.
   *
   * @throws AppError ATTACHMENT_OFFSET (it does not follow), ATTACHMENT_DAMAGED (another content than its name says; it
   * begins anew), BATCH_TOO_LARGE.
   */
  send(station: string, sha256: string, offset: number, size: number, piece: Buffer) {
    const key = `${station}/${sha256}`;
    const turn = (this.#busy.get(key) ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => this.#append(station, sha256, offset, size, piece));
    this.#busy.set(key, turn);
    return turn.finally(() => {
      if (this.#busy.get(key) === turn) this.#busy.delete(key);
    });
  }

  /** A piece of a stored file. @throws AppError ATTACHMENT_UNKNOWN */
  async read(sha256: string, offset: number, bytes = ATTACHMENT_CHUNK_MAX_BYTES): Promise<Buffer> {
    const file = this.#file(sha256);
    if (!existsSync(file)) throw new AppError("ATTACHMENT_UNKNOWN", { sha256 });
    const handle = await open(file);
    try {
      const { bytesRead, buffer } = await handle.read({
        buffer: Buffer.alloc(bytes),
        position: offset,
      });
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  }

  has(sha256: string): boolean {
    return existsSync(this.#file(sha256));
  }

  /** How much of a file came from the node above so far. */
  async arrivedFromAbove(sha256: string): Promise<number> {
    return (await this.state(ABOVE, sha256)).received;
  }

  /** Puts the next piece of a file from the node above on the disk. @returns where the one after it begins. */
  takeFromAbove(sha256: string, offset: number, piece: Buffer): Promise<number> {
    return this.#write(this.#arriving(ABOVE, sha256), offset, piece);
  }

  /** @throws AppError ATTACHMENT_DAMAGED (another content than its name says; it begins anew). */
  async finishFromAbove(sha256: string): Promise<void> {
    if (this.has(sha256)) return;
    const arriving = this.#arriving(ABOVE, sha256);
    // One without any content never had a first piece.
    if (!existsSync(arriving)) await this.#write(arriving, 0, Buffer.alloc(0));
    await this.#finish(ABOVE, sha256, await sizeOf(arriving), arriving);
  }

  /** What a page sent and a crash cut off is of no use. */
  async start(): Promise<void> {
    await rm(join(this.#folder, "arriving", OWN), { recursive: true, force: true });
  }

  /** Keeps content that came whole, durable when it resolves. @throws AppError ATTACHMENT_DAMAGED */
  async keep(sha256: string, content: Buffer): Promise<void> {
    if (this.has(sha256)) return;
    // The same may come twice at once.
    const arriving = this.#arriving(OWN, `${sha256}-${randomUUID()}`);
    try {
      await this.#write(arriving, 0, content);
      await this.#finish(OWN, sha256, content.length, arriving);
    } catch (error) {
      await rm(arriving, { force: true });
      throw error;
    }
  }

  async #append(
    station: string,
    sha256: string,
    offset: number,
    size: number,
    piece: Buffer,
  ): Promise<AttachmentState> {
    const state = await this.state(station, sha256);
    if (state.whole) return state;
    if (offset !== state.received) throw new AppError("ATTACHMENT_OFFSET", { offset: state.received });
    if (piece.length > ATTACHMENT_CHUNK_MAX_BYTES || offset + piece.length > size)
      throw new AppError("BATCH_TOO_LARGE", { limitBytes: ATTACHMENT_CHUNK_MAX_BYTES });
    const arriving = this.#arriving(station, sha256);
    const received = await this.#write(arriving, offset, piece);
    if (received < size) return { whole: false, received };
    return this.#finish(station, sha256, size, arriving);
  }

  async #write(arriving: string, offset: number, piece: Buffer): Promise<number> {
    await mkdir(dirname(arriving), { recursive: true });
    const handle = await open(arriving, "a");
    try {
      await handle.write(piece);
      await handle.sync();
    } catch (error) {
      // Half a piece (disk full) is taken back: the next one must follow on what was said to be there.
      await handle.truncate(offset);
      throw error;
    } finally {
      await handle.close();
    }
    return offset + piece.length;
  }

  async #finish(station: string, sha256: string, size: number, arriving: string): Promise<AttachmentState> {
    if ((await hashOfFile(arriving)) !== sha256) {
      await rm(arriving);
      throw new AppError("ATTACHMENT_DAMAGED", { sha256 });
    }
    // The row before the file: sent again after a crash in between, both are there.
    await this.#db
      .insertInto("attachments")
      .values({ sha256, size, station: isStation(station) ? station : null })
      .onConflict((conflict) => conflict.column("sha256").doNothing())
      .execute();
    const file = this.#file(sha256);
    await mkdir(dirname(file), { recursive: true });
    await rename(arriving, file);
    await syncFolder(dirname(file));
    return { whole: true, received: size };
  }

  #file(sha256: string): string {
    return join(this.#folder, sha256.slice(0, 2), sha256);
  }

  #arriving(station: string, sha256: string): string {
    return join(this.#folder, "arriving", station, sha256);
  }
}

/** A station goes by its UUID, a gateway by its name. */
function isStation(sender: string): boolean {
  return sender !== ABOVE && sender !== OWN && !sender.startsWith(GATEWAY_SENDER);
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch {
    return 0;
  }
}

async function hashOfFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(file)) hash.update(piece as Buffer);
  return hash.digest("hex");
}

/** The new name is on the disk as well when the sender hears that it is there. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
