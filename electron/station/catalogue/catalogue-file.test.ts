import { resolve } from "node:path";
import ExcelJS from "exceljs";
import fc from "fast-check";
import JSZip from "jszip";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type Catalogue,
  type CatalogueFileReason,
  type Procedure,
  procedureSchema,
} from "../../../contract/catalogue.ts";
import { MOST_FILE_BYTES, readCatalogueFile, writeCatalogueFile } from "./catalogue-file.ts";
import { loadCatalogue } from "./load.ts";
import { letters } from "./workbook/read-rows.ts";

/** Files of procedures: real workbooks, written and read. */

let catalogue: Catalogue;
beforeAll(async () => {
  catalogue = (await loadCatalogue(resolve(import.meta.dirname, "../../../data/phu-ninh"))).catalogue;
});

function known() {
  return {
    serviceGroups: new Set(catalogue.serviceGroups.map(({ id }) => id)),
    divisions: catalogue.divisions,
    agencies: new Set(catalogue.agencies.map(({ code }) => code)),
  };
}
const read = (bytes: Uint8Array) => readCatalogueFile(bytes, known());

describe("a file that was exported", () => {
  it.each(["xlsx", "json"] as const)("as %s is imported as what it was", async (format) => {
    const bytes = await writeCatalogueFile(catalogue, format);
    const back = await read(bytes);
    expect(back.faults).toEqual([]);
    expect(back.procedures).toEqual(catalogue.procedures);
    expect(back.divisions).toEqual(catalogue.divisions);
    expect(JSON.stringify(back.procedures)).toBe(JSON.stringify(catalogue.procedures));
  });

  it("is what it was whatever procedures it has", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryProcedure(), { minLength: 1, maxLength: 4 }), async (made) => {
        const procedures = made.map((procedure, index) => ({
          ...procedure,
          code: `1.${String(index).padStart(6, "0")}`,
        }));
        const back = await read(
          await writeCatalogueFile({ procedures, divisions: catalogue.divisions }, "xlsx"),
        );
        expect(back.faults).toEqual([]);
        expect(back.procedures).toEqual(procedures);
      }),
      { numRuns: 40 },
    );
  });

  it("has rows ready below the last one: a code that is typed there stays text, words are chosen from lists", async () => {
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load((await writeCatalogueFile(catalogue, "xlsx")) as unknown as ExcelJS.Buffer);
    const sheet = workbook.getWorksheet("Thủ tục") as ExcelJS.Worksheet;
    const below = catalogue.procedures.length + 10;
    expect(sheet.getCell(below, 1)).toMatchObject({ value: null, numFmt: "@" });
    expect(sheet.getRow(2).hidden).toBe(true);
    const level = (sheet.getRow(2).values as string[]).indexOf("level");
    expect(sheet.getCell(below, level).dataValidation).toMatchObject({ type: "list", allowBlank: true });
  });

  it("of 2,000 procedures is read back whole", { timeout: 120_000 }, async () => {
    const procedures = many(2000);
    const start = performance.now();
    const bytes = await writeCatalogueFile({ procedures, divisions: catalogue.divisions }, "xlsx");
    const written = performance.now();
    const back = await read(bytes);
    console.log(
      `2,000 procedures: ${(bytes.length / 1e6).toFixed(1)} MB, written in ${(written - start).toFixed(0)} ms, read in ${(performance.now() - written).toFixed(0)} ms`,
    );
    expect(back.faults).toEqual([]);
    expect(back.procedures).toHaveLength(2000);
    expect(back.procedures).toEqual(procedures);
  });
});

/** So many procedures, made of the office's own, each with a code of its own. */
function many(count: number): Procedure[] {
  const open = catalogue.procedures.filter(({ effectiveTo }) => effectiveTo === undefined);
  return Array.from({ length: count }, (_, index) => ({
    ...(open[index % open.length] as Procedure),
    code: `3.${String(index).padStart(6, "0")}`,
  }));
}

