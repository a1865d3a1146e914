import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { provideApp, type ReadyApp } from "../build/app.ts";
import { launch } from "../build/launch.ts";
import { packageFolder } from "../build/package.ts";
import { type Stack, startStack } from "../build/stack.ts";
import { electronFlags } from "../build/system.ts";
import { eventually } from "./hall.ts";

/** The app as it is shipped: a folder made by electron-builder, started from there. */

let ready: ReadyApp;
let stack: Stack;
let folder: string;

beforeAll(async () => {
  ready = await provideApp(() => undefined);
  folder = mkdtempSync(join(tmpdir(), "packaged-"));
  stack = await startStack({ folder, windows: [{ role: "kiosk", size: { width: 1366, height: 768 } }] });
});
afterAll(async () => {
  await stack.stop();
  ready.display.stop();
  rmSync(folder, { recursive: true, force: true });
});

it("starts from the packaged folder, gives a number and prints it", async () => {
  const program = await packageFolder();
  const app = await launch({
    executable: program,
    args: [...electronFlags(ready.display), `--settings=${stack.settingsFile}`],
    env: { ...process.env, ...ready.display.env, MOTCUA_NODE: process.execPath },
  });
  try {
    const page = await app.firstWindow();
    await page.getByTestId("group-civil-status").click();
    await page.getByTestId("ticket-label").waitFor();
    expect(await page.getByTestId("ticket-label").textContent()).toBe("B001");
    await eventually("the paper", () => (stack.printer.papers().length === 1 ? true : null));
  } finally {
    await app.close();
  }
});
