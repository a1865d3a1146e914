import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { createCanvas, type Image, loadImage } from "@napi-rs/canvas";
import type { Attachment } from "../../../contract/dossier.ts";
import { AppError } from "../../../contract/errors.ts";
import { writeWhole } from "../write-whole.ts";

export type Edge = "thumbnail" | "screen";

const EDGE_PIXELS: Record<Edge, number> = { thumbnail: 240, screen: 1600 };
const QUALITY = 82;

/**
 * Decodes an image, which proves that it is one.
 *
 * @throws AppError ATTACHMENT_BROKEN
 */
export async function decodeImage(content: Buffer, name: string): Promise<Image> {
  try {
    const image = await loadImage(content);
    if (image.width > 0 && image.height > 0) return image;
  } catch (error) {
    throw new AppError("ATTACHMENT_BROKEN", { name }, { cause: error });
  }
  throw new AppError("ATTACHMENT_BROKEN", { name });
}

/** Small pictures of papers, made when one is looked at and kept beside the store. */
export class Pictures {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A JPEG as a data URL. @throws AppError ATTACHMENT_BROKEN: what comes from elsewhere was not proved here. */
  async of(
    { sha256, name }: Pick<Attachment, "sha256" | "name">,
    edge: Edge,
    content: Buffer,
  ): Promise<string> {
    const file = this.#file(sha256, edge);
    const kept = await readFile(file).catch(() => null);
    const picture = kept ?? (await makePicture(await decodeImage(content, name), edge));
    // The half of one, left by a power cut, would be shown for good.
    if (kept === null) await writeWhole(file, picture);
    return `data:image/jpeg;base64,${picture.toString("base64")}`;
  }

  async remove(sha256: string): Promise<void> {
    for (const edge of ["thumbnail", "screen"] as const) await rm(this.#file(sha256, edge), { force: true });
  }

  #file(sha256: string, edge: Edge): string {
    return join(this.#folder, `${sha256}-${edge}.jpg`);
  }
}

/** A JPEG, at most so many pixels wide and high. */
async function makePicture(image: Image, edge: Edge): Promise<Buffer> {
  const scale = Math.min(1, EDGE_PIXELS[edge] / Math.max(image.width, image.height));
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  const canvas = createCanvas(width, height);
  const paper = canvas.getContext("2d");
  paper.fillStyle = "#ffffff";
  paper.fillRect(0, 0, width, height);
  paper.drawImage(image, 0, 0, width, height);
  return canvas.encode("jpeg", QUALITY);
}
