import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageDistrict } from "../build/package-district.ts";
import { startEmbeddedPostgres } from "../district/postgres/embedded.ts";
import { eventually } from "./hall.ts";

/** The district server as it is shipped: a folder that was carried elsewhere, where nothing is installed. */

let place: string;
let program: string;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), "district-packaged-"));
  program = join(place, "program");
  cpSync(await packageDistrict(), program, { recursive: true, verbatimSymlinks: true });
});
afterAll(async () => {
  await Promise.all([...running].map(end));
  rmSync(place, { recursive: true, force: true });
});

/** Nothing of this machine is on its path. */
function command(args: string[], env: NodeJS.ProcessEnv = {}) {
  return {
    file: join(program, "bin/node"),
    args: [join(program, "district/main.mjs"), "--data", join(place, "data"), ...args],
    options: { cwd: place, env: { PATH: "/usr/bin:/bin:/usr/sbin:/sbin", ...env } },
  };
}

async function serve(env: NodeJS.ProcessEnv = {}): Promise<{ url: string; process: ChildProcess }> {
  const { file, args, options } = command(["--port", "0", "--office", join(program, "data/phu-ninh")], env);
  const child = spawn(file, args, { ...options, stdio: ["ignore", "pipe", "inherit"] });
  running.add(child);
  child.once("exit", () => running.delete(child));
  const url = await new Promise<string>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`it ended with ${code}`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const found = /http:\S+/.exec(line);
      if (found !== null) resolve(found[0]);
    });
  });
  return { url, process: child };
}

async function end(child: ChildProcess): Promise<number | null> {
  const over = new Promise<number | null>((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  return over;
}

const isWell = async (url: string) => ((await fetch(`${url}/v1/health`)).ok ? true : null);

describe("the packaged district server", () => {
  it("runs with its own PostgreSQL, shows its pages, takes commands meanwhile, and ends with care", async () => {
    const { url, process } = await serve();
    expect(await isWell(url)).toBe(true);
    const page = await (await fetch(url)).text();
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1] ?? "none";
    expect((await fetch(`${url}${script}`)).headers.get("content-type")).toContain("javascript");
    const enrol = command(["enrol", "--agency", "000.00.15.H44"]);
    const account = command(["account", "--login", "quan-tri", "--role", "admin"]);
    // A code for a station, and the password of the first account.
    for (const { file, args, options } of [enrol, account])
      expect(execFileSync(file, args, { ...options, encoding: "utf8" })).toMatch(/^[2-9A-Za-z-]{8,}\n$/);
    expect(await isWell(url)).toBe(true);
    expect(await end(process)).toBe(0);
    await eventually("PostgreSQL ended", () =>
      existsSync(join(place, "data/postgres/data/postmaster.pid")) ? null : true,
    );
  });

  it("runs on a PostgreSQL that is named to it", async () => {
    const postgres = await startEmbeddedPostgres(join(place, "theirs"));
    try {
      const { url, process } = await serve({ DATABASE_URL: postgres.url });
      expect(await isWell(url)).toBe(true);
      expect(await end(process)).toBe(0);
    } finally {
      await postgres.stop();
    }
  });
});
