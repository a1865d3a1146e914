import { createRequire } from "node:module";
import { createCanvas, GlobalFonts, loadImage } from "@napi-rs/canvas";
import { toBuffer } from "qrcode";
import type { Instruction } from "./decoder.ts";

/** Font A of a printer: cells of 12 × 24 dots on lines of 30. */
const CELL = 12;
const LINE = 30;
const FONT = "Printer Letters";

let registered = false;

/** What stands on the paper, as a PNG and as the text that was sent as text. */
export async function drawPaper(
  instructions: readonly Instruction[],
  width: number,
): Promise<{ png: Buffer; text: string }> {
  registerFont();
  const height = await run(instructions, width, null);
  const canvas = createCanvas(width, Math.max(8, height));
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = "#000";
  const lines: string[] = [];
  await run(instructions, width, { context, lines });
  return { png: await canvas.encode("png"), text: lines.join("\n") };
}

type Context = ReturnType<ReturnType<typeof createCanvas>["getContext"]>;

/** Goes through the instructions as the head does; with no `page` it only measures. @returns how far the paper went. */
async function run(
  instructions: readonly Instruction[],
  width: number,
  page: { context: Context; lines: string[] } | null,
): Promise<number> {
  let y = 0;
  let align: "left" | "center" | "right" = "left";
  let times = 1;
  let bold = false;
  let line: { letter: string; times: number; bold: boolean }[] = [];
  const left = (taken: number) =>
    align === "left" ? 0 : align === "center" ? Math.floor((width - taken) / 2) : width - taken;
  const feed = () => {
    const tallest = Math.max(1, ...line.map((letter) => letter.times));
    let x = left(line.reduce((sum, letter) => sum + CELL * letter.times, 0));
    for (const { letter, times: by, bold: isBold } of line) {
      if (page !== null) drawLetter(page.context, letter, x, y + (tallest - by) * LINE, by, isBold);
      x += CELL * by;
    }
    const text = line.map(({ letter }) => letter).join("");
    if (text.trim() !== "") page?.lines.push(text.trimEnd());
    line = [];
    y += LINE * tallest;
  };
  for (const [index, instruction] of instructions.entries()) {
    if (instruction.kind === "align") align = instruction.align;
    if (instruction.kind === "size") times = instruction.times;
    if (instruction.kind === "bold") bold = instruction.on;
    if (instruction.kind === "initialise") [align, times, bold] = ["left", 1, false];
    if (instruction.kind === "feed") {
      if (line.length > 0) feed();
      y += instruction.dots;
    }
    if (instruction.kind === "raster") {
      const { widthBytes, height, bits } = instruction;
      if (page !== null) drawDots(page.context, left(widthBytes * 8), y, widthBytes, height, bits);
      y += height;
    }
    if (instruction.kind === "qr") {
      const symbol = await loadImage(await qrPicture(instruction));
      page?.context.drawImage(symbol, left(symbol.width), y);
      y += symbol.height;
    }
    if (instruction.kind === "text") {
      // The line feed behind a stripe of a picture moves by the stripe, not by a line more.
      const isOfPicture = instructions[index - 1]?.kind === "raster" && instruction.text === "\n";
      for (const letter of isOfPicture ? "" : instruction.text) {
        if (letter === "\n") feed();
        else line.push({ letter, times, bold });
      }
    }
  }
  if (line.length > 0) feed();
  return y;
}

function drawLetter(context: Context, letter: string, x: number, y: number, by: number, bold: boolean): void {
  context.font = `${20 * by}px "${FONT}"`;
  const shift = (CELL * by - context.measureText(letter).width) / 2;
  context.fillText(letter, x + shift, y + 23 * by);
  if (bold) context.fillText(letter, x + shift + by, y + 23 * by);
}

function drawDots(
  context: Context,
  x: number,
  y: number,
  widthBytes: number,
  height: number,
  bits: Buffer,
): void {
  if (widthBytes === 0 || height === 0) return;
  const image = context.createImageData(widthBytes * 8, height);
  const dots = new Uint32Array(image.data.buffer, image.data.byteOffset, widthBytes * 8 * height);
  for (let dot = 0; dot < dots.length; dot += 1)
    dots[dot] = ((bits[dot >> 3] ?? 0) & (0x80 >> (dot & 7))) !== 0 ? 0xff000000 : 0xffffffff;
  context.putImageData(image, x, y);
}

function registerFont(): void {
  if (registered) return;
  const { resolve } = createRequire(import.meta.url);
  const file = "@expo-google-fonts/be-vietnam-pro/500Medium/BeVietnamPro_500Medium.ttf";
  GlobalFonts.registerFromPath(resolve(file), FONT);
  registered = true;
}

/** The modules alone: a printer leaves no white around them by itself. */
function qrPicture(instruction: { data: string; cell: number }): Promise<Buffer> {
  return toBuffer(instruction.data, { errorCorrectionLevel: "M", margin: 0, scale: instruction.cell });
}
