import { expect, it } from "vitest";
import { CardBurst, cardIn } from "./card-burst.ts";

const CARD = "025099000123|132456789|Nguyễn Văn An|01021999|Nam|Khu 3, Phù Ninh, Phú Thọ|15042021";

/** Types with `gap` milliseconds between the keys. @returns how many keys it took to know a card, and its beginning. */
function type(keys: Iterable<string>, gap: number, burst = new CardBurst(), from = 0) {
  let at = from;
  let count = 0;
  for (const key of keys) {
    at += gap;
    count += 1;
    const beginning = burst.press(key, at);
    if (beginning !== null) return { count, beginning };
  }
  return null;
}

it.each([1, 4, 15, 40])("a card typed with %s ms between the keys is known at its first bar", (gap) => {
  expect(type(CARD, gap)).toEqual({ count: 13, beginning: "025099000123|" });
});

it("whatever was typed before it, and with Shift between the letters", () => {
  expect(type(`kh${CARD}`, 4)?.beginning).toBe("025099000123|");
  const keys = [...CARD].flatMap((letter) => (letter === "|" ? ["Shift", letter] : [letter]));
  expect(type(keys, 4)?.beginning).toBe("025099000123|");
});

it("a hand is no scanner", () => {
  expect(type(CARD, 90)).toBeNull();
});

it("a number typed quickly, or another code, is no card", () => {
  expect(type([..."025099000123", "Enter"], 5)).toBeNull();
  expect(type("MC1:T:A105|x|y|z", 5)).toBeNull();
});

it("what was broken off leaves nothing behind", () => {
  const burst = new CardBurst();
  expect(type("025099000", 4, burst)).toBeNull();
  expect(type("123|", 4, burst, 1000)).toBeNull();
});

it("text that comes at once is looked through", () => {
  expect(cardIn(CARD)).toBe(CARD);
  expect(cardIn(`Nguyễn${CARD}`)).toBe(CARD);
  expect(cardIn("Nguyễn Văn An | ghi chú")).toBeNull();
  expect(cardIn("o25o99|x|Nguyeenx|01|Nuwx|a|b")).toBe("o25o99|x|Nguyeenx|01|Nuwx|a|b");
});