function arbitraryProcedure() {
  // Words as people write them, and what looks like a formula, a number, a date or markup.
  const word = fc
    .oneof(
      fc.stringMatching(/^[\p{L}\p{N}!-:<-~]{1,12}$/u),
      fc.constantFrom(
        "=1+1",
        "+84",
        "-5",
        "@SUM",
        "<b>",
        "&amp;",
        "'x",
        "01/07/2025",
        "1.000",
        "TRUE",
        "đ",
        "Ứng dụng",
      ),
    )
    .map((text) => text.normalize("NFC"));
  const sentence = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => `a${words.join(" ")}`);
  const text = fc.record({ vi: sentence, en: sentence, ro: sentence }, { requiredKeys: ["vi"] });
  const id = fc.stringMatching(/^[a-z][a-z0-9-]{1,8}$/).filter((value) => value !== "main");
  const ids = (most: number) => fc.uniqueArray(id, { minLength: 1, maxLength: most });
  const days = fc.integer({ min: 1, max: 30 }).map((count) => ({ unit: "workingDays" as const, count }));
  const time = fc.oneof(
    days,
    fc.integer({ min: 1, max: 60 }).map((count) => ({ unit: "hours" as const, count })),
    fc.constant({ unit: "sameDay" as const }),
  );
  const exemptions = ids(3).chain((all) =>
    fc.tuple(
      ...all.map((one) =>
        fc.record({
          id: fc.constant(one),
          name: text,
          percent: fc.integer({ min: 1, max: 100 }),
          legalBasis: sentence,
          assumed: fc.boolean(),
        }),
      ),
    ),
  );
  const rate = fc.oneof(
    fc.record({ amount: fc.nat(1_000_000_000), per: fc.constantFrom("dossier" as const, "copy" as const) }),
    fc.record({
      amount: fc.nat(100_000),
      per: fc.constant("page" as const),
      pageTiers: fc
        .uniqueArray(fc.integer({ min: 2, max: 100 }), { maxLength: 3 })
        .map((pages) => pages.sort((a, b) => a - b).map((fromPage) => ({ fromPage, amount: fromPage * 10 }))),
      mostPerCopy: fc.integer({ min: 1, max: 1_000_000 }),
    }),
  );
  const fee = fc
    .tuple(
      rate,
      exemptions,
      fc.constantFrom("fee" as const, "charge" as const),
      fc.constantFrom("receipt", "supplement", "result"),
    )
    .map(([one, exempt, kind, collectAt]) => ({ ...one, exemptions: exempt, kind, collectAt }));
  return fc
    .record({
      name: text,
      field: fc.constantFrom(
        { code: "A", name: { vi: "Đất đai" } },
        { code: "B", name: { vi: "Hộ tịch", en: "Civil status" } },
      ),
      level: fc.constantFrom("commune", "district", "province"),
      online: fc.constantFrom("full", "partial", "none"),
      time,
      cutOff: fc.constantFrom("15:00", "09:05", undefined),
      result: text,
      source: sentence,
      keywords: fc.array(
        sentence.filter((entry) => !entry.includes(";")),
        { maxLength: 3 },
      ),
      fee,
      wording: text,
      otherFee: fee,
      otherFees: ids(2),
      components: ids(5),
      counts: fc.tuple(
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 0, max: 9 }),
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
      ),
      form: fc.constantFrom(undefined, { name: "Mẫu 01" }, { name: "CT01", url: "https://example.vn/a?b=1" }),
      cases: ids(3),
      caseFee: fc.option(fc.nat(1_000_000), { nil: undefined }),
      caseParts: fc.constantFrom("all", "none", "first"),
      caseTime: fc.option(days, { nil: undefined }),
      emptyRoute: fc.boolean(),
      route: fc.array(fc.tuple(fc.constantFrom("tu-phap", "cong-an", "counter", "tinh"), days), {
        maxLength: 4,
      }),
      effectiveFrom: fc.date({
        min: new Date("2015-01-01"),
        max: new Date("2030-01-01"),
        noInvalidDate: true,
      }),
      supplementDays: fc.integer({ min: 1, max: 365 }),
    })
    .map((made): Procedure => {
      const total = made.route.reduce((sum, [, leg]) => sum + leg.count, 0);
      const part = (all: readonly string[]) =>
        made.caseParts === "all" ? undefined : made.caseParts === "none" ? [] : all.slice(0, 1);
      const parsed = {
        code: "1.000000",
        ...made,
        division: "tu-phap",
        serviceGroup: "civil-status",
        cutOff: made.cutOff,
        effectiveFrom: made.effectiveFrom.toISOString().slice(0, 10),
        time: total === 0 ? made.time : { unit: "workingDays" as const, count: total },
        route: made.route.map(([node, leg]) => ({ node, time: leg })),
        fee: { ...made.fee, text: made.wording },
        otherFees: made.otherFees.map((one) => ({ id: one, name: made.name, ...made.otherFee })),
        components: made.components.map((one) => ({
          id: one,
          name: made.name,
          originals: made.counts[0],
          copies: made.counts[1],
          required: made.counts[2],
          presentOnly: made.counts[3],
          reusable: made.counts[4],
          ...(made.form === undefined ? {} : { form: made.form }),
        })),
        cases: made.cases.map((one) => ({
          id: one,
          name: made.name,
          time: made.caseTime,
          components: part(made.components),
          feeAmount: made.caseFee,
          otherFees: part(made.otherFees),
          ...(made.emptyRoute && made.caseTime !== undefined ? { route: [] } : {}),
        })),
      };
      // As it is read from a data file: without what is undefined.
      return procedureSchema.parse(JSON.parse(JSON.stringify(parsed)));
    });
}

