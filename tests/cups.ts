import { execFile, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, vi } from "vitest";
import { provideSystem } from "../build/system.ts";

const run = promisify(execFile);

/** The print spooler of the system, the real one, with a folder and a socket of its own. */
export interface Cups {
  /** To be set as `CUPS_SERVER` for whoever is to print by it. */
  server: string;
  /** Makes a raw queue that sends to a port of this PC, or sends it elsewhere from now on. */
  addQueue(name: string, port: number): Promise<void>;
  /** Gives an order of CUPS's own: `cupsdisable`, `cupsreject` … @returns what it says. */
  order(program: string, ...args: string[]): Promise<string>;
  stop(): Promise<void>;
}

export async function startCups(): Promise<Cups> {
  await provideSystem({ spooler: true });
  const folder = mkdtempSync(join(tmpdir(), "cups-"));
  for (const name of ["root", "spool", "cache", "state", "log"])
    mkdirSync(join(folder, name), { recursive: true });
  // What sends to the printer runs as a user without rights, and reads the spool.
  chmodSync(folder, 0o755);
  const server = join(folder, "socket");
  writeFileSync(join(folder, "files.conf"), filesOf(folder));
  writeFileSync(join(folder, "cupsd.conf"), rulesOf(server));
  const daemon = spawn("cupsd", ["-f", "-c", join(folder, "cupsd.conf"), "-s", join(folder, "files.conf")], {
    stdio: "ignore",
    env: { ...process.env, PATH: withSystem() },
  });
  process.once("exit", () => daemon.kill());
  const ended = new Promise<void>((resolve) => daemon.once("exit", () => resolve()));
  const env = { ...process.env, PATH: withSystem(), CUPS_SERVER: server, LC_ALL: "C" };
  const order = async (program: string, ...args: string[]) => (await run(program, args, { env })).stdout;
  await vi.waitFor(async () => expect(await order("lpstat", "-r")).toContain("is running"), {
    timeout: 30_000,
  });
  return {
    server,
    order,
    addQueue: async (name, port) => {
      await order("lpadmin", "-p", name, "-E", "-v", `socket://127.0.0.1:${port}`, "-m", "raw");
    },
    stop: async () => {
      daemon.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Its programs for the administrator are not on everybody's path. */
function withSystem(): string {
  return `${process.env.PATH}:/usr/sbin`;
}

function filesOf(folder: string): string {
  const places = {
    ServerRoot: "root",
    RequestRoot: "spool",
    CacheDir: "cache",
    StateDir: "state",
    TempDir: "spool",
  };
  const logs = ["AccessLog", "ErrorLog", "PageLog"].map((name) => [name, `log/${name}`]);
  return [...Object.entries(places), ...logs]
    .map(([name, place]) => `${name} ${join(folder, place ?? "")}\n`)
    .join("");
}

function rulesOf(socket: string): string {
  const open = "Order deny,allow\nAllow all\n";
  return `Listen ${socket}
Browsing No
DefaultAuthType None
ErrorPolicy retry-job
<Location />
${open}</Location>
<Location /admin>
${open}</Location>
<Policy default>
<Limit All>
${open}</Limit>
</Policy>
`;
}
