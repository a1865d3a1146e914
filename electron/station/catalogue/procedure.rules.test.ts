import { describe, expect, it } from "vitest";
import { type Procedure, procedureSchema, type RouteLeg } from "../../../contract/catalogue.ts";
import type { AppError } from "../../../contract/errors.ts";
import { asCase, feeLines, feesOf, feeTotal, priceOf, routeFits, routeTime } from "./procedure.rules.ts";

/** A procedure with whatever the test is about; the rest is the least there is. */
function procedure(parts: Record<string, unknown>): Procedure {
  return procedureSchema.parse({
    code: "2.000815",
    name: { vi: "Chứng thực bản sao" },
    field: { code: "CT", name: { vi: "Chứng thực" } },
    serviceGroup: "certification",
    level: "commune",
    time: { unit: "sameDay" },
    fee: { amount: 0, per: "dossier", text: { vi: "Không thu" } },
    components: [
      { id: "original", name: { vi: "Bản chính" }, originals: 1, copies: 0, required: true },
      { id: "copy", name: { vi: "Bản sao" }, originals: 0, copies: 1, required: true },
    ],
    result: { vi: "Bản sao" },
    online: "none",
    effectiveFrom: "2024-01-01",
    source: "test",
    ...parts,
  });
}

/** Thông tư 226/2016/TT-BTC: 2.000 đ for pages 1 and 2, 1.000 đ from page 3, at most 200.000 đ for a copy. */
const certification = procedure({
  fee: {
    amount: 2000,
    per: "page",
    pageTiers: [{ fromPage: 3, amount: 1000 }],
    mostPerCopy: 200_000,
    text: { vi: "2.000 đồng/trang" },
  },
});

describe("the price of a copy by its pages", () => {
  it.each([
    [1, 2000],
    [2, 4000],
    [3, 5000],
    [5, 7000],
    [10, 12_000],
    [100, 102_000],
    // 2 × 2.000 + 196 × 1.000 = 200.000: the last page that still costs something.
    [198, 200_000],
    [199, 200_000],
    [9999, 200_000],
  ])("%i pages: %i đ", (pages, price) => {
    expect(priceOf(certification.fee, pages)).toBe(price);
  });

  it.each([
    [1, 5000],
    [4, 20_000],
    [5, 23_000],
    [9, 35_000],
    [10, 36_000],
    [12, 38_000],
  ])("two tiers, %i pages: %i đ", (pages, price) => {
    const fee = {
      ...certification.fee,
      amount: 5000,
      pageTiers: [
        { fromPage: 5, amount: 3000 },
        { fromPage: 10, amount: 1000 },
      ],
    };
    expect(priceOf(fee, pages)).toBe(price);
  });

  it("does not count pages where the fee is by the copy or the dossier", () => {
    expect(priceOf({ ...certification.fee, per: "copy", amount: 8000 }, 12)).toBe(8000);
    expect(priceOf({ ...certification.fee, per: "dossier", amount: 10_000 }, 12)).toBe(10_000);
  });
});

describe("fee lines", () => {
  it("are one for each paper that is copied", () => {
    const lines = feeLines(certification, null, [
      { feeId: "main", count: 2, pages: 5 },
      { feeId: "main", count: 3, pages: 1 },
    ]);
    expect(lines.map(({ amount, quantity }) => [amount, quantity])).toEqual([
      [7000, 2],
      [2000, 3],
    ]);
    expect(feeTotal(lines)).toBe(20_000);
  });

  const land = procedure({
    code: "1.013831",
    fee: {
      amount: 100_000,
      per: "dossier",
      text: { vi: "theo Nghị quyết" },
      exemptions: [
        { id: "poor", name: { vi: "Hộ nghèo" }, percent: 100 },
        { id: "online", name: { vi: "Nộp trực tuyến" }, percent: 50 },
      ],
    },
    otherFees: [
      {
        id: "registration",
        name: { vi: "Lệ phí trước bạ" },
        kind: "fee",
        amount: 33_333,
        per: "dossier",
        exemptions: [{ id: "online", name: { vi: "Nộp trực tuyến" }, percent: 50 }],
        collectAt: "supplement",
      },
      { id: "extract", name: { vi: "Phí trích lục" }, kind: "charge", amount: 8000, per: "copy" },
    ],
    cases: [
      { id: "late", name: { vi: "Quá hạn" }, feeAmount: 120_000 },
      { id: "renewal", name: { vi: "Cấp đổi" }, otherFees: ["extract"] },
      { id: "free", name: { vi: "Đúng hạn" }, feeAmount: 0, otherFees: [] },
    ],
  });
  const amounts = (...args: Parameters<typeof feeLines>) =>
    feeLines(...args).map(({ feeId, amount, quantity, exemption }) => [feeId, amount, quantity, exemption]);

  it("are all of the procedure's, each once where nothing is said", () => {
    expect(amounts(land, null)).toEqual([
      ["main", 100_000, 1, null],
      ["registration", 33_333, 1, null],
      ["extract", 8000, 1, null],
    ]);
  });

  it("take off what the kind of applicant is exempt from, the most where several fit, half a đồng in their favour", () => {
    expect(amounts(land, null, [{ feeId: "extract", count: 4 }], ["online"])).toEqual([
      ["main", 50_000, 1, "Nộp trực tuyến"],
      ["registration", 16_666, 1, "Nộp trực tuyến"],
      ["extract", 8000, 4, null],
    ]);
    expect(amounts(land, null, [], ["online", "poor"])[0]).toEqual(["main", 0, 1, "Hộ nghèo"]);
    expect(amounts(land, null, [], ["somebody-else"])[0]).toEqual(["main", 100_000, 1, null]);
  });

  it("are those of the case", () => {
    expect(amounts(land, "late")[0]).toEqual(["main", 120_000, 1, null]);
    expect(amounts(land, "renewal").map(([id]) => id)).toEqual(["main", "extract"]);
    expect(amounts(land, "free")).toEqual([]);
    expect(feesOf(asCase(land, "renewal")).map(({ id }) => id)).toEqual(["main", "extract"]);
  });

  it.each<[string, () => unknown]>([
    ["a case that there is not", () => feeLines(land, "nothing")],
    ["a fee that there is not", () => feeLines(land, null, [{ feeId: "x", count: 1 }])],
    [
      "a fee that the case does not have",
      () => feeLines(land, "renewal", [{ feeId: "registration", count: 1 }]),
    ],
    ["no copy", () => feeLines(land, null, [{ feeId: "main", count: 0 }])],
    ["half a copy", () => feeLines(land, null, [{ feeId: "main", count: 1.5 }])],
    ["too many", () => feeLines(land, null, [{ feeId: "main", count: 10_000 }])],
    ["pages below one", () => feeLines(land, null, [{ feeId: "main", count: 1, pages: -3 }])],
    ["not a number", () => feeLines(land, null, [{ feeId: "main", count: Number.NaN }])],
  ])("refuse %s", (_what, work) => {
    let refused: unknown;
    try {
      work();
    } catch (error) {
      refused = (error as AppError).code;
    }
    expect(refused).toBe("BAD_INPUT");
  });
});

