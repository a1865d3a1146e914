import { type Image, loadImage } from "@napi-rs/canvas";
import { PrinterTypes, ThermalPrinter } from "node-thermal-printer";
import type { ThermalSettings } from "../../../contract/settings.ts";
import type { Images } from "./layout/draw.ts";
import { layOut, type Raster, type Strip } from "./layout/layout.ts";
import { qrRaster, qrSymbol } from "./layout/qr.ts";
import type { Paper } from "./paper.rules.ts";
import type { CodePage } from "./text/code-pages.ts";
import { isWritable, LetterWriter } from "./text/letters.ts";

export type RenderSettings = Pick<ThermalSettings, "model" | "widthDots" | "textMode" | "drawer">;

/** A paper as a printer takes it, and how much of the roll it uses, in eighths of a millimetre. */
export interface Rendered {
  bytes: Buffer;
  dots: number;
}

/** Where the pictures of papers are kept, by the SHA-256 of their PNG. */
export type ImageSource = (sha256: string) => Promise<Uint8Array | null>;

/** Rows of one raster command: cheap printers have buffers of a few kilobytes. */
const STRIP_ROWS = 192;
/** What is fed before the cut, from the head to the knife. */
const CUT_DOTS = 120;

/**
 * A paper as the bytes that a printer takes.
 *
 * The commands come from node-thermal-printer. Its image call is left aside: it takes a PNG apart pixel by pixel as
 * objects, several times slower than the whole of a ticket may take; the dots are appended as they are instead. So is its
 * QR for Star, which leaves out the command before the data; and its way with text, which asks every letter alone for a
 * code page and has no tones for Vietnamese.
 */
export async function renderPaper(
  paper: Paper,
  printer: RenderSettings,
  source: ImageSource,
): Promise<Rendered> {
  const images = await loadImages(paper, source);
  const bytes = new PaperBytes(printer, images);
  if (printer.textMode === "raster") bytes.strips(layOut(paper, printer.widthDots, images));
  else bytes.letters(paper, printer.textMode);
  return bytes.finish();
}

/** The pictures of a paper, ready to be drawn; what is gone or no picture is left out. */
export async function loadImages(paper: Pick<Paper, "blocks">, source: ImageSource): Promise<Images> {
  const images = new Map<string, Image>();
  for (const block of paper.blocks) {
    if (block.kind !== "image" || images.has(block.image)) continue;
    const image = await decodedImage(block.image, source);
    if (image !== null) images.set(block.image, image);
  }
  return images;
}

/** A logo stands on every paper: it is decoded once. */
const decoded = new Map<string, Promise<Image | null>>();
const MOST_DECODED = 20;

function decodedImage(sha256: string, source: ImageSource): Promise<Image | null> {
  const known = decoded.get(sha256);
  if (known !== undefined) return known;
  const loading = source(sha256)
    .then((png) => (png === null ? null : loadImage(Buffer.from(png))))
    .catch(() => null);
  if (decoded.size >= MOST_DECODED) decoded.clear();
  decoded.set(sha256, loading);
  // One that is not there yet may come.
  void loading.then((image) => image === null && decoded.delete(sha256));
  return loading;
}

class PaperBytes {
  readonly #printer: RenderSettings;
  readonly #images: Images;
  readonly #isStar: boolean;
  readonly #commands: ThermalPrinter;
  readonly #parts: Buffer[] = [];
  #dots = CUT_DOTS;

