import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createCanvas, loadImage } from "@napi-rs/canvas";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

/** Reads a picture of a paper as its holder would: with a scanner and with eyes, neither of them ours. */

let prepared: Promise<unknown> | undefined;

/** The QR codes on the picture. */
export function readQrCodes(png: Buffer): Promise<string[]> {
  return readCodes(png, ["QRCode"]);
}

/** The codes of those kinds on the picture. */
export async function readCodes(png: Buffer, formats: ("QRCode" | "Code128")[]): Promise<string[]> {
  prepared ??= prepareZXingModule({
    overrides: { wasmBinary: wasmBinary() },
    fireImmediately: true,
  });
  await prepared;
  const found = await readBarcodes(new Uint8Array(png), { formats, tryHarder: true });
  return found.filter((code) => code.isValid).map((code) => code.text);
}

function wasmBinary(): ArrayBuffer {
  const file = createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm");
  const bytes = readFileSync(file);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

/**
 * The text on the picture as tesseract reads it in Vietnamese, or null where tesseract is not installed. The picture is
 * enlarged first: a printer's dots are coarser than what tesseract was taught on.
 */
export async function readText(pngFile: string): Promise<string | null> {
  const picture = await loadImage(pngFile);
  const canvas = createCanvas(picture.width * 2, picture.height * 2);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  try {
    return await recognise(await canvas.encode("png"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

function recognise(png: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const program = execFile(
      "tesseract",
      ["-", "-", "-l", "vie", "--psm", "6", "--dpi", "406"],
      (error, text) => {
        if (error === null) resolve(text.normalize("NFC"));
        else reject(error);
      },
    );
    program.stdin?.on("error", () => undefined);
    program.stdin?.end(png);
  });
}

/**
 * Whether `text` says `wanted` somewhere, but for a few letters: eyes and tesseract both take an `ậ` for an `ộ` now and
 * then. At most one letter in six may differ.
 */
export function says(text: string | null, wanted: string): boolean {
  if (text === null) return false;
  const [heard, sought] = [text, wanted].map(asRead) as [string, string];
  // Sellers' algorithm: edit distance of `sought` to the best-fitting stretch of `heard`.
  let column = Array.from({ length: sought.length + 1 }, (_, row) => row);
  let best = sought.length;
  for (const letter of heard) {
    const next = [0];
    for (let row = 1; row <= sought.length; row += 1) {
      const same = sought[row - 1] === letter ? 0 : 1;
      next[row] = Math.min((column[row - 1] ?? 0) + same, (column[row] ?? 0) + 1, (next[row - 1] ?? 0) + 1);
    }
    column = next;
    best = Math.min(best, column[sought.length] ?? best);
  }
  return best <= Math.floor(sought.length / 6);
}

/** One kind of white space, and one sign for what nobody can tell apart: 0 and O, 1 and I. */
function asRead(text: string): string {
  return text.replace(/\s+/g, " ").trim().replace(/[Oo]/g, "0").replace(/[Il|]/g, "1");
}
