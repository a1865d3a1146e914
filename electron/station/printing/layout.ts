import { createRequire } from "node:module";
import { type Canvas, createCanvas, GlobalFonts, type SKRSContext2D } from "@napi-rs/canvas";
import type { Block, Paper, TextSize } from "./paper.rules.ts";

/**
 * A stretch of a paper: dots to be burnt, or a QR that the printer draws itself.
 * `bits` holds rows of `widthBytes` bytes, the leftmost dot in the highest bit, 1 is black.
 */
export type Strip =
  | { kind: "raster"; widthBytes: number; height: number; bits: Buffer }
  | { kind: "qr"; data: string };

const REGULAR = "Paper Regular";
const BOLD = "Paper Bold";

/** Letter heights in dots at 203 dpi (8 dots a millimetre) on 576 dots; narrower paper takes smaller ones. */
const sizes: Record<TextSize, number> = { small: 20, body: 25, large: 36, title: 33, huge: 168 };
const LINE_SPACING = 1.32;
const MARGIN = 8;
const FULL_WIDTH = 576;
const SIGNING_ROOM = 110;
const BLACK_BELOW = 140;
/** How far a code may shrink; one that is still too long is broken. */
const SMALLEST = 0.55;

/**
 * Sets a paper in dots. Text is set with a bundled font and sent as an image: the code pages of common printers put
 * Vietnamese tones beside their letters or have none at all.
 */
export function layOut(paper: Paper, widthDots: number): Strip[] {
  registerFonts();
  const strips: Strip[] = [];
  let run: Block[] = [];
  const flush = () => {
    if (run.length > 0) strips.push(raster(run, widthDots));
    run = [];
  };
  for (const block of paper.blocks) {
    if (block.kind === "qr") {
      flush();
      strips.push({ kind: "qr", data: block.data });
    } else {
      run.push(block);
    }
  }
  flush();
  return strips;
}

let registered = false;

function registerFonts(): void {
  if (registered) return;
  const { resolve } = createRequire(import.meta.url);
  const family = "@expo-google-fonts/be-vietnam-pro";
  GlobalFonts.registerFromPath(resolve(`${family}/400Regular/BeVietnamPro_400Regular.ttf`), REGULAR);
  GlobalFonts.registerFromPath(resolve(`${family}/700Bold/BeVietnamPro_700Bold.ttf`), BOLD);
  registered = true;
}

/** Draws at `y` and returns the height taken. With `ink` false it only measures. */
type Draw = (pen: Pen, y: number, ink: boolean) => number;

class Pen {
  readonly context: SKRSContext2D;
  readonly width: number;
  readonly scale: number;

  constructor(canvas: Canvas) {
    this.context = canvas.getContext("2d");
    this.width = canvas.width;
    this.scale = this.width < FULL_WIDTH ? 0.82 : 1;
  }

  get left(): number {
    return MARGIN;
  }

  get right(): number {
    return this.width - MARGIN;
  }

  font(size: TextSize, bold: boolean): number {
    const dots = Math.round(sizes[size] * this.scale);
    this.context.font = `${dots}px "${bold ? BOLD : REGULAR}"`;
    return dots;
  }

  /** Like `font`, but a code without blanks is set smaller rather than broken: it is read and typed as one. */
  fontFor(text: string, size: TextSize, bold: boolean, width: number): number {
    const dots = this.font(size, bold);
    const needed = /\s/.test(text) ? 0 : this.context.measureText(text).width;
    if (needed <= width) return dots;
    const smaller = Math.max(Math.round(dots * SMALLEST), Math.floor((dots * width) / needed));
    this.context.font = `${smaller}px "${bold ? BOLD : REGULAR}"`;
    return smaller;
  }

  /** Lines no wider than `width`; a word that is too long by itself is broken rather than cut. */
  wrap(text: string, width: number): string[] {
    return text.split("\n").flatMap((paragraph) => {
      const lines: string[] = [];
      let line = "";
      for (const word of paragraph.split(/\s+/).flatMap((part) => this.#pieces(part, width))) {
        const longer = line === "" ? word : `${line} ${word}`;
        if (line !== "" && this.context.measureText(longer).width > width) {
          lines.push(line);
          line = word;
        } else {
          line = longer;
        }
      }
      return [...lines, line];
    });
  }

  #pieces(word: string, width: number): string[] {
    if (this.context.measureText(word).width <= width) return [word];
    const pieces: string[] = [];
    let piece = "";
    for (const letter of word) {
      if (piece !== "" && this.context.measureText(piece + letter).width > width) {
        pieces.push(piece);
        piece = "";
      }
      piece += letter;
    }
    return [...pieces, piece];
  }

  /** Lines from `x`, or centred in `[x, x + width]`. Returns the height taken. */
  lines(lines: string[], dots: number, x: number, y: number, ink: boolean, width?: number): number {
    const step = Math.round(dots * LINE_SPACING);
    if (ink) {
      this.context.textBaseline = "alphabetic";
      lines.forEach((line, index) => {
        const shift = width === undefined ? 0 : (width - this.context.measureText(line).width) / 2;
        this.context.fillText(line, Math.round(x + shift), Math.round(y + index * step + dots * 1.05));
      });
    }
    return lines.length * step;
  }
}

