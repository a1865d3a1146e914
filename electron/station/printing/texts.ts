import { readDataFile } from "../catalogue/data-file.ts";
import { type PaperTexts, paperTextsSchema } from "./paper.rules.ts";

/** The office's wording of its papers. @throws AppError DATA_FILE_INVALID */
export function loadPaperTexts(file: string): Promise<PaperTexts> {
  return readDataFile(file, paperTextsSchema);
}
