import { expect, test } from "vitest";
import { type Box, nearest } from "./arrows.ts";

const box = (left: number, top: number, width = 100, height = 50): Box => ({
  left,
  top,
  right: left + width,
  bottom: top + height,
});

/** Two columns, two rows, one wide button below. */
const [a, b, c, d, wide] = [box(0, 0), box(120, 0), box(0, 70), box(120, 70), box(0, 140, 220)];
const boxes = [a, b, c, d, wide] as Box[];

test.each([
  ["ArrowRight", 0, 1],
  ["ArrowDown", 0, 2],
  ["ArrowLeft", 3, 2],
  ["ArrowUp", 3, 1],
  ["ArrowDown", 3, 4],
  ["ArrowLeft", 0, -1],
  ["ArrowUp", 1, -1],
] as const)("%s leads from %i to %i", (arrow, from, to) => {
  expect(nearest(boxes[from] as Box, boxes, arrow)).toBe(to);
});

test("what lies straight ahead goes before what is nearer but aside", () => {
  expect(nearest(box(0, 0), [box(150, 60), box(0, 160)], "ArrowDown")).toBe(1);
});
