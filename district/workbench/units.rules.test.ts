import { expect, it } from "vitest";
import type { Agency, Division } from "../../contract/catalogue.ts";
import { areWith, unitsOf } from "./units.rules.ts";

const OURS = "000.00.15.H44";
const FORMER = "000.00.14.H44";
const COMMUNE = "000.01.15.H44";
const NOW = "2026-11-25T03:00:00.000Z";

const agency = (code: string, more: Partial<Agency> = {}): Agency => ({
  code,
  name: { vi: code },
  level: "district",
  effectiveFrom: "2000-01-01",
  source: "",
  assumed: [],
  ...more,
});
const division = (id: string, of?: string): Division => ({
  id,
  name: { vi: id },
  phone: "",
  ...(of === undefined ? {} : { agency: of }),
});
const office = {
  office: { agency: OURS } as Parameters<typeof unitsOf>[1]["office"],
  agencies: [
    agency(OURS),
    agency(FORMER, { effectiveTo: "2025-06-30", successor: OURS }),
    agency(COMMUNE, { level: "commune" }),
  ],
  divisions: [
    division("finance"),
    division("justice"),
    division("to-us", OURS),
    division("province", "000.00.00.H44"),
  ],
};
const of = (role: "officer" | "head" | "supervisor", unit: string | null = null) =>
  unitsOf({ role, division: unit }, office, NOW);

it("an officer works for the own division, of dossiers that this office or one that it took over has accepted", () => {
  const units = of("officer", "finance");
  expect(areWith(units, "finance", { agency: OURS })).toBe(true);
  expect(areWith(units, "finance", { agency: FORMER })).toBe(true);
  // From before dossiers named their agency.
  expect(areWith(units, "finance", { agency: "" })).toBe(true);
  expect(areWith(units, "justice", { agency: OURS })).toBe(false);
  // A commune may have a division that is called the same.
  expect(areWith(units, "finance", { agency: COMMUNE })).toBe(false);
});

it("the head works for all of the office, and for what others give it by name, never for another agency's", () => {
  const units = of("head");
  expect(areWith(units, "justice", { agency: OURS })).toBe(true);
  expect(areWith(units, "to-us", { agency: COMMUNE })).toBe(true);
  expect(areWith(units, OURS, { agency: COMMUNE })).toBe(true);
  expect(areWith(units, "province", { agency: OURS })).toBe(false);
});

it("an officer of a division that another node hands dossiers to has those as well", () => {
  expect(areWith(of("officer", "to-us"), "to-us", { agency: COMMUNE })).toBe(true);
});

it("who only looks, or whose division is gone, works for none", () => {
  for (const units of [of("supervisor"), of("officer"), of("officer", "gone")])
    expect([units.own, units.named]).toEqual([[], []]);
});
