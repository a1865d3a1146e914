import { describe, expect, it } from "vitest";
import { instantOf } from "../../../tests/office-calendar.ts";
import { punctuality } from "./progress.rules.ts";

const due = instantOf("2026-11-26 17:00");

describe("punctuality", () => {
  it.each([
    ["2026-11-25 16:59", "early"],
    ["2026-11-26 07:30", "onTime"],
    ["2026-11-26 17:00", "onTime"],
    ["2026-11-26 17:00:01", "late"],
    ["2026-11-27 08:00", "late"],
  ])("done at %s: %s", (done, outcome) => {
    expect(punctuality(due, instantOf(done))).toBe(outcome);
  });
});
