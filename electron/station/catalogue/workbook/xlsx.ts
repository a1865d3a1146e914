import {
  type CellStyle,
  type CellValue,
  colToLetter,
  type Cell as FileCell,
  type MergeRange,
  readXlsx,
  type Sheet,
  type WriteSheet,
  writeXlsx,
} from "hucre/xlsx";
import JSZip from "jszip";
import type { CatalogueFileReason } from "../../../../contract/catalogue.ts";
import type { Cell } from "./cells.rules.ts";
import { columnsOf, type SheetKey, sheetKeys, sheetNames } from "./columns.ts";
import type { RawSheet } from "./read-rows.ts";
import type { Row } from "./write-rows.ts";

/** What a workbook may unpack to; a thousand procedures take about five megabytes. */
const MOST_UNPACKED_BYTES = 256 * 1024 * 1024;
/** Rows below the last one that are made ready: with formats, and lists of words to choose from. */
const ROWS_TO_FILL = 500;

/** Why a file is no workbook that can be read. */
export class UnreadableWorkbook extends Error {
  readonly reason: CatalogueFileReason;
  readonly expected: string;

  constructor(reason: CatalogueFileReason, expected = "", options?: { cause?: unknown }) {
    super(reason, options);
    this.name = "UnreadableWorkbook";
    this.reason = reason;
    this.expected = expected;
  }
}

/**
 * Reads the sheets of a workbook: what stands in the cells. Formulas are not carried out, macros and links are left.
 *
 * @throws UnreadableWorkbook
 */
export async function readWorkbook(bytes: Uint8Array): Promise<RawSheet[]> {
  await requireBounded(bytes);
  try {
    return (await readXlsx(bytes)).sheets.map(rawSheet);
  } catch (error) {
    throw new UnreadableWorkbook("fileDamaged", "", { cause: error });
  }
}

/** Unpacks the whole file once, keeping nothing: what headers say of sizes is not believed. */
async function requireBounded(bytes: Uint8Array): Promise<void> {
  let zip: JSZip;
  try {
    zip = await JSZip.loadAsync(bytes);
  } catch (error) {
    const isLocked = error instanceof Error && /encrypt/i.test(error.message);
    throw new UnreadableWorkbook(isLocked ? "filePassword" : "fileDamaged", "", { cause: error });
  }
  if (zip.file("[Content_Types].xml") === null || zip.file("xl/workbook.xml") === null)
    throw new UnreadableWorkbook("fileUnknown");
  let left = MOST_UNPACKED_BYTES;
  for (const file of Object.values(zip.files)) if (!file.dir) left -= await unpackedBytes(file, left);
}

/** @throws UnreadableWorkbook as soon as it is more than `most`. */
function unpackedBytes(file: JSZip.JSZipObject, most: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    const stream = file.nodeStream();
    stream.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= most) return;
      stream.pause();
      reject(new UnreadableWorkbook("fileBomb", `${MOST_UNPACKED_BYTES / 1024 / 1024} MB`));
    });
    stream.on("error", (error) => reject(new UnreadableWorkbook("fileDamaged", "", { cause: error })));
    stream.on("end", () => resolve(bytes));
  });
}

/** Rows and cells count from 1, as people see them. */
function rawSheet({ name, rows, cells, merges = [] }: Sheet): RawSheet {
  const mergedAt = mergedCells(merges, rows.length);
  return {
    name,
    rows: rows.flatMap((values, row) => {
      const read = new Map<number, Cell>();
      values.forEach((value, place) => {
        const cell = asCell(value, cells?.get(`${row},${place}`));
        if (cell.kind !== "empty") read.set(place + 1, cell);
      });
      for (const place of mergedAt.get(row) ?? []) read.set(place + 1, { kind: "merged" });
      return read.size === 0 ? [] : [{ number: row + 1, cells: read }];
    }),
  };
}

/** Further to the right than this no column is read. */
const MOST_COLUMNS = 200;

/**
 * Cells that belong to another one, by their row.
 *
 * @throws Error where two merges share a cell: no program writes that, and thousands of them would take hours.
 */
