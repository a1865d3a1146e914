import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ExcelJS from "exceljs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults } from "./accessibility.ts";
import { eventually, type Hall, openHall, picture } from "./hall.ts";
import type { App, CounterWindow } from "./windows.ts";

/** The head keeps the catalogue of procedures; the next clerk works with what was saved. */

let hall: Hall;
let app: App;
let head: CounterWindow;
let exported: string;

beforeAll(async () => {
  hall = await openHall();
  app = await hall.open();
  exported = join(hall.folder, "exported.xlsx");
  // Whoever exports is asked for a place; here it is given.
  await app.app.evaluate(({ session }, place) => {
    session.defaultSession.on("will-download", (_event, item) => item.setSavePath(place));
  }, exported);
  head = app.counters[1] as CounterWindow;
  await head.signIn("nghia", "4321");
  await head.page.getByTestId("administer").click();
  await head.page.getByTestId("admin-catalogue").click();
  await head.page.getByTestId("catalogue-line-2.000815").waitFor();
});
afterAll(async () => {
  await app?.close().catch(() => undefined);
  await hall?.close();
});

async function looksWell(name: string): Promise<void> {
  await picture(head.page, name);
  expect(await accessibilityFaults(head.page)).toEqual([]);
}

async function pick(file: string): Promise<void> {
  await head.page.locator("input[type=file]").setInputFiles(file);
}

async function bent(change: (workbook: ExcelJS.Workbook) => void): Promise<string> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(readFileSync(exported) as unknown as ExcelJS.Buffer);
  change(workbook);
  const file = join(hall.folder, "bent.xlsx");
  writeFileSync(file, Buffer.from(await workbook.xlsx.writeBuffer()));
  return file;
}

describe("the catalogue of procedures", () => {
  it("is searched as it is typed", async () => {
    await looksWell("catalogue-list");
    await head.page.getByTestId("catalogue-search").fill("so do");
    await head.page.getByTestId("catalogue-line-1.013949").waitFor();
    await head.page.getByTestId("catalogue-line-2.000815").waitFor({ state: "hidden" });
    await head.page.getByTestId("catalogue-search").fill("");
    await head.page.getByTestId("catalogue-line-2.000815").waitFor();
  });

  it("is corrected in force at once, at every counter", async () => {
    await head.page.getByTestId("catalogue-search").fill("tinh trang hon nhan");
    await head.page.getByTestId("catalogue-line-1.004873").click();
    await looksWell("catalogue-procedure");
    await head.page.getByTestId("fee-amount").fill("12000");
    await head.page.getByTestId("catalogue-save").click();
    await eventually("saved", async () =>
      (await head.page.getByTestId("catalogue-save").isDisabled()) ? true : null,
    );
    const clerk = app.counters[0] as CounterWindow;
    await clerk.signIn("lan", "1234");
    await clerk.chooseProcedure("1.004873");
    await clerk.page.getByText("12.000").first().waitFor();
  });

  it("gets a new version from a later day on, and the former ends the day before", async () => {
    await head.page.getByTestId("effective-from").fill("01/01/2030");
    await head.page.getByTestId("fee-amount").fill("15000");
    await looksWell("catalogue-new-version");
    await head.page.getByTestId("catalogue-save").click();
    await head.page.getByTestId("version-2030-01-01").waitFor();
    expect(await head.page.getByTestId("version-2024-01-01").textContent()).toContain("31/12/2029");
    await head.page.getByTestId("effective-to").fill("01/01/2020");
    await head.page.getByTestId("catalogue-save").click();
    await head.page.getByTestId("catalogue-failure").waitFor();
    await looksWell("catalogue-refused");
    await head.page.getByTestId("catalogue-back").click();
  });

  it("is exported, and imported it changes nothing", async () => {
    await head.page.getByTestId("catalogue-export-xlsx").click();
    await eventually("exported", () => (existsSync(exported) ? true : null));
    await head.page.waitForTimeout(500);
    await pick(exported);
    await head.page.getByTestId("import-summary").waitFor();
    expect(await head.page.getByTestId("import-confirm").isDisabled()).toBe(true);
    await head.page.getByTestId("import-cancel").click();
  });

  it("shows every fault of a file by its cell, and imports nothing of it", async () => {
    const file = await bent((workbook) => {
      const sheet = workbook.getWorksheet("Thành phần hồ sơ") as ExcelJS.Worksheet;
      sheet.getCell("G4").value = "hai";
      sheet.getCell("A6").value = "khai sinh";
      (workbook.getWorksheet("Thủ tục") as ExcelJS.Worksheet).getCell("I3").value = "Liên xã";
    });
    await pick(file);
    await head.page.getByTestId("import-faults").waitFor();
    await head.page.getByRole("cell", { name: "G4", exact: true }).waitFor();
    for (const language of ["en", "ro", "vi"]) {
      await head.page.getByTestId(`language-${language}`).click();
      await looksWell(`catalogue-faults-${language}`);
    }
    expect(await head.page.getByTestId("import-confirm").isDisabled()).toBe(true);
    await head.page.getByTestId("import-cancel").click();
    const other = join(hall.folder, "anh.xlsx");
    copyFileSync(join(hall.folder, "settings.json"), other);
    await pick(other);
    await head.page.getByTestId("import-faults").waitFor();
    await head.page.getByTestId("import-cancel").click();
  });

  it("shows what a file would change, and one step imports it", async () => {
    const file = await bent((workbook) => {
      const fees = workbook.getWorksheet("Phí, lệ phí") as ExcelJS.Worksheet;
      fees.eachRow((row) => {
        if (row.getCell(1).value === "2.000635") row.getCell(8).value = "9.000 đ";
      });
    });
    await pick(file);
    await head.page.getByTestId("import-changed").waitFor();
    await looksWell("catalogue-import");
    await head.page.getByTestId("import-confirm").click();
    await head.page.getByTestId("catalogue-imported").waitFor();
    const clerk = app.counters[0] as CounterWindow;
    await clerk.page.getByTestId("procedure-change").click();
    await clerk.chooseProcedure("2.000635");
    await clerk.page.getByText("9.000").first().waitFor();
  });

  it("speaks three languages, on the smaller screen as well", async () => {
    await head.page.getByTestId("catalogue-search").fill("");
    const sizes = [
      { width: 1366, height: 768 },
      { width: 1920, height: 1080 },
    ];
    for (const size of sizes) {
      await head.page.setViewportSize(size);
      for (const language of ["en", "ro", "vi"]) {
        await head.page.getByTestId(`language-${language}`).click();
        await picture(head.page, `catalogue-list-${language}-${size.width}`);
        await head.page.getByTestId("catalogue-line-1.009994").click();
        await head.page.getByTestId("catalogue-back").waitFor();
        await picture(head.page, `catalogue-procedure-${language}-${size.width}`);
        const wide = await head.page
          .locator(".admin")
          .evaluate((node) => node.scrollWidth - node.clientWidth);
        expect(wide).toBeLessThanOrEqual(0);
        await head.page.getByTestId("catalogue-back").click();
      }
    }
  });
});
