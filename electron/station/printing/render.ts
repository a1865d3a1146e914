import { PrinterTypes, ThermalPrinter } from "node-thermal-printer";
import type { PrinterSettings } from "../../../contract/settings.ts";
import { layOut } from "./layout.ts";
import type { Paper } from "./paper.rules.ts";

/** Rows of one raster command: cheap printers have buffers of a few kilobytes. */
const STRIP_ROWS = 192;

/**
 * A paper as the bytes that an ESC/POS printer takes.
 *
 * The commands come from node-thermal-printer. Its image call is left aside: it takes a PNG apart pixel by pixel as
 * objects, several times slower than the whole of a ticket may take; the dots are appended as `GS v 0` instead.
 */
export function renderPaper(paper: Paper, printer: Pick<PrinterSettings, "widthDots">): Buffer {
  // The interface is never used: bytes are built here and sent by the transport.
  const commands = new ThermalPrinter({ type: PrinterTypes.EPSON, interface: "tcp://127.0.0.1" });
  commands.append(INITIALISE);
  for (const strip of layOut(paper, printer.widthDots)) {
    if (strip.kind === "qr") {
      commands.alignCenter();
      commands.printQR(strip.data, { cellSize: strip.data.length > 60 ? 5 : 6, correction: "M", model: 2 });
      commands.newLine();
      commands.alignLeft();
      continue;
    }
    for (let row = 0; row < strip.height; row += STRIP_ROWS) {
      const rows = Math.min(STRIP_ROWS, strip.height - row);
      const bits = strip.bits.subarray(row * strip.widthBytes, (row + rows) * strip.widthBytes);
      commands.append(Buffer.concat([rasterHeader(strip.widthBytes, rows), bits]));
    }
  }
  commands.cut({ verticalTabAmount: 3 });
  const bytes = commands.getBuffer();
  if (bytes === null) throw new Error("node-thermal-printer gave no bytes");
  return bytes;
}

/** ESC @ */
const INITIALISE = Buffer.from([0x1b, 0x40]);

/** GS v 0 m xL xH yL yH */
function rasterHeader(widthBytes: number, rows: number): Buffer {
  return Buffer.from([0x1d, 0x76, 0x30, 0, widthBytes & 0xff, widthBytes >> 8, rows & 0xff, rows >> 8]);
}
