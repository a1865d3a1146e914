import { createRequire } from "node:module";
import { type Canvas, createCanvas, GlobalFonts, type SKRSContext2D } from "@napi-rs/canvas";
import type { TextSize } from "../../../../contract/paper-design.ts";

const REGULAR = "Paper Regular";
const BOLD = "Paper Bold";

/** Letter heights in dots at 203 dpi (8 dots a millimetre) on 576 dots; narrower paper takes smaller ones. */
const sizes: Record<TextSize, number> = { small: 20, body: 25, large: 36, title: 33, huge: 168 };
export const LINE_SPACING = 1.32;
const MARGIN = 8;
const FULL_WIDTH = 576;
/** How far a code may shrink; one that is still too long is broken. */
const SMALLEST = 0.55;

const measuring = new Map<number, Pen>();
let registered = false;

function registerFonts(): void {
  if (registered) return;
  const { resolve } = createRequire(import.meta.url);
  const family = "@expo-google-fonts/be-vietnam-pro";
  GlobalFonts.registerFromPath(resolve(`${family}/400Regular/BeVietnamPro_400Regular.ttf`), REGULAR);
  GlobalFonts.registerFromPath(resolve(`${family}/700Bold/BeVietnamPro_700Bold.ttf`), BOLD);
  registered = true;
}

/** Sets text in dots, with a bundled font that has every Vietnamese letter. */
export class Pen {
  readonly context: SKRSContext2D;
  readonly width: number;
  readonly scale: number;

  constructor(canvas: Canvas) {
    registerFonts();
    this.context = canvas.getContext("2d");
    this.width = canvas.width;
    this.scale = this.width < FULL_WIDTH ? 0.82 : 1;
  }

  /** One that only measures. */
  static measuring(width: number): Pen {
    const known = measuring.get(width);
    if (known !== undefined) return known;
    const pen = new Pen(createCanvas(width, 8));
    measuring.set(width, pen);
    return pen;
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
    return wrapLines(text, width, (part) => this.context.measureText(part).width);
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

/** Blanks at which a line may break; one that holds an amount and its unit together is none. */
const BLANKS = /[^\S\u00a0]+/g;

/** Lines no wider than `width` by `measure`; a word that is too long by itself is broken rather than cut. */
export function wrapLines(text: string, width: number, measure: (part: string) => number): string[] {
  return text.split("\n").flatMap((paragraph) => {
    const plain = paragraph.replace(BLANKS, " ");
    if (measure(plain) <= width) return [plain];
    const lines: string[] = [];
    let line = "";
    for (const word of plain
      .trim()
      .split(" ")
      .flatMap((part) => piecesOf(part, width, measure))) {
      const longer = line === "" ? word : `${line} ${word}`;
      if (line !== "" && measure(longer) > width) {
        lines.push(line);
        line = word;
      } else {
        line = longer;
      }
    }
    return [...lines, line];
  });
}

function piecesOf(word: string, width: number, measure: (part: string) => number): string[] {
  if (measure(word) <= width) return [word];
  const pieces: string[] = [];
  let piece = "";
  // A letter goes with the signs above and below it.
  for (const letter of word.match(/\P{M}?\p{M}*/gu) ?? []) {
    if (piece !== "" && measure(piece + letter) > width) {
      pieces.push(piece);
      piece = "";
    }
    piece += letter;
  }
  return [...pieces, piece];
}
