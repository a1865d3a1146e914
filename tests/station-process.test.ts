import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ElectronApplication, Page } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { provideApp, type ReadyApp } from "../build/app.ts";
import { launch } from "../build/launch.ts";
import { type Stack, startStack } from "../build/stack.ts";

/** The two ways in which the shell starts the station service: start, hand-shake, a window's line to it. */

let ready: ReadyApp;
let stack: Stack;
let folder: string;
let app: ElectronApplication;

beforeAll(async () => {
  ready = await provideApp(() => undefined);
  folder = mkdtempSync(join(tmpdir(), "process-"));
  stack = await startStack({ folder, windows: [{ role: "kiosk", size: { width: 1366, height: 768 } }] });
});
afterEach(() => app?.close());
afterAll(async () => {
  await stack.stop();
  ready.display.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens the kiosk with the station started in that way, or as the shell itself would choose. */
async function kiosk(host?: "utility" | "child"): Promise<Page> {
  const { env, ...command } = ready.command(stack.settingsFile);
  app = await launch({ ...command, env: { ...env, MOTCUA_STATION_HOST: host } });
  return app.firstWindow();
}

describe("the station service", () => {
  it("runs as a child on a Node of its own", async () => {
    const page = await kiosk("child");
    await page.getByTestId("group-civil-status").waitFor();
  });

  it("runs as a utility process of Electron", async () => {
    const page = await kiosk("utility");
    if (!ready.runtime.fallback) {
      await page.getByTestId("group-civil-status").waitFor();
      return;
    }
    // The stand-in's Node is too old for the store's engine. Process, hand-shake and the window's port work all the
    // same: the answer that comes over them says what is missing and what to do.
    const fault = page.getByTestId("station-fault");
    await fault.waitFor();
    expect(await fault.textContent()).toContain("Không nạp được bộ máy dữ liệu");
    await app.close();
    await (await kiosk()).getByTestId("group-civil-status").waitFor();
  });
});