function raster(blocks: Block[], widthDots: number): Strip {
  const draws = blocks.map(drawing);
  const measuring = new Pen(createCanvas(widthDots, 8));
  const height = Math.max(8, Math.ceil(draws.reduce((y, draw) => y + draw(measuring, y, false), 0)));
  const canvas = createCanvas(widthDots, height);
  const pen = new Pen(canvas);
  pen.context.fillStyle = "#fff";
  pen.context.fillRect(0, 0, widthDots, height);
  pen.context.fillStyle = "#000";
  let y = 0;
  for (const draw of draws) y += draw(pen, y, true);
  return { kind: "raster", ...pack(pen.context, widthDots, height) };
}

function drawing(block: Block): Draw {
  switch (block.kind) {
    case "text":
      return (pen, y, ink) => {
        const width = pen.right - pen.left;
        const dots = pen.fontFor(block.text, block.size, block.bold, width);
        const lines = pen.wrap(block.text, width);
        return pen.lines(lines, dots, pen.left, y, ink, block.align === "center" ? width : undefined);
      };
    case "field":
      return (pen, y, ink) => field(pen, block, y, ink);
    case "item":
      return (pen, y, ink) => item(pen, block, y, ink);
    case "signatures":
      return (pen, y, ink) => signatures(pen, block, y, ink);
    case "rule":
      return (pen, y, ink) => {
        if (ink) {
          for (let x = pen.left; x < pen.right; x += 12) pen.context.fillRect(x, y + 11, 7, 2);
        }
        return 24;
      };
    case "space":
      return () => block.dots;
    case "qr":
      return () => 0;
  }
}

function field(pen: Pen, block: Extract<Block, { kind: "field" }>, y: number, ink: boolean): number {
  const label = `${block.label}: `;
  const width = pen.right - pen.left;
  const dots = pen.font("body", false);
  const labelWidth = pen.context.measureText(label).width;
  pen.font("body", block.bold);
  if (labelWidth + pen.context.measureText(block.value).width <= width) {
    const height = pen.lines([block.value], dots, pen.left + labelWidth, y, ink);
    pen.font("body", false);
    pen.lines([label], dots, pen.left, y, ink);
    return height;
  }
  pen.font("body", false);
  const labelHeight = pen.lines(pen.wrap(label.trimEnd(), width), dots, pen.left, y, ink);
  pen.font("body", block.bold);
  const indent = 24;
  return (
    labelHeight +
    pen.lines(pen.wrap(block.value, width - indent), dots, pen.left + indent, y + labelHeight, ink)
  );
}

function item(pen: Pen, block: Extract<Block, { kind: "item" }>, y: number, ink: boolean): number {
  const dots = pen.font("body", false);
  const number = `${block.number}. `;
  const indent = Math.max(pen.context.measureText("10. ").width, pen.context.measureText(number).width);
  const width = pen.right - pen.left - indent;
  pen.lines([number], dots, pen.left, y, ink);
  const lines = pen.wrap(block.text, width);
  let height = pen.lines(lines, dots, pen.left + indent, y, ink);
  if (block.right !== "") {
    const rightWidth = pen.context.measureText(block.right).width;
    const lastWidth = pen.context.measureText(lines.at(-1) ?? "").width;
    const fits = lastWidth + 20 + rightWidth <= width;
    const top = fits ? y + height - Math.round(dots * LINE_SPACING) : y + height;
    const taken = pen.lines([block.right], dots, pen.right - rightWidth, top, ink);
    if (!fits) height += taken;
  }
  return height + 4;
}

function signatures(
  pen: Pen,
  block: Extract<Block, { kind: "signatures" }>,
  y: number,
  ink: boolean,
): number {
  const gap = 16;
  const width = (pen.right - pen.left - gap) / 2;
  const column = (side: typeof block.left, x: number): number => {
    let top = y + 8;
    const part = (text: string, size: TextSize, bold: boolean) => {
      const dots = pen.font(size, bold);
      top += pen.lines(pen.wrap(text, width), dots, x, top, ink, width);
    };
    part(side.title, "small", true);
    part(side.hint, "small", false);
    top += SIGNING_ROOM;
    part(side.name, "small", true);
    return top - y;
  };
  return Math.max(column(block.left, pen.left), column(block.right, pen.left + width + gap));
}

function pack(
  context: SKRSContext2D,
  width: number,
  height: number,
): { widthBytes: number; height: number; bits: Buffer } {
  const { data } = context.getImageData(0, 0, width, height);
  const widthBytes = Math.ceil(width / 8);
  const bits = Buffer.alloc(widthBytes * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      // Black ink on white paper: one channel says it all.
      if ((data[(y * width + x) * 4] ?? 255) < BLACK_BELOW) {
        const at = y * widthBytes + (x >> 3);
        bits[at] = (bits[at] ?? 0) | (0x80 >> (x & 7));
      }
    }
  }
  return { widthBytes, height, bits };
}
