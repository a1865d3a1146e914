import fc from "fast-check";
import { expect, it } from "vitest";
import { writtenSchema } from "./text.ts";

it("composes letters and takes out signs that nobody writes, whichever way it looks for them", () => {
  const slow = (text: string) =>
    text
      .normalize("NFC")
      .replace(/(?![\t\n])[\p{Cc}\p{Cs}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, "")
      .trim();
  for (let code = 0; code < 0x10000; code += 1) {
    const sign = String.fromCharCode(code);
    expect(writtenSchema.parse(sign)).toBe(slow(sign));
  }
  const pieces = fc.constantFrom(
    "e",
    "\u0302",
    "\u0301",
    "\u1ebf",
    "ễ",
    "Đ",
    "\u0000",
    "\u200b",
    "\t",
    " ",
    "n",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: "grapheme" }))), (parts) => {
      expect(writtenSchema.parse(parts.join(""))).toBe(slow(parts.join("")));
    }),
  );
});
