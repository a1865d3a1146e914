import { expect, it } from "vitest";
import { FilePauses } from "./file-pauses.ts";

const MINUTE = 60_000;

/** For how many minutes it is left when it came spoilt. */
function minutesLeft(pauses: FilePauses, sha256: string): number {
  pauses.spoilt(sha256, 0);
  let minutes = 0;
  while (pauses.isPaused(sha256, minutes * MINUTE)) minutes += 1;
  return minutes;
}

it("leaves a file that comes spoilt again for longer each time, and no other", () => {
  const pauses = new FilePauses();
  const lengths = Array.from({ length: 12 }, () => minutesLeft(pauses, "a"));
  expect(lengths).toEqual([0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]);
  expect(pauses.isPaused("b", 1)).toBe(false);
});

it("begins again with one that was mended", () => {
  const pauses = new FilePauses();
  for (const _time of [1, 2, 3]) pauses.spoilt("a", 0);
  expect(pauses.isPaused("a", 1)).toBe(true);
  pauses.arrived("a");
  expect(pauses.isPaused("a", 1)).toBe(false);
  expect(minutesLeft(pauses, "a")).toBe(0);
});
