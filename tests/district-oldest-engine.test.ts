import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ElectronApplication, Page } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import { FALLBACK, fallbackElectron } from "../build/electron-runtime.ts";
import { launch } from "../build/launch.ts";
import { electronFlags, provideDisplay, provideSystem } from "../build/system.ts";
import { type DistrictPages, openDistrictPages } from "./district-page.ts";
import { picture } from "./hall.ts";

/** The district's pages in the oldest engine that they have to run on: the stand-in Electron is Chromium 114. */

const SHELL = `const { app, BrowserWindow } = require("electron");
app.whenReady().then(() =>
  new BrowserWindow({ width: 1366, height: 768, useContentSize: true }).loadURL(process.env.PAGES),
);`;

let pages: DistrictPages;
let browser: ElectronApplication;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  pages = await openDistrictPages();
  const { executable } = await fallbackElectron(FALLBACK);
  await provideSystem({ electron: executable, display: true });
  const display = await provideDisplay();
  const script = join(pages.folder, "browser.cjs");
  writeFileSync(script, SHELL);
  browser = await launch({
    executable,
    args: [...electronFlags(display), script, `--user-data-dir=${join(pages.folder, "profile")}`],
    env: { ...process.env, ...display.env, PAGES: pages.district.url },
  });
  page = await browser.firstWindow();
  page.on("pageerror", (error) => faults.push(error.message));
});
afterAll(async () => {
  await browser?.close();
  await pages?.close();
});

const areas = {
  admin: ["stations", "office", "accounts"],
  head: ["workbench", "supervision"],
} as const;

it("opens every area for whoever may enter, without a fault", async () => {
  expect(await page.evaluate("navigator.userAgent")).toContain("Chrome/114.");
  for (const role of ["admin", "head"] as const) {
    await pages.signIn(page, await pages.account(role));
    for (const area of areas[role]) {
      await page.getByTestId(`area-${area}`).click();
      await page.getByTestId(area).waitFor();
      await picture(page, `district-114-${area}`);
    }
    await page.getByTestId("account-menu").click();
    await page.getByTestId("sign-out").click();
    await page.getByTestId("sign-in").waitFor();
  }
  expect(faults).toEqual([]);
});
