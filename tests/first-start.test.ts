import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ElectronApplication, Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { provideApp, type ReadyApp } from "../build/app.ts";
import { launch } from "../build/launch.ts";
import { root } from "../build/project.ts";
import { languages } from "../contract/text.ts";
import { accessibilityFaults } from "./accessibility.ts";
import { picture } from "./hall.ts";
import { pageOf } from "./windows.ts";

/** What a technician meets at a PC's first start, and where something is in the way of the station: a plain word, and a way on. */

let ready: ReadyApp;
let folder: string;
let file: string;
let app: ElectronApplication | undefined;

beforeAll(async () => {
  ready = await provideApp(() => undefined);
});
afterAll(() => ready?.display.stop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "first-"));
  file = join(folder, "pc", "settings.json");
});
afterEach(async () => {
  await app?.close().catch(() => undefined);
  app = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function start(settingsFile: string, more: NodeJS.ProcessEnv = {}): Promise<Page> {
  const { env, ...command } = ready.command(settingsFile);
  app = await launch({ ...command, env: { ...env, ...more } });
  return app.firstWindow();
}

/** What the shell ends with where the app runs on that store already. */
const SHOWN_ALREADY = 3;

/** How a start beside the one that runs ends; null where it stays. */
async function endOfAnotherStart(settingsFile: string): Promise<number | null> {
  const { executable, args, env } = ready.command(settingsFile);
  const child = spawn(executable, args, { env, stdio: "ignore" });
  const late = setTimeout(() => child.kill(), 20_000);
  const [code] = (await once(child, "exit")) as [number | null];
  clearTimeout(late);
  return code;
}

const settings = (more: object = {}) =>
  JSON.stringify({
    dataFolder: "data",
    catalogueFolder: join(root, "data/phu-ninh"),
    windows: [{ role: "kiosk", size: { width: 1366, height: 768 } }],
    printers: [],
    anyHour: true,
    district: null,
    ...more,
  });

const cut = `[...document.querySelectorAll(".setup, .setup *")]
  .filter((part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0 && getComputedStyle(part).display !== "inline")
  .map((part) => part.outerHTML.slice(0, 120))`;

/** In every language, with nothing cut off. */
async function lookAt(page: Page, name: string): Promise<void> {
  for (const language of [...languages].reverse()) {
    await page.getByTestId(`language-${language}`).click();
    await page.locator(`html[lang=${language}]`).waitFor();
    await picture(page, `${name}-${language}`);
    expect(await page.evaluate(cut), language).toEqual([]);
  }
  expect(await accessibilityFaults(page)).toEqual([]);
}

describe("a PC without settings", () => {
  it("asks what it is for, writes them and begins at once", async () => {
    const page = await start(file);
    await page.getByTestId("setup-begin").waitFor();
    await lookAt(page, "setup");
    await page.getByTestId("setup-printer").fill("máy in");
    await page.getByTestId("setup-district").fill("huyện");
    await page.getByTestId("setup-begin").click();
    await page.getByText("Ghi địa chỉ và cổng, ví dụ: 192.168.1.50:9100").waitFor();
    expect(await page.getByText("Ghi cả địa chỉ").count()).toBe(2);
    expect(existsSync(file)).toBe(false);

    await page.getByTestId("place-all").click();
    await page.getByTestId("setup-printer").fill("127.0.0.1:9");
    await page.getByTestId("setup-district").fill("");
    await page.getByTestId("setup-begin").click();
    const kiosk = await pageOf(app as ElectronApplication, "kiosk");
    await kiosk.getByTestId("group-civil-status").click();
    await kiosk.getByTestId("ticket-label").waitFor();
    await pageOf(app as ElectronApplication, "counter", { counter: "2" });
    expect(page.isClosed()).toBe(true);
    const written = JSON.parse(readFileSync(file, "utf8")) as { printers: { address: string }[] };
    expect(written.printers[0]?.address).toBe("127.0.0.1:9");
    expect(existsSync(join(folder, "pc/office/staff.json"))).toBe(true);

    // Whoever starts it once more gets the windows that are there.
    expect(await endOfAnotherStart(file)).toBe(SHOWN_ALREADY);

    // The second start asks nothing.
    await app?.close();
    await start(file);
    await (await pageOf(app as ElectronApplication, "kiosk")).getByTestId("group-civil-status").waitFor();
  });

  it("says so where they can't be written, and changes nothing", async () => {
    const inTheWay = join(folder, "pc");
    writeFileSync(inTheWay, "a file where a folder should be");
    const page = await start(file);
    await page.getByTestId("setup-begin").click();
    expect(await page.getByTestId("setup-failure").textContent()).toContain("Chưa lưu được thiết lập");
    expect(readFileSync(inTheWay, "utf8")).toBe("a file where a folder should be");
  });
});

describe("a settings file with a fault", () => {
  it("is named with the place, kept as it is, and read again when it was mended", async () => {
    const broken = join(folder, "settings.json");
    const text = settings({ windows: [{ role: "kiosc" }] });
    writeFileSync(broken, text);
    const page = await start(broken);
    await page.getByTestId("setup-fault").getByText("tại windows[0].role").waitFor();
    await lookAt(page, "setup-faulty");
    await page.getByTestId("setup-again").click();
    await page.getByTestId("setup-still").waitFor();
    expect(readFileSync(broken, "utf8")).toBe(text);
    // As the editor of Windows writes it.
    writeFileSync(broken, `\uFEFF${settings()}`);
    await page.getByTestId("setup-again").click();
    await (await pageOf(app as ElectronApplication, "kiosk")).getByTestId("group-civil-status").waitFor();
  });
});

describe("a station service that does not start", () => {
  it("is told of after some seconds, tried again, and worked with as soon as it runs", async () => {
    const settingsFile = join(folder, "settings.json");
    writeFileSync(settingsFile, settings());
    const dies = join(folder, "dies");
    writeFileSync(dies, "");
    const node = join(folder, "node");
    writeFileSync(node, `#!/bin/sh\n[ -e "${dies}" ] && exit 1\nexec "${process.execPath}" "$@"\n`);
    chmodSync(node, 0o755);
    const page = await start(settingsFile, { MOTCUA_NODE: node, MOTCUA_STATION_HOST: "child" });
    await page.getByTestId("station-opening").waitFor();
    const fault = page.getByTestId("station-fault");
    await fault.getByText("Máy này tạm ngừng phục vụ").waitFor();
    expect(await fault.textContent()).toContain("chưa khởi động được");
    await picture(page, "station-not-starting");
    expect(await accessibilityFaults(page)).toEqual([]);
    rmSync(dies);
    await page.getByTestId("group-civil-status").waitFor();
  });
});

describe("a port that another program has", () => {
  let taken: Server;
  beforeEach(async () => {
    taken = createServer();
    await new Promise<void>((there) => taken.listen(0, () => there()));
  });
  afterEach(() => taken.close());

  it("is named, and the screen opens by itself when it is free", async () => {
    const { port } = taken.address() as { port: number };
    const settingsFile = join(folder, "settings.json");
    writeFileSync(settingsFile, settings({ hall: { port, name: "Quầy 1", discover: false } }));
    const page = await start(settingsFile);
    await page
      .getByTestId("station-fault")
      .getByText(`Cổng ${port} (hall) đang bị chương trình khác dùng`)
      .waitFor();
    await picture(page, "fault-port");
    await new Promise<void>((free) => taken.close(() => free()));
    await page.getByTestId("group-civil-status").waitFor();
  });
});
