import { describe, expect, it } from "vitest";
import { numberRange, queueDay, ticketLabel } from "./numbers.rules.ts";

describe("ticketLabel", () => {
  it("has three digits at least and never loses one", () => {
    expect(ticketLabel("A", 5)).toBe("A005");
    expect(ticketLabel("F", 1234)).toBe("F1234");
  });
});

describe("numberRange", () => {
  it("gives each host numbers that no other has", () => {
    const given = Array.from({ length: 8 }, (_, place) => numberRange(place, 500));
    given.forEach((range, place) => {
      expect(range.first).toBeLessThan(range.last);
      const next = given[place + 1];
      if (next !== undefined) expect(next.first).toBeGreaterThan(range.last);
    });
    expect(given[0]).toEqual({ first: 1, last: 499 });
  });
});

describe("queueDay", () => {
  // 23:59 and 00:01 in the office are 16:59 and 17:01 UTC.
  it("carries on over midnight until the new day begins", () => {
    expect(queueDay("2026-11-24T16:59:00.000Z", "04:00", "2026-11-24")).toBe("2026-11-24");
    expect(queueDay("2026-11-24T17:01:00.000Z", "04:00", "2026-11-24")).toBe("2026-11-24");
    expect(queueDay("2026-11-24T20:59:59.999Z", "04:00", "2026-11-24")).toBe("2026-11-24");
    expect(queueDay("2026-11-24T21:00:00.000Z", "04:00", "2026-11-24")).toBe("2026-11-25");
  });

  it("does not begin a former day anew when the clock is put back", () => {
    expect(queueDay("2026-11-23T03:00:00.000Z", "04:00", "2026-11-24")).toBe("2026-11-24");
    expect(queueDay("2026-11-17T03:00:00.000Z", "04:00", "2026-11-24")).toBe("2026-11-24");
  });

  it("believes the clock again where it was wrong by years", () => {
    expect(queueDay("2026-11-24T03:00:00.000Z", "04:00", "2036-01-01")).toBe("2026-11-24");
    expect(queueDay("2026-11-24T03:00:00.000Z", "04:00", null)).toBe("2026-11-24");
  });
});