  constructor(printer: RenderSettings, images: Images) {
    this.#printer = printer;
    this.#images = images;
    this.#isStar = printer.model === "star";
    // The interface is never used: bytes are built here and sent by the line.
    this.#commands = new ThermalPrinter({
      type: this.#isStar ? PrinterTypes.STAR : PrinterTypes.EPSON,
      interface: "tcp://127.0.0.1",
    });
    this.#commands.append(INITIALISE);
    if (this.#isStar) this.#commands.append(STAR_PICTURE_LINES);
  }

  strips(strips: readonly Strip[]): void {
    for (const strip of strips) this.#strip(strip);
  }

  /** By the printer's own letters; what is no text, or has letters that the printer lacks, is a picture all the same. */
  letters(paper: Paper, page: CodePage): void {
    const writer = this.#writer(page);
    for (const block of paper.blocks) {
      if (isWritable(block, page)) writer.write(block);
      else this.strips(layOut({ blocks: [block] }, this.#printer.widthDots, this.#images));
    }
    this.#dots += writer.dots;
  }

  finish(): Rendered {
    this.#commands.cut({ verticalTabAmount: this.#isStar ? 0 : 3 });
    this.#collect();
    return { bytes: Buffer.concat(this.#parts), dots: this.#dots };
  }

  /** Takes the commands so far: added to them one by one, every picture would be copied again and again. */
  #collect(): void {
    const made = this.#commands.getBuffer();
    if (made !== null) this.#parts.push(made);
    this.#commands.clear();
  }

  #strip(strip: Strip): void {
    switch (strip.kind) {
      case "raster":
        this.#raster(strip);
        break;
      case "qr":
        this.#qr(strip.data);
        break;
      case "letters": {
        const writer = this.#writer(strip.mode);
        writer.write({ kind: "letters", mode: strip.mode, text: strip.text });
        this.#dots += writer.dots;
        break;
      }
      case "drawer":
        if (this.#printer.drawer) this.#commands.openCashDrawer();
    }
  }

  #writer(page: CodePage): LetterWriter {
    return new LetterWriter(this.#commands, page, this.#printer.widthDots, (table) =>
      Buffer.from(this.#isStar ? [0x1b, 0x1d, 0x74, table] : [0x1b, 0x74, table]),
    );
  }

  /** Epson's own command has no white around it; cheap printers may not know it and would print it as letters. */
  #qr(data: string): void {
    const { model, widthDots } = this.#printer;
    const symbol = qrSymbol(data, widthDots);
    if (model !== "epson") {
      this.#raster(qrRaster(symbol, widthDots));
      return;
    }
    const { size, cell, quiet } = symbol;
    this.#dots += size * cell + 2 * quiet;
    this.#commands.append(feed(quiet));
    this.#commands.alignCenter();
    this.#commands.printQR(data, { cellSize: cell, correction: "M", model: 2 });
    this.#commands.append(feed(quiet));
    this.#commands.alignLeft();
  }

  #raster(raster: Raster): void {
    const { widthBytes, height } = raster;
    const bits = harmless(raster.bits, this.#isStar);
    this.#dots += height;
    const rows = this.#isStar ? STAR_ROWS : STRIP_ROWS;
    this.#collect();
    for (let row = 0; row < height; row += rows) {
      const count = Math.min(rows, height - row);
      const strip = bits.subarray(row * widthBytes, (row + count) * widthBytes);
      if (this.#isStar)
        this.#parts.push(starHeader(widthBytes), padded(strip, STAR_ROWS * widthBytes), LINE_FEED);
      else this.#parts.push(rasterHeader(widthBytes, count), strip);
    }
  }
}

/** ESC @, the same for all. */
const INITIALISE = Buffer.from([0x1b, 0x40]);
const LINE_FEED = Buffer.from([0x0a]);

/** ESC J n: prints what stands in the line and goes on by so many dots. */
function feed(dots: number): Buffer {
  return Buffer.from([0x1b, 0x4a, dots]);
}

/** GS v 0 m xL xH yL yH */
function rasterHeader(widthBytes: number, rows: number): Buffer {
  return Buffer.from([0x1d, 0x76, 0x30, 0, widthBytes & 0xff, widthBytes >> 8, rows & 0xff, rows >> 8]);
}

/** ESC k n 0: pictures of 24 rows; ESC 0 sets lines of as many, so that they join. */
const STAR_ROWS = 24;
const STAR_PICTURE_LINES = Buffer.from([0x1b, 0x30]);
function starHeader(widthBytes: number): Buffer {
  return Buffer.from([0x1b, 0x6b, widthBytes, 0]);
}

function padded(bytes: Buffer, length: number): Buffer {
  return bytes.length === length ? bytes : Buffer.concat([bytes, Buffer.alloc(length - bytes.length)]);
}

/** What begins an order in real time, and what may follow it: DLE EOT, DLE ENQ, DLE DC4; ESC ACK of Star. */
const realTime = {
  escPos: { lead: 0x10, next: [0x04, 0x05, 0x14], instead: 0x18 },
  star: { lead: 0x1b, next: [0x06], instead: 0x1f },
};

/**
 * Printers look for orders in real time inside of pictures as well: dots that happen to look like one would be answered,
 * or open the cash drawer. One dot more, which nobody sees, makes them dots again.
 */
function harmless(bits: Buffer, isStar: boolean): Buffer {
  const { lead, next, instead } = isStar ? realTime.star : realTime.escPos;
  for (let at = bits.indexOf(lead); at !== -1; at = bits.indexOf(lead, at + 1))
    if (next.includes(bits[at + 1] ?? 0)) bits[at] = instead;
  return bits;
}
