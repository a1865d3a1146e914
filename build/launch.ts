import { type ElectronApplication, _electron as electron } from "playwright";

/** A program with what it is started with; see `ReadyApp.command`. */
export interface Command {
  executable: string;
  args: string[];
  env: NodeJS.ProcessEnv;
}

/** A machine that starts several at once on two cores takes its time over each. */
const PATIENCE_MS = 60_000;
const TRIES = 2;

/**
 * Starts an Electron program so that it can be driven. Once in some hundred starts on a busy machine the driver and
 * Electron's debugger miss each other and wait for ever: it is said, and tried once more.
 */
export async function launch({ executable, args, env }: Command): Promise<ElectronApplication> {
  const given = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  for (let tries = 1; ; tries += 1) {
    try {
      return await electron.launch({
        executablePath: executable,
        args,
        env: Object.fromEntries(given),
        timeout: PATIENCE_MS,
      });
    } catch (error) {
      if (tries === TRIES || !(error instanceof Error) || error.name !== "TimeoutError") throw error;
      console.warn(`${executable} was not reached in ${PATIENCE_MS / 1000} s, once more:\n${error.message}`);
    }
  }
}
