import { type ParseError, parse as parseTolerantly } from "jsonc-parser";
import { z } from "zod";
import { AppError } from "../../../contract/errors.ts";

/**
 * What stands in a JSON file that people edit.
 *
 * @param file as the failure names it.
 * @param read gives its text.
 * @throws AppError DATA_FILE_MISSING; DATA_FILE_INVALID with the place of the first fault: line and column where it is no JSON, the path
 * of the value where it does not fit.
 */
export async function dataFile<T>(
  file: string,
  read: (file: string) => Promise<string>,
  schema: z.ZodType<T>,
): Promise<T> {
  const invalid = (path: string, reason: string) => new AppError("DATA_FILE_INVALID", { file, path, reason });
  let text: string;
  try {
    text = await read(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw new AppError("DATA_FILE_MISSING", { file });
    throw invalid("", messageOf(error));
  }
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw invalid(lineAndColumn(text), messageOf(error));
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw invalid(z.core.toDotPath(issue?.path ?? []), issue?.message ?? "");
}

/** The engine's message shows a piece of the text; people look for a line. */
function lineAndColumn(text: string): string {
  const errors: ParseError[] = [];
  parseTolerantly(text, errors);
  const [first] = errors;
  if (first === undefined) return "";
  const before = text.slice(0, first.offset).split("\n");
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
