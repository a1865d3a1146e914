import { type ElectronApplication, _electron as electron } from "playwright";

/** A program with what it is started with; see `ReadyApp.command`. */
export interface Command {
  executable: string;
  args: string[];
  env: NodeJS.ProcessEnv;
}

/** A machine that starts several at once on two cores takes its time over each. */
const PATIENCE_MS = 120_000;

/** Starts an Electron program so that it can be driven. */
export function launch({ executable, args, env }: Command): Promise<ElectronApplication> {
  const given = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return electron.launch({
    executablePath: executable,
    args,
    env: Object.fromEntries(given),
    timeout: PATIENCE_MS,
  });
}
