import { expect, test } from "vitest";
import { clockOf, groupedNumber, longDay, momentOf, money, readDay, shortDay } from "./format.ts";

test("the clock is the office's, whatever the zone of the PC", () => {
  expect(clockOf("2026-11-24T17:30:00.000Z")).toBe("00:30");
  expect(clockOf("2026-11-24T01:05:59.999Z")).toBe("08:05");
});

test("days are written as the office writes them", () => {
  expect(shortDay("2026-11-04")).toBe("04/11/2026");
  expect(longDay("2026-11-24", "vi")).toBe("Thứ Ba, ngày 24/11/2026");
  // With or without the comma: the engines' language data differ.
  expect(longDay("2026-11-24", "en")).toMatch(/^Tuesday,? 24 November 2026$/);
  expect(longDay("2026-11-24", "ro")).toBe("Marți, 24 noiembrie 2026");
});

test("đồng have no decimals and a point between thousands", () => {
  expect(money(1_250_000, "vi")).toBe("1.250.000 đ");
  expect(money(0, "vi")).toBe("0 đ");
});

test("a citizen number is shown in groups of three", () => {
  expect(groupedNumber("025099000123")).toBe("025 099 000 123");
});

test.each([
  ["01/02/1999", "1999-02-01"],
  ["1/2/1999", "1999-02-01"],
  ["1-2-1999", "1999-02-01"],
  ["01021999", "1999-02-01"],
  [" 1999-02-01 ", "1999-02-01"],
  ["29/02/2024", "2024-02-29"],
])("%s is the day %s", (typed, day) => {
  expect(readDay(typed)).toBe(day);
});

test.each(["29/02/2023", "31/04/2020", "00/01/2020", "1999", "01/02/99", "hôm qua", ""])(
  "%j is no day",
  (typed) => {
    expect(readDay(typed)).toBeNull();
  },
);

test("a moment of today is its clock, an earlier one has its day", () => {
  const now = Date.parse("2026-11-24T03:00:00.000Z");
  expect(momentOf("2026-11-24T01:05:00.000Z", "vi", now)).toBe("08:05");
  expect(momentOf("2026-11-23T09:40:00.000Z", "vi", now)).toBe("16:40 23/11");
  expect(momentOf("2026-11-23T09:40:00.000Z", "ro", now)).toBe("16:40 23.11");
});
