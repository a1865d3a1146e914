import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { AppError } from "../contract/errors.ts";

/**
 * The body of a request, unpacked where it came gzipped. It is read no further than `limitBytes`, however small it
 * looked on the wire.
 *
 * @throws AppError BATCH_TOO_LARGE, BAD_INPUT (broken gzip, broken off).
 */
export async function readBody(message: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const encoding = message.headers["content-encoding"] ?? "identity";
  if (encoding !== "gzip" && encoding !== "identity") {
    throw new AppError("BAD_INPUT", { path: "content-encoding", reason: encoding });
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    const plain = encoding === "gzip" ? Readable.from(message).pipe(createGunzip()) : message;
    for await (const chunk of plain as AsyncIterable<Buffer>) {
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
  return Buffer.concat(chunks);
}

/** The secret of an `Authorization: Bearer …` header, or null. */
export function bearerToken(message: IncomingMessage): string | null {
  return /^Bearer (\S{1,200})$/.exec(message.headers.authorization ?? "")?.[1] ?? null;
}
