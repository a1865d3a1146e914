import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import ExcelJS from "exceljs";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PageWork } from "../../../contract/station-process.ts";
import { officeInstant } from "../../../contract/time.ts";
import { Station } from "../station.ts";
import { loadForms } from "./load.ts";

const catalogueFolder = resolve(import.meta.dirname, "../../../data/phu-ninh");
let folder: string;
let station: Station;
let works: PageWork[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "register-"));
  works = [];
  station = await Station.start({
    settings: {
      dataFolder: folder,
      catalogueFolder,
      windows: [{ role: "counter" }],
      printers: [],
      anyHour: true,
      hall: null,
      district: null,
    },
    app: "test",
    doPageWork: async (work) => {
      works.push(work);
      return { outcome: "done" };
    },
  });
});
afterEach(async () => {
  await station.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Puts dossiers into the register, `perDay` on each day from the first of the month. */
async function fill(count: number, perDay: number, name: (index: number) => string): Promise<void> {
  const { example } = await loadForms(join(catalogueFolder, "forms"));
  const { log, store } = station.context;
  for (let first = 0; first < count; first += 500) {
    await store.write(async (trx) => {
      for (let index = first; index < Math.min(count, first + 500); index += 1) {
        const day = `2026-03-${String(1 + Math.floor(index / perDay)).padStart(2, "0")}`;
        const id = uuidv7();
        const at = officeInstant(day, "08:30");
        const dossier = {
          ...example.dossier,
          id,
          code: `C-${String(index + 1).padStart(6, "0")}`,
          applicant: { ...example.dossier.applicant, fullName: name(index) },
          register: { book: "01/2026", number: index + 1 },
          acceptedAt: at,
          appointment: { ...example.dossier.appointment, receivedAt: at },
        };
        await log.append(trx, at, {
          type: "dossier.accepted",
          actor: "lan",
          subject: id,
          data: { dossier, serial: index + 1, printJob: id },
        });
      }
    });
  }
}

async function exported(from: string, to: string, as: "pdf" | "xlsx") {
  const told = [];
  for await (const progress of station.forms.exportRegister({ from, to, as })) told.push(progress);
  return { told, files: told.at(-1)?.files ?? [] };
}

const FORMULAS = [
  "=1+1",
  "+84 912 345 678",
  "-2+3",
  "@SUM(A1:A9)",
  '=HYPERLINK("http://x","y")',
  "=cmd|' /C calc'!A0",
];

describe("the register of a period", () => {
  it("is a spreadsheet in which every cell is text", async () => {
    await fill(FORMULAS.length * 2, FORMULAS.length, (index) => FORMULAS[index % FORMULAS.length] ?? "");
    const { told, files } = await exported("2026-03-01", "2026-03-01", "xlsx");
    expect(told.at(-1)).toMatchObject({ done: FORMULAS.length, total: FORMULAS.length });
    const [file = ""] = files;
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.readFile(file);
    const [sheet] = workbook.worksheets;
    expect(sheet?.name).toBe("Sổ theo dõi hồ sơ");
    expect(sheet?.getCell("B1").value).toBe("Mã hồ sơ");
    expect(sheet?.rowCount).toBe(1 + FORMULAS.length);
    sheet?.eachRow((row) =>
      row.eachCell((cell) => {
        expect(cell.type).toBe(ExcelJS.ValueType.String);
        expect(cell.formula).toBeUndefined();
      }),
    );
    expect(FORMULAS.map((_, index) => sheet?.getCell(2 + index, 5).value)).toEqual(FORMULAS);
    expect(sheet?.getCell(2, 5).numFmt).toBe("@");
  });

  it("is PDF in volumes", async () => {
    await fill(2100, 100, (index) => `Người nộp ${index + 1}`);
    const { told, files } = await exported("2026-03-01", "2026-03-31", "pdf");
    expect(files).toHaveLength(3);
    expect(told.map(({ done }) => done)).toEqual([0, 1000, 2000, 2100, 2100]);
    const pages = works.map((work) => (work.do === "pdf" ? work.html : ""));
    expect(pages.map((html) => (html.match(/<tr><td class="number">/g) ?? []).length)).toEqual([
      1000, 1000, 100,
    ]);
    expect(pages[2]).toContain("Quyển 3/3");
    expect(pages[2]).toContain("Mẫu số 07");
    expect(pages[2]).toContain("Người nộp 2100");
  });

  it("has one page that says so where nothing was taken in", async () => {
    const { files } = await exported("2026-03-01", "2026-03-31", "pdf");
    expect(files).toHaveLength(1);
    expect(works[0]).toMatchObject({ do: "pdf", html: expect.stringContaining("Không có hồ sơ") });
    expect(() => station.forms.exportRegister({ from: "2026-03-02", to: "2026-03-01", as: "pdf" })).toThrow(
      expect.objectContaining({ code: "BAD_INPUT" }),
    );
  });

  it("leaves nothing behind where whoever asked has gone", async () => {
    await fill(1200, 100, (index) => `Người nộp ${index + 1}`);
    for await (const { done } of station.forms.exportRegister({
      from: "2026-03-01",
      to: "2026-03-31",
      as: "xlsx",
    }))
      if (done > 0) break;
    const papers = join(folder, "papers");
    expect(existsSync(papers) ? readdirSync(papers) : []).toEqual([]);
    const { files } = await exported("2026-03-01", "2026-03-31", "xlsx");
    expect(
      readFileSync(files[0] ?? "")
        .subarray(0, 2)
        .toString(),
    ).toBe("PK");
  });
});
