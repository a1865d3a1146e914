import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startVirtualPrinter, type VirtualPrinter } from "../build/printer/virtual-printer.ts";
import type { PrinterEntry } from "../contract/settings.ts";
import { accessibilityFaults } from "./accessibility.ts";
import { eventually, type Hall, openHall, picture } from "./hall.ts";
import type { App, CounterWindow } from "./windows.ts";

/** The clerk's printer screen and the head's papers, in the real windows, with two printers. */

let hall: Hall;
let app: App;
let second: VirtualPrinter;
let head: CounterWindow;

beforeAll(async () => {
  hall = await openHall();
  second = await startVirtualPrinter({ port: 0, folder: join(hall.folder, "second") });
  const settings = JSON.parse(readFileSync(hall.stack.settingsFile, "utf8")) as { printers: PrinterEntry[] };
  settings.printers.push({
    id: "desk",
    name: "Máy in quầy 2",
    connection: "tcp",
    address: `127.0.0.1:${second.port}`,
    papers: [],
    drawer: true,
    confirmation: "printer",
    rollMetres: 30,
  });
  writeFileSync(hall.stack.settingsFile, JSON.stringify(settings));
  app = await hall.open();
  head = app.counters[1] as CounterWindow;
  await head.signIn("nghia", "4321");
});
afterAll(async () => {
  await app?.close().catch(() => undefined);
  await second?.close();
  await hall?.close();
});

const page = (): Page => head.page;
const labels = (printer: VirtualPrinter) =>
  printer
    .papers()
    .filter((paper) => paper.whole)
    .flatMap((paper) => paper.qr);

async function speak(language: string): Promise<void> {
  await page().getByTestId(`language-${language}`).click();
}

async function looksWell(name: string): Promise<void> {
  await picture(page(), name);
  expect(await accessibilityFaults(page())).toEqual([]);
}

describe("the printer screen", () => {
  it("opens by the keyboard and shows each printer at one glance", async () => {
    await page().keyboard.press("Control+p");
    await page().getByTestId("printer-counter").waitFor();
    await eventually("both ready", async () =>
      (await page().locator("[data-testid^=printer-][data-condition=ready]").count()) >= 2 ? true : null,
    );
    await looksWell("printers-vi");
    await page().getByTestId("setup-counter").click();
    await page().getByTestId("text-mode-counter").waitFor();
    await looksWell("printers-setup-vi");
    await page().keyboard.press("Escape");
    for (const language of ["en", "ro", "vi"]) {
      await speak(language);
      await page().getByTestId("printer-condition").first().click();
      await page().getByTestId("printer-counter").waitFor();
      await looksWell(`printers-${language}`);
      await page().keyboard.press("Escape");
    }
  });

  it("is a clerk's as well, but for the choice of letters", async () => {
    const clerk = app.counters[0] as CounterWindow;
    await clerk.signIn("lan", "1234");
    await clerk.page.keyboard.press("Control+p");
    await clerk.page.getByTestId("printer-counter").waitFor();
    await picture(clerk.page, "printers-1920");
    expect(await accessibilityFaults(clerk.page)).toEqual([]);
    await clerk.page.getByTestId("setup-counter").click();
    await clerk.page.locator(".printer-setup").waitFor();
    await picture(clerk.page, "printers-setup-1920");
    expect(await clerk.page.getByTestId("text-mode-counter").count()).toBe(0);
    await clerk.page.keyboard.press("Escape");
  });

  it("prints a test page where it was asked for, and the drawer opens", async () => {
    await page().keyboard.press("Control+p");
    await page().getByTestId("test-desk").click();
    await eventually("the test page", () => second.papers()[0] ?? null);
    expect(second.papers()[0]).toMatchObject({ whole: true, drawer: true, qr: ["motcua:test:desk"] });
    await page().keyboard.press("Escape");
  });

  it("a dead printer's paper is given to another", async () => {
    hall.stack.printer.setFault("off");
    const label = await app.kiosk.takeTicket("certification", null);
    await page().keyboard.press("Control+p");
    await page().getByTestId(`move-${label}`).waitFor();
    await eventually("off", async () =>
      (await page().locator("[data-testid=printer-counter][data-condition=offline]").count()) === 1
        ? true
        : null,
    );
    await looksWell("printers-off");
    await page().getByTestId(`move-${label}`).click();
    await page().getByRole("option", { name: "Máy in quầy 2" }).click();
    await eventually("the ticket elsewhere", () =>
      labels(second).some((qr) => qr.endsWith(label)) ? true : null,
    );
    hall.stack.printer.setFault(null);
    await page().keyboard.press("Escape");
    await app.kiosk.toStart();
  });

  it("a paper nobody knows of is decided on by one key, and printed once", async () => {
    await eventually("back", async () =>
      (await page().locator("[data-testid=printer-condition][data-condition=ready]").count()) === 2
        ? true
        : null,
    );
    hall.stack.printer.setFault("cutMidJob");
    const label = await app.kiosk.takeTicket("certification", null);
    await page().getByTestId(`settle-no-${label}`).first().waitFor();
    await page().keyboard.press("Control+p");
    await page().getByTestId("printer-counter").waitFor();
    await looksWell("printers-undecided");
    await page().keyboard.press("2");
    await eventually("printed", () =>
      labels(hall.stack.printer).filter((qr) => qr.endsWith(label)).length === 1 ? true : null,
    );
    // And once more, marked: with its number and time.
    await page().getByTestId(`again-${label}`).click();
    await eventually("the copy", () =>
      labels(hall.stack.printer).some((qr) => qr.endsWith(`${label}:copy2`)) ? true : null,
    );
    await page().keyboard.press("Escape");
    await app.kiosk.toStart();
  });
});

describe("the papers", () => {
  it("are shown as pictures while their wording is changed", async () => {
    await page().getByTestId("administer").click();
    await page().getByTestId("admin-papers").click();
    const shown = page().getByTestId("paper-preview");
    await shown.waitFor();
    await looksWell("papers-ticket");
    const before = await shown.getAttribute("src");
    await page().getByTestId("block-5-text-vi").fill("SỐ CỦA QUÝ KHÁCH");
    await eventually("the picture follows", async () =>
      (await shown.getAttribute("src")) === before ? null : true,
    );
    await page().getByTestId("papers-save").click();
    await eventually("saved", async () =>
      (await page().getByTestId("papers-save").isDisabled()) ? true : null,
    );
    await page().getByTestId("paper-kind").getByText("Giấy hẹn").click();
    await eventually("the receipt", async () =>
      (await shown.getAttribute("data-kind")) === "receipt" ? true : null,
    );
    await looksWell("papers-receipt");
    for (const language of ["en", "ro", "vi"]) {
      await speak(language);
      await looksWell(`papers-${language}`);
    }
  });

  it("that name what they do not know are not saved, and it says where", async () => {
    await page().getByTestId("paper-kind").getByText("Phiếu số").click();
    await page().getByTestId("block-5-text-vi").fill("SỐ {nobody}");
    await page().getByTestId("preview-failure").waitFor();
    await page().getByTestId("papers-save").click();
    const failure = page().getByTestId("papers-failure");
    await failure.waitFor();
    expect(await failure.textContent()).toContain("Mẫu “Phiếu số”, dòng 6: giấy này không có {nobody}.");
    await looksWell("papers-failure");
  });
});
