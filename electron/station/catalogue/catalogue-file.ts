import { z } from "zod";
import {
  type CatalogueFileFault,
  type CatalogueFileReason,
  type Division,
  divisionSchema,
  type Procedure,
  procedureSchema,
} from "../../../contract/catalogue.ts";
import { procedureFaults, versionFaults } from "./faults.rules.ts";
import { type Known, type ReadContent, readRows } from "./workbook/read-rows.ts";
import { rowsOf } from "./workbook/write-rows.ts";
import { readWorkbook, UnreadableWorkbook, writeWorkbook } from "./workbook/xlsx.ts";

/** Procedures and divisions as one file: a workbook for people, JSON for programs. */
export type CatalogueFormat = "xlsx" | "json";

export const MOST_FILE_BYTES = 20 * 1024 * 1024;

const jsonSchema = z.union([
  z.array(procedureSchema).transform((procedures) => ({ procedures, divisions: undefined })),
  z.object({ procedures: z.array(procedureSchema), divisions: z.array(divisionSchema).optional() }),
]);

export async function writeCatalogueFile(
  content: { procedures: readonly Procedure[]; divisions: readonly Division[] },
  format: CatalogueFormat,
): Promise<Uint8Array> {
  if (format === "xlsx") return writeWorkbook(rowsOf(content));
  const { procedures, divisions } = content;
  return new TextEncoder().encode(`${JSON.stringify({ divisions, procedures }, null, 2)}\n`);
}

/** Reads a file whatever it is called: its beginning says what it is. All faults at once; with one nothing may be used. */
export async function readCatalogueFile(bytes: Uint8Array, known: Known): Promise<ReadContent> {
  const refused = (reason: CatalogueFileReason, expected = ""): ReadContent => ({
    procedures: [],
    divisions: [...known.divisions],
    faults: [{ sheet: "", row: null, column: null, heading: "", reason, found: "", expected }],
  });
  if (bytes.length === 0) return refused("fileEmpty");
  if (bytes.length > MOST_FILE_BYTES) return refused("fileTooLarge", `${MOST_FILE_BYTES / 1024 / 1024} MB`);
  if (begins(bytes, [0xd0, 0xcf, 0x11, 0xe0]))
    return refused(isEncrypted(bytes) ? "filePassword" : "fileOldExcel");
  if (begins(bytes, [0x50, 0x4b])) {
    try {
      return readRows(await readWorkbook(bytes), known);
    } catch (error) {
      if (error instanceof UnreadableWorkbook) return refused(error.reason, error.expected);
      throw error;
    }
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes).trim();
  } catch {
    return refused("fileUnknown");
  }
  if (text === "") return refused("fileEmpty");
  return /^[[{]/.test(text) ? readJson(text, known, refused) : refused("fileUnknown");
}

function readJson(
  text: string,
  known: Known,
  refused: (reason: CatalogueFileReason, expected?: string) => ReadContent,
): ReadContent {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return refused("fileJson", error instanceof Error ? error.message : "");
  }
  const parsed = (Array.isArray(json) ? jsonSchema.options[0] : jsonSchema.options[1]).safeParse(json);
  if (!parsed.success)
    return {
      procedures: [],
      divisions: [...known.divisions],
      faults: parsed.error.issues.slice(0, 500).map(({ path, message }) => ({
        ...nowhere,
        sheet: z.core.toDotPath(path),
        reason: "cellInvalid",
        expected: message,
      })),
    };
  const { procedures, divisions = [...known.divisions] } = parsed.data;
  const surroundings = {
    serviceGroups: known.serviceGroups,
    divisions: new Set(divisions.map(({ id }) => id)),
  };
  const faults = [
    ...procedures.flatMap((procedure, index) =>
      procedureFaults(procedure, surroundings).map((fault) => ({ ...fault, index })),
    ),
    ...versionFaults(procedures),
  ].map(({ index, path, reason, found }): CatalogueFileFault => {
    return { ...nowhere, sheet: `procedures[${index}].${path}`, reason, found };
  });
  return { procedures, divisions, faults };
}

const nowhere = { row: null, column: null, heading: "", found: "", expected: "" } as const;

function begins(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

/** A workbook with a password is a compound file with a stream of that name. */
function isEncrypted(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(
    Buffer.from("EncryptedPackage", "utf16le"),
  );
}
