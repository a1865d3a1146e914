import { create } from "qrcode";
import type { Raster } from "./layout.ts";

/** White modules around a QR, by ISO/IEC 18004; with less beside it some scanners find none. */
const QUIET = 4;
const [USUAL_CELL, SMALLER_CELL] = [6, 5];
/** Longer data makes more modules, which are set smaller. */
const LONG = 60;

/** A QR for a paper of that width: its modules, how many dots each is wide, and the white around it in dots. */
export interface QrSymbol {
  size: number;
  modules: Uint8Array;
  cell: number;
  quiet: number;
}

export function qrSymbol(data: string, widthDots: number): QrSymbol {
  const { size, data: modules } = create(data, { errorCorrectionLevel: "M" }).modules;
  const most = Math.max(1, Math.floor(widthDots / (size + 2 * QUIET)));
  const cell = Math.min(data.length > LONG ? SMALLER_CELL : USUAL_CELL, most);
  return { size, modules, cell, quiet: QUIET * cell };
}

/** A QR in dots, in the middle of the paper, with its white above and below. */
export function qrRaster({ size, modules, cell, quiet }: QrSymbol, widthDots: number): Raster {
  const widthBytes = widthDots / 8;
  const height = size * cell + 2 * quiet;
  const bits = Buffer.alloc(widthBytes * height);
  const left = Math.floor((widthDots - size * cell) / 2);
  for (let y = 0; y < size * cell; y += 1) {
    for (let x = 0; x < size * cell; x += 1) {
      if (!modules[Math.floor(y / cell) * size + Math.floor(x / cell)]) continue;
      const dot = left + x;
      const at = (y + quiet) * widthBytes + (dot >> 3);
      bits[at] = (bits[at] ?? 0) | (0x80 >> (dot & 7));
    }
  }
  return { kind: "raster", widthBytes, height, bits };
}
