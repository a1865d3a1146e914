import type { IncomingMessage } from "node:http";
import type { Transform } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { PACKINGS, type Packing } from "../../contract/district.ts";
import { AppError } from "../../contract/errors.ts";
import { freeBuffer } from "../../contract/memory.ts";

/** What most batches unpack to goes through in one piece or two. */
const pieces = { chunkSize: 1024 * 1024 };
const unpackers: Record<Packing, () => Transform> = {
  zstd: () => createZstdDecompress(pieces),
  gzip: () => createGunzip(pieces),
};

/**
 * The body of a request, unpacked where it came packed. It is read no further than `limitBytes`, however small it
 * looked on the wire.
 *
 * @throws AppError BATCH_TOO_LARGE, BAD_INPUT (broken packing, broken off).
 */
export async function readBody(message: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const encoding = message.headers["content-encoding"] ?? "identity";
  const packing = PACKINGS.find((known) => known === encoding);
  if (packing === undefined && encoding !== "identity") {
    throw new AppError("BAD_INPUT", { path: "content-encoding", reason: encoding });
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  const plain = packing === undefined ? message : unpackers[packing]();
  if (plain !== message) {
    message.on("error", (error) => plain.destroy(error));
    message.on("aborted", () => plain.destroy(new Error("broken off")));
    message.pipe(plain as Transform);
  }
  try {
    // What is refused is answered: the line has to stay open for that.
    const read = plain === message ? message.iterator({ destroyOnReturn: false }) : plain;
    for await (const chunk of read as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > limitBytes) throw new AppError("BATCH_TOO_LARGE", { limitBytes });
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("BAD_INPUT", {
      path: "body",
      reason: error instanceof Error ? error.message : String(error),
    });
  }
  const body = Buffer.concat(chunks);
  if (plain !== message) for (const chunk of chunks) freeBuffer(chunk);
  return body;
}

/** How long somebody who was refused may go on sending. */
const DRAIN_MS = 1000;

/** What is still coming is thrown away for a moment: a line closed at once would take the answer with it. */
export function drain(message: IncomingMessage): void {
  message.unpipe().resume();
  setTimeout(() => message.destroy(), DRAIN_MS).unref();
}

/** The secret of an `Authorization: Bearer …` header, or null. */
export function bearerToken(message: IncomingMessage): string | null {
  return /^Bearer (\S{1,200})$/.exec(message.headers.authorization ?? "")?.[1] ?? null;
}
