import { expect, it } from "vitest";
import { FilePauses } from "./file-pauses.rules.ts";

const MINUTE = 60_000;

it("leaves a file that comes spoilt again for longer each time, and no other", () => {
  const pauses = new FilePauses();
  const lengths = Array.from({ length: 12 }, () => pauses.spoilt("a", 1000) - 1000);
  expect(lengths.slice(0, 5)).toEqual([0, MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE]);
  expect(lengths.at(-1)).toBe(6 * 60 * MINUTE);
  expect(pauses.isPaused("a", 1000 + 6 * 60 * MINUTE - 1)).toBe(true);
  expect(pauses.isPaused("a", 1000 + 6 * 60 * MINUTE)).toBe(false);
  expect(pauses.isPaused("b", 1000)).toBe(false);
});

it("begins again with one that was mended", () => {
  const pauses = new FilePauses();
  pauses.spoilt("a", 0);
  pauses.spoilt("a", 0);
  expect(pauses.isPaused("a", 1)).toBe(true);
  pauses.arrived("a");
  expect(pauses.isPaused("a", 1)).toBe(false);
  expect(pauses.spoilt("a", 0)).toBe(0);
});
