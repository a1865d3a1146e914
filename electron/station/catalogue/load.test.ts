import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Procedure } from "../../../contract/catalogue.ts";
import { languages } from "../../../contract/text.ts";
import { loadPaperDesign } from "../printing/design-files.ts";
import { loadCatalogue } from "./load.ts";
import { asCase, type FeeQuantity, feeLines, feeTotal, routeTime } from "./procedure.rules.ts";
import { searchProcedures } from "./search.rules.ts";

const office = resolve(import.meta.dirname, "../../../data/phu-ninh");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "office-"));
  cpSync(office, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

// biome-ignore lint/suspicious/noExplicitAny: the test bends the file in every way
function bend(file: string, change: (content: any) => void): void {
  const path = join(folder, file);
  const content = JSON.parse(readFileSync(path, "utf8"));
  change(content);
  writeFileSync(path, JSON.stringify(content));
}

describe("the example office", () => {
  it("is Phù Ninh with its communes, procedures and years", async () => {
    const { catalogue, pins } = await loadCatalogue(office);
    const communes = catalogue.agencies.filter((agency) => agency.level === "commune");
    expect(communes.filter((agency) => agency.effectiveTo === "2025-06-30")).toHaveLength(17);
    expect(communes.filter((agency) => agency.effectiveTo === undefined)).toHaveLength(5);
    expect(catalogue.procedures.length).toBeGreaterThanOrEqual(12);
    expect(catalogue.calendar.years.map((year) => year.year)).toEqual([2024, 2025, 2026, 2027]);
    expect(catalogue.staff.every((member) => !("pin" in member))).toBe(true);
    expect(Object.keys(pins)).toHaveLength(catalogue.staff.length);
  });

  it("speaks every language", async () => {
    const { catalogue } = await loadCatalogue(office);
    for (const entry of [...catalogue.procedures, ...catalogue.serviceGroups, ...catalogue.counters]) {
      for (const language of languages)
        expect(entry.name[language], `${entry.name.vi} in ${language}`).toBeTruthy();
    }
    await expect(loadPaperDesign(join(office, "papers"))).resolves.toBeDefined();
  });

  it("has every kind of time, level, division, fee and route, and says what it assumes", async () => {
    const { procedures, divisions } = (await loadCatalogue(office)).catalogue;
    const all = <T>(of: (procedure: Procedure) => T | T[]) => new Set(procedures.flatMap(of));
    expect(all(({ time }) => time.unit)).toEqual(new Set(["workingDays", "hours", "sameDay"]));
    expect(all(({ level }) => level)).toEqual(new Set(["commune", "district", "province"]));
    expect(all(({ online }) => online)).toEqual(new Set(["full", "partial", "none"]));
    expect(all(({ fee }) => fee.per)).toEqual(new Set(["page", "copy", "dossier"]));
    const busy = all(({ division = "", route }) => [division, ...route.map(({ node }) => node)]);
    expect(divisions.filter(({ id }) => !busy.has(id))).toEqual([]);
    const bases = procedures.flatMap(({ fee, otherFees }) =>
      [fee, ...otherFees].flatMap((one) => one.exemptions),
    );
    expect(bases.length).toBeGreaterThan(40);
    for (const entry of bases) expect(entry.legalBasis !== "" || entry.assumed).toBe(true);
    for (const { source } of procedures) expect(source).not.toBe("");
  });

  it("knows the example cases of the law", async () => {
    const { procedures } = (await loadCatalogue(office)).catalogue;
    const on = (code: string, day: string) =>
      procedures.find(
        (entry) => entry.code === code && entry.effectiveFrom <= day && day <= (entry.effectiveTo ?? day),
      ) as Procedure;
    const cost = (code: string, ...how: [string | null, FeeQuantity[]?, string[]?]) =>
      feeTotal(feeLines(on(code, "2026-11-24"), ...how));
    // Certified copies: 3 of 5 pages are 3 × (2 × 2.000 + 3 × 1.000).
    expect(cost("2.000815", "nhieu-phuc-tap", [{ feeId: "main", count: 3, pages: 5 }])).toBe(21_000);
    expect(cost("1.001193", "dung-han")).toBe(0);
    expect(cost("1.001193", "qua-han")).toBe(8000);
    expect(cost("1.001193", "qua-han", [], ["ho-ngheo"])).toBe(0);
    expect(asCase(on("1.004859", "2026-11-24"), "xac-minh").time).toEqual({ unit: "workingDays", count: 6 });
    expect(cost("1.013831", "cap-moi")).toBe(28_000 + 500_000 + 100_000);
    expect(cost("1.013831", "xac-nhan")).toBe(28_000 + 500_000);
    expect(routeTime(on("1.009994", "2026-11-24").route)).toEqual({ workingDays: 12, hours: 0 });
    expect(on("1.001612", "2025-06-30").level).toBe("district");
    expect(on("1.001612", "2025-07-01").level).toBe("commune");
  });

  it("has the same hash however its files are laid out", async () => {
    const before = (await loadCatalogue(folder)).sha256;
    bend("procedures.json", () => undefined);
    expect((await loadCatalogue(folder)).sha256).toBe(before);
    bend("procedures.json", (procedures) => {
      procedures[0].fee.amount += 1;
    });
    expect((await loadCatalogue(folder)).sha256).not.toBe(before);
  });
});

describe("a fault in a file", () => {
  it.each<[string, string, (content: never) => void, string]>([
    [
      "procedures.json",
      "[1].components[0].originals",
      (all: { components: { originals: unknown }[] }[]) => {
        if (all[1]?.components[0]) all[1].components[0].originals = "two";
      },
      "a word for a number",
    ],
    [
      "procedures.json",
      "[2].code",
      (all: { code: string }[]) => {
        if (all[2]) all[2].code = "1193";
      },
      "no national code",
    ],
    [
      "procedures.json",
      "[2].effectiveFrom",
      (all: { code?: string }[]) => {
        if (all[2] && all[1]?.code) all[2].code = all[1].code;
      },
      "two versions in force at once",
    ],
    [
      "procedures.json",
      "[0].serviceGroup",
      (all: { serviceGroup: string }[]) => {
        if (all[0]) all[0].serviceGroup = "nowhere";
      },
      "an unknown group",
    ],
    [
      "service-groups.json",
      "[1].letter",
      (all: { letter: string }[]) => {
        if (all[1]) all[1].letter = "A";
      },
      "a letter twice",
    ],
    [
      "counters.json",
      "[0].serviceGroups[0]",
      (all: { serviceGroups: string[] }[]) => {
        if (all[0]) all[0].serviceGroups[0] = "x";
      },
      "a counter for an unknown group",
    ],
    [
      "office.json",
      "agency",
      (it: { agency: string }) => {
        it.agency = "000";
      },
      "an unknown agency",
    ],
    [
      "office.json",
      "dossierCodePattern",
      (it: { dossierCodePattern: string }) => {
        it.dossierCodePattern = "{agency}";
      },
      "codes that could repeat",
    ],
    [
      "agencies.json",
      "[2].successor",
      (all: { successor: string }[]) => {
        if (all[2]) all[2].successor = "?";
      },
      "an unknown successor",
    ],
    [
      "calendar.json",
      "week[0]",
      (it: { week: unknown[][] }) => {
        it.week[0] = [];
      },
      "a week without Mondays",
    ],
    [
      "calendar.json",
      "week[4][1]",
      (it: { week: { from: string }[][] }) => {
        const afternoon = it.week[4]?.[1];
        if (afternoon) afternoon.from = "11:00";
      },
      "working hours that overlap",
    ],
    [
      "calendar.json",
      "years[1].year",
      (it: { years: { year: number }[] }) => {
        if (it.years[1]) it.years[1].year = 2030;
      },
      "a year left out",
    ],
    [
      "calendar.json",
      "years[0].holidays[1]",
      (it: { years: { holidays: { from: string }[] }[] }) => {
        const day = it.years[0]?.holidays[1];
        if (day) day.from = "2023-12-31";
      },
      "holidays that overlap",
    ],
    [
      "calendar.json",
      "years[2].holidays[4]",
      (it: { years: { holidays: { to: string }[] }[] }) => {
        const day = it.years[2]?.holidays[4];
        if (day) day.to = "2027-01-02";
      },
      "a holiday that reaches into another year",
    ],
    [
      "staff.json",
      "[0].pin",
      (all: { pin: string }[]) => {
        if (all[0]) all[0].pin = "abc";
      },
      "a PIN of letters",
    ],
  ])("%s at %s: nothing is loaded (%4$s)", async (file, path, change) => {
    bend(file, change as (content: unknown) => void);
    await expect(loadCatalogue(folder)).rejects.toMatchObject({
      code: "DATA_FILE_INVALID",
      data: { file: join(folder, file), path },
    });
  });

  it("names line and column where it is no JSON", async () => {
    writeFileSync(join(folder, "counters.json"), '[\n  { "id": "1",\n    "number": }\n]');
    await expect(loadCatalogue(folder)).rejects.toMatchObject({
      code: "DATA_FILE_INVALID",
      data: { path: "line 3, column 15" },
    });
  });

  it("names a file that is not there", async () => {
    rmSync(join(folder, "staff.json"));
    await expect(loadCatalogue(folder)).rejects.toMatchObject({
      code: "DATA_FILE_MISSING",
      data: { file: join(folder, "staff.json") },
    });
  });
});

describe("searchProcedures", () => {
  it.each([
    ["khai sinh", "1.001193"],
    ["KHAI SINH", "1.001193"],
    ["dkks", "1.001193"],
    ["1.0011", "1.001193"],
    ["dang ky ho kinh doanh", "1.001612"],
    ["đất chuyển nhượng", "1.013831"],
    ["birth", "1.001193"],
    ["căsător", "1.000894"],
  ])("finds by %s", async (query, code) => {
    const { catalogue } = await loadCatalogue(office);
    expect(searchProcedures(catalogue.procedures, query, null)[0]?.code).toBe(code);
  });

  it("keeps to a group, gives all for nothing typed and none for nonsense", async () => {
    const { procedures } = (await loadCatalogue(office)).catalogue;
    expect(searchProcedures(procedures, "", null)).toHaveLength(procedures.length);
    expect(searchProcedures(procedures, "", "business").map((entry) => entry.code)).toContain("1.001612");
    expect(searchProcedures(procedures, "dat", "business")).toEqual([]);
    expect(searchProcedures(procedures, "xyzzy", null)).toEqual([]);
    expect(searchProcedures(procedures, "'; DROP TABLE procedures; --", null)).toEqual([]);
  });
});
