import { expect, test } from "vitest";
import type { Opening } from "../../contract/queue.ts";
import { allClosed, fewLeft, type GroupOnBoard, nearness, openingAt, roundedMinutes } from "./opening.ts";

const SEVEN_THIRTY = "2026-11-24T00:30:00.000Z";
const at = Date.parse(SEVEN_THIRTY);
const beforeHours: Opening = { state: "closed", reason: "hours", opensAt: SEVEN_THIRTY };

test("a group opens on its minute without a word of the station", () => {
  expect(openingAt(beforeHours, at - 1)).toBe(beforeHours);
  expect(openingAt(beforeHours, at).state).toBe("open");
});

test("a group closes on its minute; when it opens again only the station knows", () => {
  const open: Opening = { state: "open", closesAt: SEVEN_THIRTY, left: 3 };
  expect(openingAt(open, at - 1)).toBe(open);
  expect(openingAt(open, at)).toEqual({ state: "closed", reason: "hours", opensAt: null });
});

test("what is closed without a time stays closed", () => {
  const suspended: Opening = { state: "closed", reason: "office", opensAt: null };
  expect(openingAt(suspended, at)).toBe(suspended);
});

test.each([
  [11, null],
  [10, 10],
  [1, 1],
  [null, null],
])("of %s numbers left, %s is said", (left, said) => {
  expect(fewLeft({ state: "open", closesAt: null, left })).toBe(said);
});

test.each([
  [0, 0],
  [299, 0],
  [300, 5],
  [449, 5],
  [450, 10],
  [899, 15],
  [4000, 65],
])("a wait of %i seconds is told as %i minutes", (seconds, minutes) => {
  expect(roundedMinutes(seconds)).toBe(minutes);
});

test("the day of an opening is the office's, not the PC's", () => {
  expect(nearness("2026-11-24T16:59:00.000Z", at)).toBe("today");
  expect(nearness("2026-11-24T17:00:00.000Z", at)).toBe("tomorrow");
  expect(nearness("2026-11-26T00:30:00.000Z", at)).toBe("later");
});

test("the hall is closed when every group is, until the first opens", () => {
  const group = (id: string, opening: Opening): GroupOnBoard => ({
    group: {
      id,
      letter: "A",
      name: { vi: id },
      hint: { vi: id },
      icon: "documents",
      open: true,
      purpose: "lodge",
      share: 1,
    },
    waiting: 0,
    lastNumber: 0,
    opening,
    estimatedSeconds: null,
  });
  const later: Opening = { state: "closed", reason: "hours", opensAt: "2026-11-24T06:00:00.000Z" };
  const suspended: Opening = { state: "closed", reason: "office", opensAt: null };
  expect(allClosed([group("a", later), group("b", beforeHours)], at - 1)).toEqual({
    reason: "hours",
    opensAt: SEVEN_THIRTY,
  });
  expect(allClosed([group("a", later), group("b", suspended)], at - 1)?.reason).toBeNull();
  expect(allClosed([group("a", later), group("b", beforeHours)], at)).toBeNull();
  expect(allClosed([], at)).toBeNull();
});
