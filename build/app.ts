import { join } from "node:path";
import { bundle } from "./bundle.ts";
import { type ElectronRuntime, provideElectron } from "./electron-runtime.ts";
import { dist } from "./project.ts";
import { type Display, electronFlags, provideDisplay, provideSystem } from "./system.ts";

/** The bundled app and what it runs on, ready to be started. */
export interface ReadyApp {
  runtime: ElectronRuntime;
  display: Display;
  /** Arguments and environment that start it on a settings file. */
  command(
    settingsFile: string,
    more?: string[],
  ): { executable: string; args: string[]; env: NodeJS.ProcessEnv };
}

/** Sets up whatever is missing: Electron, system libraries, a screen, the bundles. */
export async function provideApp(say?: (line: string) => void): Promise<ReadyApp> {
  const runtime = await provideElectron(say);
  await provideSystem({ electron: runtime.executable, display: true });
  const display = await provideDisplay();
  await bundle();
  return {
    runtime,
    display,
    command: (settingsFile, more = []) => ({
      executable: runtime.executable,
      args: [...electronFlags(display), join(dist, "main/main.cjs"), `--settings=${settingsFile}`, ...more],
      env: { ...process.env, ...display.env, MOTCUA_NODE: process.execPath },
    }),
  };
}