describe("what people do to a workbook", () => {
  let small: Uint8Array;
  beforeAll(async () => {
    const procedures = catalogue.procedures.filter(({ code }) =>
      ["2.000815", "1.009994", "1.001193", "1.001612"].includes(code),
    );
    small = await writeCatalogueFile({ procedures, divisions: catalogue.divisions }, "xlsx");
  });

  /** The workbook, changed by hand. */
  async function changed(change: (workbook: ExcelJS.Workbook) => void): Promise<Uint8Array> {
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load(small as unknown as ExcelJS.Buffer);
    change(workbook);
    return new Uint8Array(await workbook.xlsx.writeBuffer());
  }
  const columnOf = (sheet: ExcelJS.Worksheet, key: string) => {
    let found = 0;
    sheet.getRow(2).eachCell((cell, place) => {
      if (cell.value === key) found = place;
    });
    expect(found, `column ${key} of ${sheet.name}`).toBeGreaterThan(0);
    return found;
  };
  const cell = (workbook: ExcelJS.Workbook, name: string, row: number, key: string) => {
    const sheet = workbook.getWorksheet(name) as ExcelJS.Worksheet;
    return sheet.getRow(row).getCell(columnOf(sheet, key));
  };
  const reasons = async (bytes: Uint8Array) => (await read(bytes)).faults.map(({ reason }) => reason);

  type Value = ExcelJS.CellValue;
  const error = { error: "#REF!" } as unknown as Value;

  it.each<[string, string, number, string, Value, CatalogueFileReason]>([
    ["a word for a number", "Thành phần hồ sơ", 3, "originals", "hai", "cellNumber"],
    ["a negative number", "Thành phần hồ sơ", 3, "originals", -1, "cellNumber"],
    ["half a paper", "Thành phần hồ sơ", 3, "copies", 1.5, "cellNumber"],
    ["a comma for a decimal point", "Thành phần hồ sơ", 3, "copies", "1,5", "cellNumber"],
    ["a hundred papers", "Thành phần hồ sơ", 3, "copies", 100, "cellNumber"],
    ["no number", "Thành phần hồ sơ", 3, "copies", null, "cellRequired"],
    ["spaces for a number", "Thành phần hồ sơ", 3, "copies", "   ", "cellRequired"],
    ["an exponent", "Phí, lệ phí", 3, "amount", "2e3", "cellNumber"],
    ["thousands badly grouped", "Phí, lệ phí", 3, "amount", "20.00", "cellNumber"],
    ["two numbers", "Phí, lệ phí", 3, "amount", "2000-3000", "cellNumber"],
    ["dollars", "Phí, lệ phí", 3, "amount", "$2000", "cellNumber"],
    ["more money than there is", "Phí, lệ phí", 3, "amount", 1e12, "cellNumber"],
    ["digits without end", "Phí, lệ phí", 3, "amount", "9".repeat(400), "cellNumber"],
    ["a yes for an amount", "Phí, lệ phí", 3, "amount", true, "cellNumber"],
    ["an error for an amount", "Phí, lệ phí", 3, "amount", error, "cellError"],
    ["a formula without a result", "Phí, lệ phí", 3, "amount", { formula: "A1+1" } as Value, "cellFormula"],
    [
      "a formula that failed",
      "Phí, lệ phí",
      3,
      "amount",
      { formula: "1/0", result: { error: "#DIV/0!" } } as Value,
      "cellError",
    ],
    ["the 31st of February", "Thủ tục", 3, "effectiveFrom", "31/02/2025", "cellDay"],
    ["month and day changed about", "Thủ tục", 3, "effectiveFrom", "2025/13/01", "cellDay"],
    ["an American date", "Thủ tục", 3, "effectiveFrom", "12/31/2025", "cellDay"],
    ["two digits of a year", "Thủ tục", 3, "effectiveFrom", "01/07/25", "cellDay"],
    ["a year of long ago", "Thủ tục", 3, "effectiveFrom", "01/01/0025", "cellDay"],
    ["words for a date", "Thủ tục", 3, "effectiveFrom", "hôm nay", "cellDay"],
    ["a small number for a date", "Thủ tục", 3, "effectiveFrom", 5, "cellDay"],
    ["no date", "Thủ tục", 3, "effectiveFrom", null, "cellRequired"],
    ["an hour that there is not", "Thủ tục", 3, "cutOff", "25:00", "cellClock"],
    ["a minute that there is not", "Thủ tục", 3, "cutOff", "15:75", "cellClock"],
    ["three o'clock in words", "Thủ tục", 3, "cutOff", "ba giờ chiều", "cellClock"],
    ["a whole day for a clock", "Thủ tục", 3, "cutOff", 2, "cellClock"],
    ["no national code", "Thủ tục", 3, "code", "1193", "cellCode"],
    ["a code of letters", "Thủ tục", 3, "code", "A.000815", "cellCode"],
    ["markup for a code", "Thủ tục", 3, "code", "<script>alert(1)</script>", "cellCode"],
    ["SQL for a code", "Thủ tục", 3, "code", "1'; DROP TABLE procedures; --", "cellCode"],
    ["a level that there is not", "Thủ tục", 3, "level", "Liên xã", "cellChoice"],
    ["a number for a level", "Thủ tục", 3, "level", 3, "cellChoice"],
    ["a unit of time that there is not", "Thủ tục", 3, "time.unit", "tuần", "cellChoice"],
    ["a time for the same day", "Thủ tục", 3, "time.count", 2, "cellInvalid"],
    ["no unit of time", "Thủ tục", 3, "time.unit", null, "cellRequired"],
    ["an unknown online level", "Thủ tục", 3, "online", "mức 4", "cellChoice"],
    ["a group that there is not", "Thủ tục", 3, "serviceGroup", "nowhere", "unknownGroup"],
    ["a division that there is not", "Thủ tục", 3, "division", "phong-ma", "unknownDivision"],
    ["a field that there is not", "Thủ tục", 3, "field", "XX", "unknownField"],
    ["no Vietnamese name", "Thủ tục", 3, "name.vi", null, "cellRequired"],
    ["a name without end", "Thủ tục", 3, "name.vi", "á".repeat(5000), "cellTooLong"],
    ["too many days for a supplement", "Thủ tục", 3, "supplementDays", 999, "cellNumber"],
    ["an end before the beginning", "Thủ tục", 3, "effectiveTo", "01/01/2020", "endsBeforeItBegins"],
    ["an id with spaces", "Thành phần hồ sơ", 3, "id", "bản chính", "cellInvalid"],
    ["an id in capitals", "Thành phần hồ sơ", 3, "id", "ORIGINAL", "cellInvalid"],
    ["an id twice", "Thành phần hồ sơ", 4, "id", "original", "twice"],
    ["maybe for yes", "Thành phần hồ sơ", 3, "required", "có thể", "cellYesNo"],
    ["seven for yes", "Thành phần hồ sơ", 3, "required", 7, "cellYesNo"],
    ["a link that is none", "Thành phần hồ sơ", 3, "form.url", "javascript:alert(1)", "cellInvalid"],
    ["a link without a name", "Thành phần hồ sơ", 3, "form.url", "https://example.vn/mau", "cellRequired"],
    ["a component of nothing", "Thành phần hồ sơ", 3, "code", "9.999999", "rowWithoutProcedure"],
    ["a version of nothing", "Thành phần hồ sơ", 3, "effectiveFrom", "01/01/2030", "rowWithoutProcedure"],
    ["tiers of words", "Phí, lệ phí", 3, "pageTiers", "từ trang 3", "cellTiers"],
    ["a tier from the first page", "Phí, lệ phí", 3, "pageTiers", "1: 1000", "cellTiers"],
    ["tiers out of order", "Phí, lệ phí", 3, "pageTiers", "5: 1000; 3: 500", "tierOrder"],
    ["tiers of a fee by the dossier", "Phí, lệ phí", 3, "per", "hồ sơ", "tiersByPage"],
    ["a main fee that is called otherwise", "Phí, lệ phí", 3, "id", "other", "noFee"],
    ["an unknown kind of fee", "Phí, lệ phí", 3, "kind", "thuế", "cellChoice"],
    ["more than all taken off", "Miễn giảm", 3, "percent", 120, "cellNumber"],
    ["nothing taken off", "Miễn giảm", 3, "percent", 0, "cellNumber"],
    ["an exemption from nothing", "Miễn giảm", 3, "fee", "nothing", "unknownFee"],
    ["a leg too long", "Quy trình liên thông", 3, "time.count", 7, "routeTime"],
    ["a leg at nobody's", "Quy trình liên thông", 3, "node", "nobody", "unknownDivision"],
    ["a leg of an unknown case", "Quy trình liên thông", 3, "case", "nothing", "unknownCase"],
    ["a leg without a time", "Quy trình liên thông", 3, "time.unit", null, "cellRequired"],
    ["an unknown paper of a case", "Trường hợp", 3, "components", "original; nothing", "unknownComponent"],
    ["an unknown fee of a case", "Trường hợp", 3, "otherFees", "nothing", "unknownFee"],
    ["a division twice", "Đơn vị", 4, "id", "tu-phap", "twice"],
    ["a division of no agency", "Đơn vị", 3, "agency", "000.00.99.H44", "cellInvalid"],
    ["a field twice", "Lĩnh vực", 4, "code", "CT", "twice"],
  ])("%s: said of its cell", async (what, sheet, row, key, value, reason) => {
    let place = "";
    const bytes = await changed((workbook) => {
      const target = cell(workbook, sheet, row, key);
      target.value = value;
      place = `${sheet} ${target.address}`;
    });
    const { faults } = await read(bytes);
    expect(faults.map((fault) => fault.reason)).toContain(reason);
    // Some cells are wrong because of another: what is missing is said where it is missing.
    if (reason !== "noFee" && what !== "a link without a name")
      expect(
        faults
          .filter((fault) => fault.reason === reason)
          .map((fault) => `${fault.sheet} ${fault.column}${fault.row}`),
      ).toContain(place);
  });

  it.each<[string, string, number, string, Value]>([
    ["thousands by full stops", "Phí, lệ phí", 3, "amount", "2.000"],
    ["thousands and the currency", "Phí, lệ phí", 3, "amount", " 2.000 đ "],
    ["thousands by a hard space", "Phí, lệ phí", 3, "amount", "2\u00a0000 đồng"],
    ["the result of a formula", "Phí, lệ phí", 3, "amount", { formula: "1000*2", result: 2000 } as Value],
    ["a date as text", "Thủ tục", 3, "effectiveFrom", "1/1/2024"],
    ["a date with full stops", "Thủ tục", 3, "effectiveFrom", "01.01.2024"],
    ["an ISO date", "Thủ tục", 3, "effectiveFrom", "2024-01-01"],
    ["the number of a date", "Thủ tục", 3, "effectiveFrom", 45292],
    ["the code as a number", "Thủ tục", 3, "code", 2.000815],
    ["the code as provinces write it", "Thủ tục", 3, "code", " 2.000815.000.00.00.H44 "],
    [
      "decomposed diacritics",
      "Thủ tục",
      3,
      "name.vi",
      "Chứng thực bản sao từ bản chính giấy tờ, văn bản".normalize("NFD"),
    ],
    [
      "stray and invisible characters",
      "Thủ tục",
      3,
      "name.vi",
      "  Chứng thực  bản sao\u200b từ bản chính\u00a0giấy tờ, văn bản ",
    ],
    [
      "coloured text",
      "Thủ tục",
      3,
      "name.vi",
      { richText: [{ text: "Chứng thực bản sao từ " }, { text: "bản chính giấy tờ, văn bản" }] } as Value,
    ],
    ["a word without diacritics", "Thủ tục", 3, "level", "xa"],
    ["a word in capitals", "Thủ tục", 3, "online", "MỘT PHẦN"],
    ["the value's own name", "Thủ tục", 3, "time.unit", "sameDay"],
    ["a time of the spreadsheet", "Thủ tục", 3, "cutOff", 0.625],
    ["an hour in Vietnamese", "Thủ tục", 3, "cutOff", "15h"],
    ["có for x", "Thành phần hồ sơ", 3, "required", "Có"],
    ["true for x", "Thành phần hồ sơ", 3, "required", true],
    ["không for nothing", "Thành phần hồ sơ", 3, "reusable", "không"],
    ["no first day where there is one version", "Thành phần hồ sơ", 3, "effectiveFrom", null],
  ])("%s is understood", async (_what, sheet, row, key, value) => {
    const back = await read(
      await changed((workbook) => {
        cell(workbook, sheet, row, key).value = value;
      }),
    );
    expect(back.faults).toEqual([]);
    expect(back.procedures).toEqual((await read(small)).procedures);
  });

  it("needs the first day where there are two versions", async () => {
    const bytes = await changed((workbook) => {
      const sheet = workbook.getWorksheet("Thành phần hồ sơ") as ExcelJS.Worksheet;
      sheet.eachRow((row) => {
        if (row.getCell(1).value === "1.001612") row.getCell(2).value = null;
      });
    });
    expect(await reasons(bytes)).toContain("versionUnclear");
  });

  it("does not mind another order of columns and sheets, a row above, notes beside, empty rows, no hidden keys", async () => {
    const bytes = await changed((workbook) => {
      const sheet = workbook.getWorksheet("Đơn vị") as ExcelJS.Worksheet;
      sheet.spliceRows(2, 1);
      sheet.spliceRows(1, 0, ["Danh sách đơn vị"]);
      sheet.getRow(3).getCell(20).value = "ghi chú";
      sheet.insertRow(5, []);
      const fields = workbook.getWorksheet("Lĩnh vực") as ExcelJS.Worksheet;
      fields.spliceColumns(1, 0, [null, null]);
      workbook.addWorksheet("Nháp").getCell("A1").value = "=1+1";
    });
    const back = await read(bytes);
    expect(back.faults).toEqual([]);
    expect(back.divisions).toEqual(catalogue.divisions);
  });

  it("says all faults at once, in the order of the sheets", async () => {
    const bytes = await changed((workbook) => {
      cell(workbook, "Thủ tục", 3, "level").value = "?";
      cell(workbook, "Thủ tục", 4, "code").value = "?";
      cell(workbook, "Thành phần hồ sơ", 3, "copies").value = "?";
      cell(workbook, "Phí, lệ phí", 3, "amount").value = "?";
    });
    const said = (await read(bytes)).faults.map(({ sheet, row, column }) => `${sheet} ${column}${row}`);
    expect(await reasons(bytes)).toEqual(
      expect.arrayContaining(["cellChoice", "cellCode", "cellNumber", "cellNumber"]),
    );
    // Each cell once.
    expect(new Set(said).size).toBe(said.length);
  });

  it("takes no merged cells", async () => {
    const bytes = await changed((workbook) => {
      const sheet = workbook.getWorksheet("Thành phần hồ sơ") as ExcelJS.Worksheet;
      sheet.mergeCells("C3:C4");
    });
    const { faults } = await read(bytes);
    expect(faults).toContainEqual(
      expect.objectContaining({ sheet: "Thành phần hồ sơ", row: 4, column: "C", reason: "cellMerged" }),
    );
  });

  it("names a sheet or a heading that is missing", async () => {
    const without = await changed((workbook) =>
      workbook.removeWorksheet(workbook.getWorksheet("Phí, lệ phí")?.id ?? 0),
    );
    expect((await read(without)).faults).toContainEqual(
      expect.objectContaining({ sheet: "Phí, lệ phí", reason: "sheetMissing", row: null }),
    );
    const headless = await changed((workbook) => {
      const sheet = workbook.getWorksheet("Thủ tục") as ExcelJS.Worksheet;
      const place = columnOf(sheet, "level");
      sheet.getRow(1).getCell(place).value = "Cấp?";
      sheet.getRow(2).getCell(place).value = null;
    });
    expect((await read(headless)).faults).toContainEqual(
      expect.objectContaining({ reason: "headingMissing", expected: "Cấp giải quyết" }),
    );
  });

  it("finds a procedure twice, and two versions in force at once", async () => {
    const twice = await changed((workbook) => {
      cell(workbook, "Thủ tục", 4, "code").value = "2.000815";
    });
    expect(await reasons(twice)).toContain("twice");
    const overlapping = await changed((workbook) => {
      const sheet = workbook.getWorksheet("Thủ tục") as ExcelJS.Worksheet;
      sheet.eachRow((row, number) => {
        if (row.getCell(1).value === "1.001612")
          cell(workbook, "Thủ tục", number, "effectiveTo").value = null;
      });
    });
    expect(await reasons(overlapping)).toContain("versionsOverlap");
  });

  it("counts 10,000 wrong rows without end and shows the first", { timeout: 60_000 }, async () => {
    const bytes = await changed((workbook) => {
      const sheet = workbook.getWorksheet("Thành phần hồ sơ") as ExcelJS.Worksheet;
      for (let row = 0; row < 10_000; row += 1)
        sheet.addRow(["9.999999", null, "x", "Giấy", null, null, 1, 0]);
    });
    const { faults } = await read(bytes);
    expect(faults).toHaveLength(500);
    expect(faults[0]).toMatchObject({ reason: "rowWithoutProcedure", column: "A" });
  });
});

