import { execFile, execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Debian's packages with the libraries that Electron links to or loads. */
const ELECTRON_PACKAGES = [
  "libasound2",
  "libatk-bridge2.0-0",
  "libatk1.0-0",
  "libatspi2.0-0",
  "libcairo2",
  "libcups2",
  "libdbus-1-3",
  "libdrm2",
  "libexpat1",
  "libgbm1",
  "libglib2.0-0",
  "libgtk-3-0",
  "libnspr4",
  "libnss3",
  "libpango-1.0-0",
  "libx11-6",
  "libxcb1",
  "libxcomposite1",
  "libxdamage1",
  "libxext6",
  "libxfixes3",
  "libxkbcommon0",
  "libxrandr2",
];

export interface SystemNeeds {
  /** An Electron whose libraries have to be there. */
  electron?: string;
  /** A screen, virtual where there is none. */
  display?: boolean;
  /** Tesseract with Vietnamese, by which the tests read printed papers. */
  ocr?: boolean;
  /** A plain browser and the tools for networks of their own, for the tests of a hall of several PCs. */
  hall?: boolean;
  /** socat, which makes a pair of terminal devices: a printer on a serial line. */
  serial?: boolean;
  /** CUPS: a queue of the operating system in front of a printer. */
  spooler?: boolean;
  /** Poppler's tools, by which the tests read the text of forms and look at their pages. */
  pdf?: boolean;
  /** espeak-ng, which makes the voice of the hall display. */
  voice?: boolean;
}

/**
 * Installs what is missing where that needs no question (root on a system with apt), else prints the command.
 *
 * @throws Error naming the command.
 */
export async function provideSystem(needs: SystemNeeds): Promise<void> {
  if (process.platform !== "linux") return;
  const missing = [
    ...(needs.electron !== undefined && lacksLibraries(needs.electron) ? ELECTRON_PACKAGES : []),
    ...(needs.display === true && !hasScreen() && !onPath("Xvfb") ? ["xvfb"] : []),
    ...(needs.ocr === true && !readsVietnamese() ? ["tesseract-ocr", "tesseract-ocr-vie"] : []),
    ...(needs.serial === true && !onPath("socat") ? ["socat"] : []),
    ...(needs.spooler === true && !onPath("lpstat") ? ["cups", "cups-client"] : []),
    ...(needs.pdf === true && !onPath("pdftotext") ? ["poppler-utils"] : []),
    ...(needs.voice === true && !onPath("espeak-ng") ? ["espeak-ng"] : []),
    ...(needs.hall === true && !onPath("chromium") ? ["chromium"] : []),
    ...(needs.hall === true && !onPath("ip") ? ["iproute2"] : []),
  ];
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  if (process.getuid?.() !== 0 || !onPath("apt-get")) {
    throw new Error(`Some system packages are missing. Install them and try again:\n  sudo ${command}`);
  }
  console.log(`Installing system packages: ${missing.join(" ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update", "-qq"], { env });
  await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...missing], {
    env,
    maxBuffer: 64 * 1024 * 1024,
  });
}

/** Whether a person can see windows here. */
export function hasScreen(): boolean {
  return (
    process.platform !== "linux" ||
    process.env.DISPLAY !== undefined ||
    process.env.WAYLAND_DISPLAY !== undefined
  );
}

export interface Display {
  /** To be added to the environment of what opens windows. */
  env: Record<string, string>;
  virtual: boolean;
  stop(): void;
}

/** Says to programs that are started on a virtual screen what it is: they can't see it. */
const VIRTUAL = "virtual";

/** The screen of this machine, or a virtual one: large enough for a kiosk on end. */
export async function provideDisplay(): Promise<Display> {
  if (hasScreen()) return { env: {}, virtual: process.env.MOTCUA_SCREEN === VIRTUAL, stop: () => undefined };
  const server = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "2200x2200x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const number = await new Promise<string>((resolve, reject) => {
    server.once("error", reject);
    server.once("exit", () => reject(new Error("Xvfb ended at once")));
    server.stdio[3]?.once("data", (text) => resolve(String(text).trim()));
  });
  process.once("exit", () => server.kill());
  const env = { DISPLAY: `:${number}`, MOTCUA_SCREEN: VIRTUAL };
  return { env, virtual: true, stop: () => server.kill() };
}

/** What Electron is started with on this machine. */
export function electronFlags(display: Display): string[] {
  // Chromium's sandbox refuses to run as root; a virtual screen has no graphics card. What Chromium says of services that
  // a machine without a desktop lacks could cut into the line by which a driver finds it.
  return [
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ...(display.virtual ? ["--disable-gpu", "--log-level=3"] : []),
  ];
}

function lacksLibraries(program: string): boolean {
  return execFileSync("ldd", [program], { encoding: "utf8" }).includes("not found");
}

function readsVietnamese(): boolean {
  return (
    onPath("tesseract") && execFileSync("tesseract", ["--list-langs"], { encoding: "utf8" }).includes("vie")
  );
}

function onPath(program: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));
}
