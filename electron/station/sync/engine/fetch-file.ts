import { ATTACHMENT_MAX_BYTES } from "../../../../contract/district.ts";
import { isAppError } from "../../../../contract/errors.ts";
import { asDistrictError, type DistrictClient } from "./district-client.ts";
import type { WantedFiles } from "./file-source.ts";
import { FIRST_PIECE_BYTES, nextPieceBytes } from "./piece-size.rules.ts";

/**
 * Fetches a file from the district, from where this disk has it, piece by piece; its hash is checked before it counts.
 * One that the district lacks still is asked for another time.
 *
 * @param goOn whether the line is still free for it.
 * @returns `here` when it is there whole, `spoilt` when all of it came and is not what its name says; `later` where the
 * district lacks it still or the line was wanted for something else.
 */
export async function fetchFile(
  client: DistrictClient,
  files: WantedFiles,
  sha256: string,
  line: { now(): number; goOn(): boolean },
): Promise<"here" | "spoilt" | "later"> {
  let bytes = FIRST_PIECE_BYTES;
  for (let offset = await files.arrived(sha256); ; ) {
    if (!line.goOn()) return "later";
    const started = line.now();
    const piece = await read(client, sha256, offset, bytes);
    if (piece === null) return "later";
    // More than was asked for is no piece of a file.
    if (piece.length > bytes) return "spoilt";
    if (piece.length > 0) offset = await files.take(sha256, offset, piece);
    // One without end is no file: what came of it goes.
    if (piece.length < bytes || offset > ATTACHMENT_MAX_BYTES)
      return (await files.finish(sha256)) ? "here" : "spoilt";
    bytes = nextPieceBytes(bytes, line.now() - started);
  }
}

/** @returns null where the district does not have the file. */
async function read(
  client: DistrictClient,
  sha256: string,
  offset: number,
  bytes: number,
): Promise<Buffer | null> {
  try {
    return Buffer.from(await (await client.attachments.read({ sha256, offset, bytes })).arrayBuffer());
  } catch (error) {
    const failure = asDistrictError(error);
    if (isAppError(failure) && failure.code === "ATTACHMENT_UNKNOWN") return null;
    throw failure;
  }
}