describe("what is no workbook", () => {
  const bytesOf = (text: string) => new TextEncoder().encode(text);
  const compound = (more = "") =>
    new Uint8Array(
      Buffer.concat([
        Buffer.from("d0cf11e0a1b11ae1", "hex"),
        Buffer.alloc(600),
        Buffer.from(more, "utf16le"),
      ]),
    );

  it.each<[string, () => Uint8Array | Promise<Uint8Array>, CatalogueFileReason]>([
    ["an empty file", () => new Uint8Array(), "fileEmpty"],
    ["a file of spaces", () => bytesOf(" \n "), "fileEmpty"],
    ["text", () => bytesOf("Mã thủ tục;Tên\n1.001193;Khai sinh"), "fileUnknown"],
    ["a web page", () => bytesOf("<html><table></table></html>"), "fileUnknown"],
    ["a PDF", () => bytesOf("%PDF-1.7\n"), "fileUnknown"],
    ["noise", () => new Uint8Array([0xff, 0xfe, 0x00, 0x80, 0x81]), "fileUnknown"],
    ["a workbook of the old kind", () => compound(), "fileOldExcel"],
    ["a workbook with a password", () => compound("EncryptedPackage"), "filePassword"],
    ["a file that is too large", () => new Uint8Array(MOST_FILE_BYTES + 1).fill(0x20), "fileTooLarge"],
    [
      "half a workbook",
      async () => (await writeCatalogueFile(catalogue, "xlsx")).slice(0, 5000),
      "fileDamaged",
    ],
    ["the beginning of a zip", () => new Uint8Array([0x50, 0x4b, 0x03, 0x04]), "fileDamaged"],
    [
      "a zip of something else",
      () => zipOf({ "word/document.xml": "<w/>", "[Content_Types].xml": "<Types/>" }),
      "fileUnknown",
    ],
    [
      "a workbook of nonsense",
      () => zipOf({ "[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<<<" }),
      "fileDamaged",
    ],
    ["JSON that ends early", () => bytesOf('{ "procedures": ['), "fileJson"],
    ["JSON of something else", () => bytesOf('{ "a": 1 }'), "cellInvalid"],
    ["a list of numbers", () => bytesOf("[1, 2]"), "cellInvalid"],
  ])("%s is refused", async (_what, make, reason) => {
    const { procedures, faults } = await read(await make());
    expect(faults[0]).toMatchObject({ reason });
    expect(procedures).toEqual([]);
  });

  it("takes no merges that share cells, however many", async () => {
    const zip = await JSZip.loadAsync(await writeCatalogueFile(catalogue, "xlsx"));
    const sheet = "xl/worksheets/sheet1.xml";
    const xml = (await zip.file(sheet)?.async("string")) ?? "";
    const end = "</sheetData>";
    const merges = `<mergeCells>${'<mergeCell ref="A1:GR1"/>'.repeat(100_000)}</mergeCells>`;
    zip.file(sheet, xml.replace(end, `${end}${merges}`));
    const bytes = await zip.generateAsync({ type: "uint8array", compression: "DEFLATE" });
    expect((await read(bytes)).faults[0]).toMatchObject({ reason: "fileDamaged" });
  });

  it("is not unpacked without end", { timeout: 60_000 }, async () => {
    const zip = new JSZip();
    zip.file("[Content_Types].xml", "<Types/>");
    zip.file("xl/workbook.xml", "<workbook/>");
    zip.file("xl/bomb.xml", new Uint8Array(300 * 1024 * 1024));
    const bytes = await zip.generateAsync({ type: "uint8array", compression: "DEFLATE" });
    expect(bytes.length).toBeLessThan(1_000_000);
    expect((await read(bytes)).faults[0]).toMatchObject({ reason: "fileBomb" });
  });

  async function zipOf(files: Record<string, string>): Promise<Uint8Array> {
    const zip = new JSZip();
    for (const [name, content] of Object.entries(files)) zip.file(name, content);
    return zip.generateAsync({ type: "uint8array" });
  }
});

it.each([
  [1, "A"],
  [26, "Z"],
  [27, "AA"],
  [52, "AZ"],
  [703, "AAA"],
])("column %i is %s", (place, name) => {
  expect(letters(place)).toBe(name);
});
