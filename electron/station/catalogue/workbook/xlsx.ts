import ExcelJS from "exceljs";
import JSZip from "jszip";
import type { CatalogueFileReason } from "../../../../contract/catalogue.ts";
import type { Cell } from "./cells.rules.ts";
import { columnsOf, type SheetKey, sheetKeys, sheetNames } from "./columns.ts";
import type { RawSheet } from "./read-rows.ts";
import type { Row } from "./write-rows.ts";

/** What a workbook may unpack to; a thousand procedures take about five megabytes. */
const MOST_UNPACKED_BYTES = 256 * 1024 * 1024;
/** Rows below the last one in which the lists of words can be chosen from. */
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
  const workbook = new ExcelJS.Workbook();
  try {
    await workbook.xlsx.load(bytes as unknown as ExcelJS.Buffer, {
      ignoreNodes: [
        "dataValidations",
        "conditionalFormatting",
        "autoFilter",
        "drawing",
        "legacyDrawing",
        "picture",
        "pageSetup",
        "headerFooter",
        "printOptions",
        "pageMargins",
        "tableParts",
        "extLst",
      ],
    });
  } catch (error) {
    throw new UnreadableWorkbook("fileDamaged", "", { cause: error });
  }
  return workbook.worksheets.map(rawSheet);
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

function rawSheet(sheet: ExcelJS.Worksheet): RawSheet {
  const rows: RawSheet["rows"] = [];
  sheet.eachRow({ includeEmpty: false }, (row, number) => {
    const cells = new Map<number, Cell>();
    row.eachCell({ includeEmpty: false }, (cell, place) => {
      const read = asCell(cell);
      if (read.kind !== "empty") cells.set(place, read);
    });
    if (cells.size > 0) rows.push({ number, cells });
  });
  return { name: sheet.name, rows };
}

function asCell(cell: ExcelJS.Cell): Cell {
  if (cell.type === ExcelJS.ValueType.Merge) return { kind: "merged" };
  if (cell.type === ExcelJS.ValueType.Formula) {
    const { result } = cell;
    return result === undefined || result === null
      ? { kind: "formula" }
      : ofValue(result as ExcelJS.CellValue);
  }
  return ofValue(cell.value);
}

function ofValue(value: ExcelJS.CellValue): Cell {
  if (value === null || value === undefined) return { kind: "empty" };
  if (typeof value === "string") return { kind: "text", text: value };
  if (typeof value === "number") return { kind: "number", value };
  if (typeof value === "boolean") return { kind: "yesNo", value };
  if (value instanceof Date) return ofDate(value);
  if ("richText" in value) return { kind: "text", text: value.richText.map(({ text }) => text).join("") };
  if ("error" in value) return { kind: "error", text: String(value.error) };
  if ("hyperlink" in value) return ofValue(value.text as ExcelJS.CellValue);
  return { kind: "formula" };
}

/** A time of day alone is a date before 1900 here. */
function ofDate(date: Date): Cell {
  const instant = date.getTime();
  if (Number.isNaN(instant)) return { kind: "error", text: "#VALUE!" };
  const days = (instant - Date.UTC(1899, 11, 30)) / 86_400_000;
  return days < 1 ? { kind: "number", value: days } : { kind: "day", day: date.toISOString().slice(0, 10) };
}

/** The workbook of rows: headings that people read, below them hidden keys, lists to choose words from. */
export async function writeWorkbook(rows: Record<SheetKey, readonly Row[]>): Promise<Uint8Array> {
  const workbook = new ExcelJS.Workbook();
  for (const key of sheetKeys) addSheet(workbook, key, rows[key]);
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

function addSheet(workbook: ExcelJS.Workbook, key: SheetKey, rows: readonly Row[]): void {
  const columns = columnsOf[key];
  const sheet = workbook.addWorksheet(sheetNames[key], {
    views: [{ state: "frozen", xSplit: 1, ySplit: 2 }],
  });
  sheet.columns = columns.map(({ width, key: name }) => ({
    width,
    style: {
      alignment: { vertical: "top", wrapText: width > 20 },
      numFmt: isAmount(name) ? "#,##0" : isDay(name) ? "dd/mm/yyyy" : "@",
    },
  }));
  const headings = sheet.addRow(
    columns.map(({ heading, required }) => (required ? `${heading} *` : heading)),
  );
  headings.font = { bold: true, color: { argb: "FFFFFFFF" } };
  headings.fill = { type: "pattern", pattern: "solid", fgColor: { argb: "FF0B4F6C" } };
  headings.alignment = { wrapText: true, vertical: "middle" };
  headings.height = 32;
  sheet.addRow(columns.map(({ key: name }) => name)).hidden = true;
  for (const row of rows)
    sheet.addRow(columns.map(({ key: name }) => (isDay(name) ? dayCell(row[name]) : (row[name] ?? null))));
  columns.forEach(({ choices }, index) => {
    if (choices === undefined) return;
    const column = sheet.getColumn(index + 1).letter;
    validations(sheet).add(`${column}3:${column}${rows.length + 2 + ROWS_TO_FILL}`, {
      type: "list",
      allowBlank: true,
      formulae: [`"${choices.join(",")}"`],
    });
  });
}

/** Part of every worksheet, though its types do not say so. */
function validations(sheet: ExcelJS.Worksheet): { add(range: string, rule: ExcelJS.DataValidation): void } {
  return (sheet as unknown as { dataValidations: { add(range: string, rule: ExcelJS.DataValidation): void } })
    .dataValidations;
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
