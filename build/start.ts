import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import type { WindowSettings } from "../contract/settings.ts";
import { provideApp } from "./app.ts";
import { demonstrationAccounts, demonstrationPassword, provideAccounts } from "./demonstration-accounts.ts";
import { runFolder } from "./project.ts";
import { hallWindows, startStack } from "./stack.ts";

/** `npm start`: the whole hall on this PC. `--day` plays a reception day; `--keep` stays open without a screen. */
const { values } = parseArgs({ options: { day: { type: "boolean" }, keep: { type: "boolean" } } });

if (values.day === true) {
  const { playDay } = await import("../tests/day/day.ts");
  process.exit(await playDay());
}

console.log("Setting up Một Cửa …");
const app = await provideApp();
const stack = await startStack({
  folder: runFolder,
  windows: app.display.virtual ? hallWindows : hallWindows.map(onDesk),
  ports: { printer: 9100, district: 8470 },
  say: (line) => console.log(line),
});
console.log(`District's pages  ${stack.district.url}`);
// In the example's own database only: one that was given may be a real district's.
if (process.env.DATABASE_URL === undefined) {
  await provideAccounts(stack.district.db);
  const logins = demonstrationAccounts.map(({ login }) => login).join(", ");
  console.log(`                  as ${logins}; password ${demonstrationPassword}`);
}
console.log(`Printer           127.0.0.1:${stack.printer.port}, papers in ${stack.printer.folder}`);
console.log("Sign in as        lan, PIN 1234");

const pictures = join(runFolder, "screenshots");
const command = app.command(stack.settingsFile, app.display.virtual ? [`--screenshots=${pictures}`] : []);
const shell = spawn(command.executable, command.args, {
  env: command.env,
  stdio: ["ignore", "pipe", "inherit"],
});
createInterface({ input: shell.stdout }).on("line", (line) => {
  const said = messageOf(line);
  if (said === "ready") console.log("The windows are open. End with Ctrl+C.");
  if (said === "screenshots") {
    console.log(`There is no screen here; pictures of the windows are in ${pictures}`);
    if (values.keep !== true && !process.stdin.isTTY) shell.kill("SIGTERM");
  }
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => shell.kill("SIGTERM"));
const code = await new Promise<number>((done) => shell.once("exit", (status) => done(status ?? 0)));
await stack.stop();
app.display.stop();
process.exit(code);

function messageOf(line: string): string | null {
  try {
    return (JSON.parse(line) as { motcua?: string }).motcua ?? null;
  } catch {
    return null;
  }
}

/** On a desk with one screen every window has to fit on it. */
function onDesk(window: WindowSettings): WindowSettings {
  return {
    ...window,
    size: window.role === "kiosk" ? { width: 540, height: 900 } : { width: 1280, height: 800 },
  };
}
