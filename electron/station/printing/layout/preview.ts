import { createCanvas, loadImage } from "@napi-rs/canvas";
import { toBuffer } from "qrcode";
import type { Paper } from "../paper.rules.ts";
import { type ImageSource, loadImages } from "../render.ts";
import { layOut, rasterise, type Strip } from "./layout.ts";

const EDGE = 16;

/**
 * A paper as it comes out of a printer that sets letters as a picture, as a PNG. What a printer does by itself (letters of
 * its code page) can't be known here and is shown in ours.
 */
export async function previewPaper(paper: Paper, widthDots: number, source: ImageSource): Promise<Buffer> {
  const images = await loadImages(paper, source);
  const strips = layOut(paper, widthDots, images).flatMap((strip) =>
    strip.kind === "letters" ? rasterise([{ ...strip, mode: "raster" }], widthDots, images) : strip,
  );
  const pictures = await Promise.all(strips.map(pictureOf));
  const height = pictures.reduce((sum, picture) => sum + (picture?.height ?? 0), 0);
  const canvas = createCanvas(widthDots + 2 * EDGE, height + 2 * EDGE);
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  let y = EDGE;
  for (const picture of pictures) {
    if (picture === null) continue;
    context.drawImage(picture, (canvas.width - picture.width) / 2, y);
    y += picture.height;
  }
  return canvas.encode("png");
}

async function pictureOf(strip: Strip) {
  if (strip.kind === "qr")
    return loadImage(await toBuffer(strip.data, { errorCorrectionLevel: "M", margin: 1, scale: 6 }));
  if (strip.kind !== "raster") return null;
  const canvas = createCanvas(strip.widthBytes * 8, strip.height);
  const context = canvas.getContext("2d");
  const picture = context.createImageData(canvas.width, canvas.height);
  for (let dot = 0; dot < canvas.width * canvas.height; dot += 1) {
    const isBlack = ((strip.bits[dot >> 3] ?? 0) & (0x80 >> (dot & 7))) !== 0;
    picture.data.fill(isBlack ? 0 : 255, dot * 4, dot * 4 + 3);
    picture.data[dot * 4 + 3] = 255;
  }
  context.putImageData(picture, 0, 0);
  return canvas;
}
