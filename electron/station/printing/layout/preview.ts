import { type Canvas, createCanvas } from "@napi-rs/canvas";
import type { Paper } from "../paper.rules.ts";
import { type ImageSource, loadImages } from "../render.ts";
import { layOut, type Raster, rasterise, type Strip } from "./layout.ts";
import { qrRaster, qrSymbol } from "./qr.ts";

const EDGE = 16;

/**
 * A paper as it comes out of a printer that sets letters as a picture, as a PNG. What a printer does by itself (letters of
 * its code page) can't be known here and is shown in ours.
 */
export async function previewPaper(paper: Paper, widthDots: number, source: ImageSource): Promise<Buffer> {
  const images = await loadImages(paper, source);
  const dotsOf = (strip: Strip): Raster[] => {
    switch (strip.kind) {
      case "raster":
        return [strip];
      case "qr":
        return [qrRaster(qrSymbol(strip.data, widthDots), widthDots)];
      case "letters":
        return [rasterise([{ ...strip, mode: "raster" }], widthDots, images)];
      case "drawer":
        return [];
    }
  };
  const pictures = layOut(paper, widthDots, images).flatMap(dotsOf).map(pictureOf);
  const height = pictures.reduce((sum, picture) => sum + picture.height, 0);
  const canvas = createCanvas(widthDots + 2 * EDGE, height + 2 * EDGE);
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  let y = EDGE;
  for (const picture of pictures) {
    context.drawImage(picture, EDGE, y);
    y += picture.height;
  }
  return canvas.encode("png");
}

function pictureOf({ widthBytes, height, bits }: Raster): Canvas {
  const canvas = createCanvas(widthBytes * 8, height);
  const context = canvas.getContext("2d");
  const picture = context.createImageData(canvas.width, canvas.height);
  for (let dot = 0; dot < canvas.width * canvas.height; dot += 1) {
    const isBlack = ((bits[dot >> 3] ?? 0) & (0x80 >> (dot & 7))) !== 0;
    picture.data.fill(isBlack ? 0 : 255, dot * 4, dot * 4 + 3);
    picture.data[dot * 4 + 3] = 255;
  }
  context.putImageData(picture, 0, 0);
  return canvas;
}
