import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/**
 * Writes a file that is there whole or not at all: beside, brought to the disk, then renamed. Its folder is made. Whoever
 * needs the rename itself to be durable brings the folder to the disk as well.
 */
export async function writeWhole(file: string, content: Uint8Array): Promise<void> {
  const folder = dirname(file);
  await mkdir(folder, { recursive: true });
  // The same file may be written twice at once.
  const beside = join(folder, `${randomUUID()}.part`);
  try {
    const handle = await open(beside, "wx");
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
