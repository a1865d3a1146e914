import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { writeXlsxStream } from "hucre/xlsx";

export interface Column {
  head: string;
  /** In letters. */
  width: number;
}

const FONT = "Times New Roman";
/** The format for text: what is typed into a cell later stays text as well. */
const style = {
  numFmt: "@",
  font: { name: FONT },
  alignment: { vertical: "top", wrapText: true },
} as const;

/**
 * Writes a spreadsheet with one table while its rows come: memory stays the same however long it is. Every cell is
 * text, also one that begins like a formula. Whoever looks at the file sees the whole of it or the one before.
 *
 * @yields after each piece that was written.
 */
export async function* writeTable(
  file: string,
  { title, columns }: { title: string; columns: readonly Column[] },
  rows: AsyncIterable<string[]>,
): AsyncGenerator<void, void, void> {
  await mkdir(dirname(file), { recursive: true });
  const part = `${file}.part`;
  const stream = writeXlsxStream(rows, {
    name: title,
    columns: columns.map(({ head, width }) => ({ header: head, width, style })),
    freezePane: { rows: 1 },
  });
  let handle: FileHandle | null = await open(part, "w");
  try {
    for await (const chunk of stream) {
      await handle.write(chunk);
      yield;
    }
    await handle.sync();
    await handle.close();
    handle = null;
    await rename(part, file);
  } finally {
    // Whoever asked has gone, or the disk is full: half a table is none.
    await handle?.close().catch(() => undefined);
    await rm(part, { force: true });
  }
}
