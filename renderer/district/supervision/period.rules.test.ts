import { describe, expect, it } from "vitest";
import { codeOf, daysOf, inKind, periodOf, stepped } from "./period.rules.ts";

const TODAY = "2026-11-24";

describe("a period", () => {
  it.each([
    ["2025", "2025-01-01", "2025-12-31"],
    ["2024-Q1", "2024-01-01", "2024-03-31"],
    ["2024-02", "2024-02-01", "2024-02-29"],
    ["2025-05-03_2025-06-10", "2025-05-03", "2025-06-10"],
    ["all", null, TODAY],
  ])("%s is from %s to %s, and keeps its code", (code, from, to) => {
    expect(daysOf(periodOf(code, TODAY), TODAY)).toEqual({ from, to });
    expect(codeOf(periodOf(code, TODAY))).toBe(code);
  });

  it.each([undefined, "", "2025-13", "2025-Q5", "2025-06-10_2025-05-03", "x"])("%s is this year", (code) => {
    expect(codeOf(periodOf(code, TODAY))).toBe("2026");
  });

  it.each([
    ["2025", "2024", "2026"],
    ["2025-Q1", "2024-Q4", "2025-Q2"],
    ["2025-12", "2025-11", "2026-01"],
  ])("%s stands between %s and %s", (code, before, after) => {
    const period = periodOf(code, TODAY);
    expect([stepped(period, -1), stepped(period, 1)].map((of) => (of === null ? null : codeOf(of)))).toEqual([
      before,
      after,
    ]);
  });

  it("has nothing beside it where it is all there is, or freely chosen", () => {
    expect(stepped({ kind: "all" }, 1)).toBeNull();
  });

  it("becomes one of another kind around its last day, or today", () => {
    expect(codeOf(inKind(periodOf("2025", TODAY), "quarter", TODAY))).toBe("2025-Q4");
    expect(codeOf(inKind(periodOf("2026", TODAY), "month", TODAY))).toBe("2026-11");
    expect(codeOf(inKind({ kind: "all" }, "range", TODAY))).toBe("2026-01-01_2026-11-24");
  });
});
