import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { provideApp, type ReadyApp } from "../app.ts";
import { launch } from "../launch.ts";
import { startStack } from "../stack.ts";
import { electronFlags } from "../system.ts";
import { table } from "./figures.ts";

const RUNS = 5;

/**
 * From the start of the process to a window that can be used, against an empty window of the same Electron: what is
 * ours and what is Electron's. Usable is: the kiosk shows its groups, read from the store.
 */
export async function benchStart(folder: string): Promise<string> {
  const place = mkdtempSync(join(folder, "start-"));
  const app = await provideApp();
  const stack = await startStack({
    folder: place,
    windows: [{ role: "kiosk", size: { width: 1080, height: 1920 } }],
  });
  try {
    const empty = emptyApp(place);
    const ours: number[] = [];
    const limit: number[] = [];
    for (let run = 0; run <= RUNS; run += 1) {
      const a = await untilKiosk(app, stack.settingsFile);
      const b = await untilEmptyWindow(app, empty);
      // The first run warms the disk's cache.
      if (run > 0) {
        ours.push(a);
        limit.push(b);
      }
    }
    const row = (name: string, values: number[]) => [
      name,
      Math.min(...values).toFixed(0),
      median(values).toFixed(0),
      Math.max(...values).toFixed(0),
      (median(values) / median(limit)).toFixed(2),
    ];
    return table(
      ["", "min ms", "median ms", "max ms", "ratio"],
      [row("kiosk that can be used", ours), row("  empty Electron window", limit)],
    );
  } finally {
    await stack.stop();
    app.display.stop();
    rmSync(place, { recursive: true, force: true });
  }
}

async function untilKiosk(app: ReadyApp, settingsFile: string): Promise<number> {
  const start = performance.now();
  const running = await launch(app.command(settingsFile));
  const window = await running.firstWindow();
  await window.locator("[data-testid^=group-]").first().waitFor();
  const elapsed = performance.now() - start;
  await running.close();
  return elapsed;
}

async function untilEmptyWindow(app: ReadyApp, main: string): Promise<number> {
  const start = performance.now();
  const running = await launch({
    executable: app.runtime.executable,
    args: [...electronFlags(app.display), main],
    env: { ...process.env, ...app.display.env },
  });
  const window = await running.firstWindow();
  await window.locator("#empty").waitFor();
  const elapsed = performance.now() - start;
  await running.close();
  return elapsed;
}

/** The least that an Electron app can be: one window with one word. */
function emptyApp(place: string): string {
  const folder = join(place, "empty");
  mkdirSync(folder, { recursive: true });
  const main = join(folder, "main.cjs");
  writeFileSync(join(folder, "index.html"), "<!doctype html><title>empty</title><p id=empty>.</p>");
  writeFileSync(
    main,
    `const { app, BrowserWindow } = require("electron");
app.whenReady().then(() => new BrowserWindow({ width: 1080, height: 1920 }).loadFile(require("node:path").join(__dirname, "index.html")));
app.on("window-all-closed", () => app.quit());`,
  );
  return main;
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
