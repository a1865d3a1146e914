import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

/** Reads a picture of a paper as its holder would: with a scanner and with eyes, neither of them ours. */

let prepared: Promise<unknown> | undefined;

/** The QR codes on the picture. */
export async function readQrCodes(png: Buffer): Promise<string[]> {
  prepared ??= prepareZXingModule({
    overrides: { wasmBinary: wasmBinary() },
    fireImmediately: true,
  });
  await prepared;
  const found = await readBarcodes(new Uint8Array(png), { formats: ["QRCode"], tryHarder: true });
  return found.filter((code) => code.isValid).map((code) => code.text);
}

function wasmBinary(): ArrayBuffer {
  const file = createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm");
  const bytes = readFileSync(file);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

/** The text on the picture as tesseract reads it in Vietnamese, or null where tesseract is not installed. */
export async function readText(pngFile: string): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)("tesseract", [
      pngFile,
      "-",
      "-l",
      "vie",
      "--psm",
      "6",
      "--dpi",
      "203",
    ]);
    return stdout.normalize("NFC");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
