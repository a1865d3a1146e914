import { createCanvas, loadImage } from "@napi-rs/canvas";
import { toBuffer } from "qrcode";
import type { Instruction } from "./decoder.ts";

const WIDTH = 576;
const TEXT_HEIGHT = 30;

/** What stands on the paper, as a PNG and as the text that was sent as text. */
export async function drawPaper(
  instructions: readonly Instruction[],
): Promise<{ png: Buffer; text: string }> {
  const canvas = createCanvas(WIDTH, await paperHeight(instructions));
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  let y = 0;
  let align: "left" | "center" | "right" = "left";
  const lines: string[] = [];
  const left = (width: number) =>
    align === "left" ? 0 : align === "center" ? (WIDTH - width) / 2 : WIDTH - width;
  for (const instruction of instructions) {
    if (instruction.kind === "align") align = instruction.align;
    if (instruction.kind === "initialise") align = "left";
    if (instruction.kind === "raster") {
      const image = context.createImageData(instruction.widthBytes * 8, instruction.height);
      for (let dot = 0; dot < instruction.widthBytes * 8 * instruction.height; dot += 1) {
        const black = ((instruction.bits[dot >> 3] ?? 0) & (0x80 >> (dot & 7))) !== 0;
        image.data.fill(black ? 0 : 255, dot * 4, dot * 4 + 3);
        image.data[dot * 4 + 3] = 255;
      }
      context.putImageData(image, left(instruction.widthBytes * 8), y);
      y += instruction.height;
    }
    if (instruction.kind === "qr") {
      const symbol = await loadImage(await qrPicture(instruction));
      context.drawImage(symbol, left(symbol.width), y);
      y += symbol.height;
    }
    if (instruction.kind === "text") {
      const text = instruction.text.trim();
      if (text !== "") {
        lines.push(text);
        context.fillStyle = "#000";
        context.font = "24px monospace";
        context.fillText(text, left(context.measureText(text).width), y + 24);
      }
      y += (instruction.text.split("\n").length - 1) * TEXT_HEIGHT;
    }
  }
  return { png: await canvas.encode("png"), text: lines.join("\n") };
}

async function paperHeight(instructions: readonly Instruction[]): Promise<number> {
  let height = 8;
  for (const instruction of instructions) {
    if (instruction.kind === "raster") height += instruction.height;
    if (instruction.kind === "qr") height += (await loadImage(await qrPicture(instruction))).height;
    if (instruction.kind === "text") height += (instruction.text.split("\n").length - 1) * TEXT_HEIGHT;
  }
  return height;
}

function qrPicture(instruction: { data: string; cell: number }): Promise<Buffer> {
  return toBuffer(instruction.data, { errorCorrectionLevel: "M", margin: 2, scale: instruction.cell });
}
