import { ATTACHMENT_CHUNK_MAX_BYTES } from "../../../../contract/district.ts";

/** A weak line carries so much in one go. */
export const FIRST_PIECE_BYTES = 16 * 1024;
const WANTED_MS = 2000;
const LEAST_BYTES = 1024;

/** The next piece of a file: what the line carries in two seconds, at most twice the last. */
export function nextPieceBytes(bytes: number, milliseconds: number): number {
  const fitting = (bytes * WANTED_MS) / Math.max(1, milliseconds);
  return Math.round(
    Math.min(ATTACHMENT_CHUNK_MAX_BYTES, Math.max(LEAST_BYTES, Math.min(fitting, bytes * 2))),
  );
}
