import type { Image } from "@napi-rs/canvas";
import type { TextSize } from "../../../../contract/paper-design.ts";
import type { Block } from "../paper.rules.ts";
import { code128 } from "./code128.ts";
import { LINE_SPACING, type Pen } from "./pen.ts";

/** Draws at `y` and returns the height taken. With `ink` false it only measures. */
export type Draw = (pen: Pen, y: number, ink: boolean) => number;

/** The pictures that a paper shows, by their names. */
export type Images = ReadonlyMap<string, Image>;

/** Items of a list stand in from the numbered lines around it. */
const ITEM_INDENT = 16;
const SIGNING_ROOM = 110;
const BARCODE_HEIGHT = 88;
const DOTS_PER_MM = 8;

/** How a block is drawn in dots. A picture that is gone leaves no room: the paper still says what it has to. */
export function drawing(block: Block, images: Images): Draw {
  switch (block.kind) {
    case "text":
      return (pen, y, ink) => {
        const width = pen.right - pen.left;
        const dots = pen.fontFor(block.text, block.size, block.bold, width);
        const lines = pen.wrap(block.text, width);
        return pen.lines(lines, dots, pen.left, y, ink, block.align === "center" ? width : undefined);
      };
    case "letters":
      return (pen, y, ink) => {
        const dots = pen.font("body", false);
        return pen.lines(pen.wrap(block.text, pen.right - pen.left), dots, pen.left, y, ink);
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
    case "image":
      return (pen, y, ink) => image(pen, images.get(block.image), block.heightDots, y, ink);
    case "barcode":
      return (pen, y, ink) => barcode(pen, block.data, y, ink);
    case "ruler":
      return ruler;
    case "qr":
    case "drawer":
      return () => 0;
  }
}

function field(pen: Pen, block: Extract<Block, { kind: "field" }>, y: number, ink: boolean): number {
  const label = `${block.label}: `;
  const width = pen.right - pen.left;
  const dots = pen.font("body", false);
  const labelWidth = pen.context.measureText(label).width;
  pen.font("body", block.bold);
  if (!block.value.includes("\n") && labelWidth + pen.context.measureText(block.value).width <= width) {
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
  const widthOf = (text: string) => pen.context.measureText(text).width;
  const number = `${block.number}. `;
  const left = pen.left + ITEM_INDENT;
  const indent = Math.max(widthOf("10. "), widthOf(number));
  const width = pen.right - left - indent;
  pen.lines([number], dots, left, y, ink);
  const lines = pen.wrap(block.text, width);
  let height = pen.lines(lines, dots, left + indent, y, ink);
  if (block.right !== "") {
    const fits = widthOf(lines.at(-1) ?? "") + 20 + widthOf(block.right) <= width;
    if (fits) height -= Math.round(dots * LINE_SPACING);
    for (const line of pen.wrap(block.right, width))
      height += pen.lines([line], dots, pen.right - widthOf(line), y + height, ink);
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

function image(pen: Pen, picture: Image | undefined, wanted: number, y: number, ink: boolean): number {
  if (picture === undefined || picture.height === 0) return 0;
  const height = Math.round(wanted * pen.scale);
  const width = Math.min(pen.right - pen.left, Math.round((picture.width * height) / picture.height));
  if (ink) pen.context.drawImage(picture, Math.round((pen.width - width) / 2), y, width, height);
  return height + 8;
}

/** Bars as wide as fit in whole dots, the data in letters below: where no scanner reads it, a person does. */
function barcode(pen: Pen, data: string, y: number, ink: boolean): number {
  const bars = code128(data);
  const room = pen.right - pen.left;
  const dot = Math.min(3, Math.floor(room / bars.length));
  const letters = pen.fontFor(data, "small", false, room);
  // Bars of one dot are read by no scanner at a counter: the letters alone are left.
  if (dot < 2) return pen.lines([data], letters, pen.left, y, ink, room);
  if (ink) {
    const left = Math.round((pen.width - bars.length * dot) / 2);
    [...bars].forEach((bar, index) => {
      if (bar === "1") pen.context.fillRect(left + index * dot, y, dot, BARCODE_HEIGHT);
    });
  }
  return BARCODE_HEIGHT + pen.lines([data], letters, pen.left, y + BARCODE_HEIGHT, ink, room);
}

/** Millimetres from the first dot to the last: what is cut off at an edge is seen at once. */
function ruler(pen: Pen, y: number, ink: boolean): number {
  const dots = pen.font("small", false);
  if (ink) {
    const { context, width } = pen;
    context.fillRect(0, y + 4, width, 2);
    for (let mm = 0; mm * DOTS_PER_MM < width; mm += 1) {
      const x = Math.min(mm * DOTS_PER_MM, width - 2);
      context.fillRect(x, y + 4, 2, mm % 10 === 0 ? 28 : mm % 5 === 0 ? 20 : 12);
      // The last number stands before its stroke: behind it there is no paper.
      const number = mm % 10 === 0 ? String(mm) : "";
      const taken = context.measureText(number).width + 5;
      context.fillText(number, x + taken > width ? x - taken : x + 5, y + 32 + dots * 0.4);
    }
    context.fillRect(width - 2, y + 4, 2, 28);
    const said = `${width / DOTS_PER_MM} mm · ${width}`;
    context.fillText(said, (width - context.measureText(said).width) / 2, y + 40 + dots * 1.3);
  }
  return 44 + Math.round(dots * 1.6);
}
