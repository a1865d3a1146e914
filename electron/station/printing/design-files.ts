import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { type RollPaper, rollPaperSchema } from "../../../contract/entities.ts";
import { AppError } from "../../../contract/errors.ts";
import { type PaperDesign, paperDesignSchema } from "../../../contract/paper-design.ts";
import { readDataFile } from "../catalogue/data-file.ts";
import { designFault } from "./template.rules.ts";

const layoutFileSchema = z.object({
  lifeMinutes: z.number().int().min(1),
  blocks: paperDesignSchema.shape.layouts.valueType,
});

/** The file of a layout: `feeReceipt` stands in `fee-receipt.json`. */
function fileOf(kind: RollPaper): string {
  return `${kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.json`;
}

/**
 * The office's papers as files: `words.json`, a file for each kind of paper and the pictures they show, in one folder.
 *
 * @throws AppError DATA_FILE_INVALID with the place of the first fault.
 */
export async function loadPaperDesign(folder: string): Promise<PaperDesign> {
  const words = await readDataFile(join(folder, "words.json"), paperDesignSchema.shape.words);
  const kinds = rollPaperSchema.options;
  const files = await Promise.all(
    kinds.map((kind) => readDataFile(join(folder, fileOf(kind)), layoutFileSchema)),
  );
  const each = <T>(part: (file: (typeof files)[number]) => T) =>
    Object.fromEntries(files.map((file, index) => [kinds[index], part(file)])) as Record<RollPaper, T>;
  const design: PaperDesign = {
    words,
    lifeMinutes: each((file) => file.lifeMinutes),
    layouts: each((file) => file.blocks),
    images: await imagesIn(folder),
  };
  const fault = designFault(design);
  if (fault !== null) {
    const { paper, line, path, reason } = fault;
    throw new AppError("DATA_FILE_INVALID", {
      file: join(folder, fileOf(paper)),
      path: `blocks[${line - 1}].${path}`,
      reason,
    });
  }
  return design;
}

async function imagesIn(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".png")).sort();
  const pictures = await Promise.all(names.map((name) => readFile(join(folder, name), "base64")));
  return Object.fromEntries(names.map((name, index) => [name, pictures[index] ?? ""]));
}
