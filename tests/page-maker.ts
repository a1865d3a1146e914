import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { provideElectron } from "../build/electron-runtime.ts";
import { launch } from "../build/launch.ts";
import { electronFlags, provideDisplay, provideSystem } from "../build/system.ts";
import type { PageResult, PageWork } from "../contract/station-process.ts";

/** Makes and prints pages in a real Electron, as the shell does for its station. */
export interface PageMaker {
  do(work: PageWork): Promise<PageResult>;
  /** Resident memory of all its processes, in bytes. */
  memory(): Promise<number>;
  close(): Promise<void>;
}

export async function startPageMaker(): Promise<PageMaker> {
  const runtime = await provideElectron(() => undefined);
  await provideSystem({ electron: runtime.executable, display: true, pdf: true });
  const display = await provideDisplay();
  const folder = mkdtempSync(join(tmpdir(), "pages-"));
  const script = join(folder, "main.cjs");
  await build({
    entryPoints: [join(import.meta.dirname, "page-maker-main.ts")],
    outfile: script,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node18",
    external: ["electron"],
    logLevel: "warning",
  });
  const app = await launch({
    executable: runtime.executable,
    args: [...electronFlags(display), script, `--user-data-dir=${join(folder, "profile")}`],
    env: { ...process.env, ...display.env },
  });
  return {
    do: (work) =>
      app.evaluate((_electron, asked) => {
        const { pages } = globalThis as unknown as {
          pages: { do(work: PageWork): Promise<PageResult> };
        };
        return pages.do(asked);
      }, work),
    memory: async () => {
      const metrics = await app.evaluate(({ app: electron }) => electron.getAppMetrics());
      return metrics.reduce((sum, { memory }) => sum + memory.workingSetSize * 1024, 0);
    },
    close: async () => {
      await app.close();
      display.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
