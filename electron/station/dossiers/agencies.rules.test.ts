import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Agency, agencySchema } from "../../../contract/catalogue.ts";
import { loadCatalogue } from "../catalogue/load.ts";
import { competentAgency } from "./agencies.rules.ts";

const agency = (code: string, more: Partial<Agency> = {}): Agency =>
  agencySchema.parse({
    code,
    name: { vi: code },
    level: "commune",
    effectiveFrom: "1999-09-01",
    source: "test",
    ...more,
  });

describe("the competent agency", () => {
  it("is the agency itself on its last day, and its successor from the next", () => {
    const all = [agency("old", { effectiveTo: "2025-06-30", successor: "new" }), agency("new")];
    expect(competentAgency("old", "2025-06-30", all)).toBe("old");
    expect(competentAgency("old", "2025-07-01", all)).toBe("new");
    expect(competentAgency("new", "2025-07-01", all)).toBe("new");
  });

  it("is found through several mergers, each in its time", () => {
    const all = [
      agency("a", { effectiveTo: "2019-12-31", successor: "b" }),
      agency("b", { effectiveTo: "2025-06-30", successor: "c" }),
      agency("c"),
    ];
    const on = (day: string) => competentAgency("a", day, all);
    expect([on("2019-12-31"), on("2020-01-01"), on("2025-07-01")]).toEqual(["a", "b", "c"]);
  });

  it("stays as it is named where nobody follows, nobody knows it, or the data go in a circle", () => {
    const all = [
      agency("ended", { effectiveTo: "2025-06-30" }),
      agency("x", { effectiveTo: "2020-01-01", successor: "y" }),
      agency("y", { effectiveTo: "2020-01-01", successor: "x" }),
    ];
    expect(competentAgency("ended", "2026-01-01", all)).toBe("ended");
    expect(competentAgency("unknown", "2026-01-01", all)).toBe("unknown");
    expect(["x", "y"]).toContain(competentAgency("x", "2026-01-01", all));
  });

  it("of each of the district's 17 communes is one of the five of July 2025", async () => {
    const { catalogue } = await loadCatalogue(resolve(import.meta.dirname, "../../../data/phu-ninh"));
    const { agencies } = catalogue;
    const former = agencies.filter(
      ({ level, effectiveTo }) => level === "commune" && effectiveTo !== undefined,
    );
    expect(former).toHaveLength(17);
    const after = former.map(({ code }) => competentAgency(code, "2025-07-01", agencies));
    expect(new Set(after).size).toBe(5);
    for (const code of after) {
      const found = agencies.find((entry) => entry.code === code);
      expect([found?.level, found?.effectiveFrom, found?.effectiveTo]).toEqual([
        "commune",
        "2025-07-01",
        undefined,
      ]);
    }
  });

  it("is the same whether asked of an agency or of one before it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ successor: fc.nat(9), year: fc.integer({ min: 2000, max: 2030 }) }), {
          minLength: 10,
          maxLength: 10,
        }),
        fc.integer({ min: 1999, max: 2031 }),
        (chain, year) => {
          // Successors come later in the list: no circles.
          const all = chain.map((entry, index) =>
            agency(String(index), {
              effectiveTo: `${entry.year}-12-31`,
              ...(index + 1 + entry.successor < 10 ? { successor: String(index + 1 + entry.successor) } : {}),
            }),
          );
          for (const { code } of all) {
            const found = competentAgency(code, `${year}-06-01`, all);
            expect(competentAgency(found, `${year}-06-01`, all)).toBe(found);
          }
        },
      ),
    );
  });
});
