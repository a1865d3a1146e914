import { asDistrictError, type DistrictClient } from "./district-client.ts";
import type { FileSource, WaitingFile } from "./file-source.ts";
import { FIRST_PIECE_BYTES, nextPieceBytes } from "./piece-size.rules.ts";

/**
 * Sends a file from where the district has it, piece by piece; what was sent is never sent again. Pieces grow and shrink
 * with the line.
 *
 * @param goOn whether the line is still free for it.
 * @returns whether the district has the file whole.
 */
export async function sendFile(
  client: DistrictClient,
  files: FileSource,
  file: WaitingFile,
  line: { now(): number; goOn(): boolean },
): Promise<boolean> {
  let state = await client.attachments.state({ sha256: file.sha256 });
  let pieceBytes = FIRST_PIECE_BYTES;
  while (!state.whole) {
    if (!line.goOn()) return false;
    const piece = await files.read(file.sha256, state.received, pieceBytes);
    const started = line.now();
    try {
      state = await client.attachments.send({
        params: { sha256: file.sha256, offset: state.received },
        query: { size: file.size },
        body: new Blob([new Uint8Array(piece)], { type: "application/octet-stream" }),
      });
    } catch (error) {
      const failure = asDistrictError(error);
      if (failure.code !== "ATTACHMENT_OFFSET") throw failure;
      state = { whole: false, received: (failure.data as { offset: number }).offset };
    }
    pieceBytes = nextPieceBytes(pieceBytes, line.now() - started);
  }
  await files.saveSent(file.sha256);
  return true;
}