describe("a case", () => {
  const leg = (count: number): RouteLeg => ({ node: "a", time: { unit: "workingDays", count } });
  const base = procedure({
    time: { unit: "workingDays", count: 12 },
    route: [leg(1), leg(10), leg(1)],
    cases: [
      { id: "quick", name: { vi: "Nhanh" }, time: { unit: "workingDays", count: 3 } },
      {
        id: "own-route",
        name: { vi: "Khác" },
        time: { unit: "workingDays", count: 3 },
        route: [leg(1), leg(2)],
      },
      { id: "one-paper", name: { vi: "Ít giấy" }, components: ["copy"] },
    ],
  });

  it("has its own time, papers and route, and the common ones where it says nothing", () => {
    expect(asCase(base, null)).toBe(base);
    expect(asCase(base, "one-paper")).toMatchObject({ time: base.time, route: base.route });
    expect(asCase(base, "one-paper").components.map(({ id }) => id)).toEqual(["copy"]);
    expect(asCase(base, "own-route").route).toHaveLength(2);
  });

  it("with another time has no legs that add up to the common one", () => {
    expect(asCase(base, "quick")).toMatchObject({ time: { count: 3 }, route: [] });
  });

  it("counts no pages where it has an amount of its own", () => {
    const flat = { ...certification, cases: [{ id: "flat", name: { vi: "Trọn gói" }, feeAmount: 5000 }] };
    expect(priceOf(asCase(flat, "flat").fee, 3)).toBe(15_000);
    expect(priceOf(asCase(flat, null).fee, 3)).toBe(5000);
  });
});

describe("a route", () => {
  const days = (count: number): RouteLeg => ({ node: "a", time: { unit: "workingDays", count } });
  const hours = (count: number): RouteLeg => ({ node: "a", time: { unit: "hours", count } });
  const now: RouteLeg = { node: "a", time: { unit: "sameDay" } };

  it("takes the sum of its legs, days and hours apart", () => {
    expect(routeTime([days(1), days(10), days(1)])).toEqual({ workingDays: 12, hours: 0 });
    expect(routeTime([hours(4), days(2), now])).toEqual({ workingDays: 2, hours: 4 });
  });

  it.each<[string, RouteLeg[], Procedure["time"], boolean]>([
    ["1 + 10 + 1 in 12 days", [days(1), days(10), days(1)], { unit: "workingDays", count: 12 }, true],
    ["1 + 10 + 1 in 15 days", [days(1), days(10), days(1)], { unit: "workingDays", count: 15 }, false],
    ["a leg of the same day", [now, days(3)], { unit: "workingDays", count: 3 }, true],
    ["all in the same day", [now, now], { unit: "sameDay" }, true],
    ["a day in the same day", [now, days(1)], { unit: "sameDay" }, false],
    ["hours in hours", [hours(4), hours(4)], { unit: "hours", count: 8 }, true],
    ["hours in days", [hours(8)], { unit: "workingDays", count: 1 }, false],
    ["no route", [], { unit: "workingDays", count: 7 }, true],
  ])("%s", (_what, route, time, fits) => {
    expect(routeFits(route, time)).toBe(fits);
  });
});
