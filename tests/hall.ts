import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright";
import { provideApp, type ReadyApp } from "../build/app.ts";
import { runFolder } from "../build/project.ts";
import { hallWindows, type Stack, type StackOptions, startStack } from "../build/stack.ts";
import { type App, openApp } from "./windows.ts";

/** A hall of its own for one test file: district, printer, data folder, app. */
export interface Hall {
  ready: ReadyApp;
  stack: Stack;
  folder: string;
  /** Opens the app on this hall; more than once, to start it again after it was ended. */
  open(): Promise<App>;
  close(): Promise<void>;
}

export async function openHall(options: Partial<StackOptions> = {}): Promise<Hall> {
  const ready = await provideApp(() => undefined);
  const folder = mkdtempSync(join(tmpdir(), "hall-"));
  const stack = await startStack({ folder, windows: hallWindows, ...options });
  return {
    ready,
    stack,
    folder,
    open: () => openApp(ready.command(stack.settingsFile)),
    close: async () => {
      await stack.stop();
      ready.display.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until `look` gives something; fails with what was waited for. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | null> | T | null,
  patienceMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (Date.now() > deadline) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A picture for people to look at, in `.run/screenshots`. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = join(runFolder, "screenshots");
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
