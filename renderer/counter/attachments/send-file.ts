import { PIECE_BYTES, type StoredFile } from "../../../contract/attachment-calls.ts";
import { station } from "../../ui/connection.ts";
import { asFailure } from "../../ui/errors.ts";
import { session } from "../session.ts";

/**
 * Brings a file to the station, piece by piece; from the beginning once more where the station was restarted meanwhile.
 *
 * @param onProgress between 0 and 1.
 */
export async function sendFile(
  file: Blob,
  name: string,
  onProgress: (share: number) => void = () => undefined,
): Promise<StoredFile> {
  try {
    return await send(file, name, onProgress);
  } catch (error) {
    if (asFailure(error).code !== "UPLOAD_UNKNOWN") throw error;
    return send(file, name, onProgress);
  }
}

async function send(file: Blob, name: string, onProgress: (share: number) => void): Promise<StoredFile> {
  const { upload } = await station.attachments.begin({ session: session(), name, bytes: file.size });
  for (let offset = 0; offset < file.size; offset += PIECE_BYTES) {
    const piece = file.slice(offset, offset + PIECE_BYTES);
    const { received } = await station.attachments.send({ session: session(), upload, offset, piece });
    onProgress(received / file.size);
  }
  return station.attachments.finish({ session: session(), upload });
}
