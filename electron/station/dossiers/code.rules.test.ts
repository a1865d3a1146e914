import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkCodePattern, dossierCode, nextSerial } from "./code.rules.ts";

const pattern = "{agency}-{YYMMDD}-{serial:4}";
const agency = "000.00.15.H44";

describe("dossierCode", () => {
  it("follows Circular 01/2018/TT-VPCP, article 19", () => {
    expect(dossierCode(pattern, { agency, day: "2026-11-24", serial: 7 })).toBe("000.00.15.H44-261124-0007");
  });

  it("can follow the longer form of 2026", () => {
    const long = "{agency}-{YYYYMMDD}-{serial:7}";
    expect(dossierCode(long, { agency: "G09.20", day: "2026-06-09", serial: 92637 })).toBe(
      "G09.20-20260609-0092637",
    );
  });

  it("never cuts a serial that outgrew its digits", () => {
    expect(dossierCode(pattern, { agency, day: "2026-11-24", serial: 12345 })).toMatch(/-12345$/);
  });

  it("differs whenever day or serial differ", () => {
    const day = fc.date({ min: new Date("2024-01-01"), max: new Date("2030-12-31"), noInvalidDate: true });
    const parts = fc.record({
      day: day.map((date) => date.toISOString().slice(0, 10)),
      serial: fc.integer({ min: 1, max: 99999 }),
    });
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const same = a.day === b.day && a.serial === b.serial;
        expect(dossierCode(pattern, { agency, ...a }) === dossierCode(pattern, { agency, ...b })).toBe(same);
      }),
    );
  });
});

describe("checkCodePattern", () => {
  it.each([pattern, "{agency}.{YYYYMMDD}/{serial:7}"])("takes %s", (good) => {
    expect(() => checkCodePattern(good)).not.toThrow();
  });
  it.each([
    ["{YYMMDD}-{serial:4}", "{agency} is missing"],
    ["{agency}-{serial:4}", "{YYMMDD} or {YYYYMMDD} is missing"],
    ["{agency}-{YYMMDD}", "{serial:N} is missing"],
    ["{agency}-{YYMMDD}-{serial:0}", "unknown token"],
    ["{agency}-{YYMMDD}-{serial:4}-{sum}", "unknown token"],
  ])("refuses %s", (bad, reason) => {
    expect(() => checkCodePattern(bad)).toThrow(
      expect.objectContaining({ code: "BAD_INPUT", data: expect.objectContaining({ reason }) }),
    );
  });
});

describe("nextSerial", () => {
  const range = { first: 1001, last: 1003 };
  it("starts at the station's range and counts on", () => {
    expect(nextSerial(null, range, "2026-11-24")).toBe(1001);
    expect(nextSerial(1001, range, "2026-11-24")).toBe(1002);
    expect(nextSerial(7, range, "2026-11-24")).toBe(1001);
  });
  it("stops at its end instead of taking another station's number", () => {
    expect(() => nextSerial(1003, range, "2026-11-24")).toThrow(
      expect.objectContaining({ code: "CODE_SERIAL_EXHAUSTED", data: { date: "2026-11-24", last: 1003 } }),
    );
  });
});
