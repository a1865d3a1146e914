import { type Canvas, createCanvas, type SKRSContext2D } from "@napi-rs/canvas";
import type { Block, Paper } from "../paper.rules.ts";
import { canEncode } from "../text/code-pages.ts";
import { drawing, type Images } from "./draw.ts";
import { Pen } from "./pen.ts";

/**
 * A stretch of a paper: dots to be burnt, or what the printer does itself.
 * `bits` holds rows of `widthBytes` bytes, the leftmost dot in the highest bit, 1 is black.
 */
export type Strip =
  | Raster
  | { kind: "qr"; data: string }
  | { kind: "letters"; mode: "wpc1258" | "tcvn3"; text: string }
  | { kind: "drawer" };
export interface Raster {
  kind: "raster";
  widthBytes: number;
  height: number;
  bits: Buffer;
}

const BLACK_BELOW = 140;

/**
 * Sets a paper in dots. Text is set with a bundled font and sent as an image: the code pages of common printers put
 * Vietnamese tones beside their letters or have none at all.
 */
export function layOut(paper: Pick<Paper, "blocks">, widthDots: number, images: Images): Strip[] {
  const strips: Strip[] = [];
  let run: Block[] = [];
  const flush = () => {
    if (run.length > 0) strips.push(rasterise(run, widthDots, images));
    run = [];
  };
  for (const block of paper.blocks) {
    if (block.kind === "qr" || block.kind === "drawer") {
      flush();
      strips.push(block);
    } else if (block.kind === "letters" && block.mode !== "raster" && canEncode(block.text, block.mode)) {
      flush();
      strips.push({ kind: "letters", mode: block.mode, text: block.text });
    } else {
      run.push(block);
    }
  }
  flush();
  return strips;
}

/** Blocks below each other, in dots. */
export function rasterise(blocks: readonly Block[], widthDots: number, images: Images): Raster {
  const draws = blocks.map((block) => drawing(block, images));
  const measuring = Pen.measuring(widthDots);
  const height = Math.max(8, Math.ceil(draws.reduce((y, draw) => y + draw(measuring, y, false), 0)));
  const { canvas, pen } = sheet(widthDots, height);
  pen.context.fillStyle = "#fff";
  pen.context.fillRect(0, 0, widthDots, height);
  pen.context.fillStyle = "#000";
  let y = 0;
  for (const draw of draws) y += draw(pen, y, true);
  return pack(pen.context, canvas.width, height);
}

/** One sheet for each width, drawn over: the dots lie outside of JavaScript's memory, which would be freed too late. */
const sheets = new Map<number, { canvas: Canvas; pen: Pen }>();
const SHEET_STEP = 512;

function sheet(width: number, height: number): { canvas: Canvas; pen: Pen } {
  const known = sheets.get(width);
  if (known !== undefined && known.canvas.height >= height) return known;
  const canvas = createCanvas(width, Math.ceil(height / SHEET_STEP) * SHEET_STEP);
  const made = { canvas, pen: new Pen(canvas) };
  sheets.set(width, made);
  return made;
}

/** Black ink on white paper: one channel says it all. */
function pack(context: SKRSContext2D, width: number, height: number): Raster {
  const { data: rgba } = context.getImageData(0, 0, width, height);
  const widthBytes = Math.ceil(width / 8);
  const bits = Buffer.alloc(widthBytes * height);
  for (let at = 0, dot = 0; at < bits.length; at += 1, dot += 32) {
    let byte = 0;
    for (let bit = 0; bit < 8; bit += 1) if ((rgba[dot + bit * 4] ?? 255) < BLACK_BELOW) byte |= 0x80 >> bit;
    bits[at] = byte;
  }
  // Given back at once: megabytes outside of JavaScript's own memory would wait long for its collector.
  (rgba.buffer as ArrayBuffer).transfer(0);
  return { kind: "raster", widthBytes, height, bits };
}