function mergedCells(merges: readonly MergeRange[], rows: number): Map<number, number[]> {
  const taken = new Set<number>();
  const found = new Map<number, number[]>();
  for (const { startRow, startCol, endRow, endCol } of merges) {
    if (startCol > MOST_COLUMNS) continue;
    for (let row = startRow; row <= Math.min(endRow, rows - 1); row += 1)
      for (let place = startCol; place <= Math.min(endCol, MOST_COLUMNS); place += 1) {
        const cell = row * (MOST_COLUMNS + 1) + place;
        if (taken.has(cell)) throw new Error(`two merges share the cell ${colToLetter(place)}${row + 1}`);
        taken.add(cell);
        if (row === startRow && place === startCol) continue;
        const others = found.get(row);
        if (others === undefined) found.set(row, [place]);
        else others.push(place);
      }
  }
  return found;
}

function asCell(value: CellValue, detail: FileCell | undefined): Cell {
  if (detail?.type === "error") return { kind: "error", text: String(value) };
  if (value === null || value === undefined)
    return detail?.formula === undefined ? { kind: "empty" } : { kind: "formula" };
  if (typeof value === "string") return { kind: "text", text: value };
  if (typeof value === "number") return { kind: "number", value };
  if (typeof value === "boolean") return { kind: "yesNo", value };
  return ofDate(value);
}

const DAY_MS = 86_400_000;

/** A time of day alone is a date before 1900 here. */
function ofDate(date: Date): Cell {
  const instant = date.getTime();
  if (Number.isNaN(instant)) return { kind: "error", text: "#VALUE!" };
  if (instant >= Date.UTC(1900, 0, 1)) return { kind: "day", day: date.toISOString().slice(0, 10) };
  return { kind: "number", value: (((instant % DAY_MS) + DAY_MS) % DAY_MS) / DAY_MS };
}

/** The workbook of rows: headings that people read, below them hidden keys, lists to choose words from. */
export function writeWorkbook(rows: Record<SheetKey, readonly Row[]>): Promise<Uint8Array> {
  return writeXlsx({ sheets: sheetKeys.map((key) => sheetOf(key, rows[key])) });
}

const headingStyle: CellStyle = {
  font: { bold: true, color: { rgb: "FFFFFF" } },
  fill: { type: "pattern", pattern: "solid", fgColor: { rgb: "0B4F6C" } },
  alignment: { wrapText: true, vertical: "center" },
};

function sheetOf(key: SheetKey, rows: readonly Row[]): WriteSheet {
  const columns = columnsOf[key];
  const headings = columns.map(({ heading, required }) => (required ? `${heading} *` : heading));
  return {
    name: sheetNames[key],
    freezePane: { rows: 2, columns: 1 },
    columns: columns.map(({ width, key: name }) => ({
      width,
      style: {
        alignment: { vertical: "top", wrapText: width > 20 },
        numFmt: isAmount(name) ? "#,##0" : isDay(name) ? "dd/mm/yyyy" : "@",
      },
    })),
    rows: [
      headings,
      columns.map(({ key: name }) => name),
      ...rows.map((row) =>
        columns.map(({ key: name }) => (isDay(name) ? dayCell(row[name]) : (row[name] ?? null))),
      ),
      // A format holds for cells that are there: a code that is typed below is to stay text.
      ...Array.from({ length: ROWS_TO_FILL }, () => columns.map(() => null)),
    ],
    rowDefs: new Map([
      [0, { height: 32 }],
      [1, { hidden: true }],
    ]),
    cells: new Map(
      headings.map((heading, place) => [
        `0,${place}`,
        { value: heading, type: "string" as const, style: headingStyle },
      ]),
    ),
    dataValidations: columns.flatMap(({ choices }, place) =>
      choices === undefined
        ? []
        : [
            {
              type: "list" as const,
              allowBlank: true,
              values: [...choices],
              range: `${colToLetter(place)}3:${colToLetter(place)}${rows.length + 2 + ROWS_TO_FILL}`,
            },
          ],
    ),
  };
}

function isDay(key: string): boolean {
  return key === "effectiveFrom" || key === "effectiveTo";
}

function isAmount(key: string): boolean {
  return [
    "amount",
    "feeAmount",
    "mostPerCopy",
    "originals",
    "copies",
    "percent",
    "supplementDays",
    "time.count",
  ].includes(key);
}

function dayCell(day: string | number | undefined): Date | null {
  return day === undefined ? null : new Date(`${day}T00:00:00.000Z`);
}
