import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type NumberedPaper,
  numberParts,
  numberTail,
  paperNumber,
  registerBook,
} from "../../../contract/paper-numbers.ts";
import { stationSeries } from "./numbers.rules.ts";

const papers: NumberedPaper[] = ["supplement", "refusal", "apology", "stop", "handover", "payment"];

describe("numbers of papers", () => {
  it("look as the forms have them, with the station behind the number from the second one on", () => {
    const of = (series: number) => papers.map((paper) => paperNumber(paper, 12, { year: "2026", series }));
    expect(of(1)).toEqual(["12/HDHS", "12/TCHS", "12/PXL", "12/TBD", "12/2026", "0000012/26-1"]);
    expect(of(3)).toEqual(["12-3/HDHS", "12-3/TCHS", "12-3/PXL", "12-3/TBD", "12-3/2026", "0000012/26-3"]);
    expect(registerBook({ year: "2026", series: 1 })).toBe("2026");
    expect(registerBook({ year: "2026", series: 2 })).toBe("2026-2");
  });

  it("of two stations, years or papers are never the same", () => {
    const number = fc.record({
      paper: fc.constantFrom(...papers),
      running: fc.integer({ min: 1, max: 99_999_999 }),
      year: fc.integer({ min: 2024, max: 2099 }).map(String),
      series: fc.integer({ min: 1, max: 60 }),
    });
    fc.assert(
      fc.property(number, number, (one, other) => {
        const of = ({ paper, running, ...series }: typeof one) => paperNumber(paper, running, series);
        const parts = numberParts(of(one));
        expect(parts).toEqual({ running: one.running, tail: numberTail(one.paper, one) });
        if (of(one) !== of(other)) return;
        expect([one.paper, one.running, one.series]).toEqual([other.paper, other.running, other.series]);
        // The abbreviations of forms 02 to 05 begin anew every year, as they always did.
        if (one.paper === "payment" || one.paper === "handover") expect(one.year).toBe(other.year);
      }),
    );
    expect(numberParts("")).toBeNull();
  });

  it("carry the station that its range of serials tells", () => {
    expect(stationSeries({ first: 1, last: 999 })).toBe(1);
    for (const station of [1, 2, 9, 60])
      expect(stationSeries({ first: (station - 1) * 1000 + 1, last: station * 1000 })).toBe(station);
  });
});
