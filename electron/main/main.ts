import { existsSync, mkdirSync, mkdtempSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import {
  app,
  type IpcMainEvent,
  ipcMain,
  net,
  protocol,
  type Session,
  session,
  type WebContents,
} from "electron";
import { HallWindows } from "./hall-windows.ts";
import { MEDIA_LIST, mediaFile, mediaList } from "./media.ts";
import { PagePrinting } from "./page-printing.ts";
import { Practice } from "./practice.ts";
import { SettingUp } from "./setting-up.ts";
import { SettingsFile } from "./settings-file.ts";
import { startStationChild } from "./station-child.ts";
import type { StationProcess } from "./station-process.ts";
import { startStationUtility } from "./station-utility.ts";
import { PAGE_ORIGIN, takeScreenshots } from "./windows.ts";

/** The shell: starts the station service, shows the windows of this PC, and ends both in order. */
protocol.registerSchemesAsPrivileged([
  { scheme: "app", privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);

const dist = resolve(__dirname, "..");
const settingsFile = new SettingsFile(
  resolve(option("settings") ?? join(app.getPath("userData"), "settings.json")),
  unpacked(join(dist, "../data/phu-ninh")),
);
/** The store's engine needs Node-API 10; an older Electron runs the station on a Node beside it. */
const hasEngine = Number(process.versions.napi ?? 0) >= 10;

const pages = new PagePrinting();

void run();

async function run(): Promise<void> {
  const written = await settingsFile.read();
  const home = written?.dataFolder ?? (await settingsFile.dataFolder());
  app.setPath("userData", shellFolder(join(home, "shell")));
  // A second start shows the first one's windows and ends.
  if (!app.requestSingleInstanceLock()) {
    console.error("Một Cửa is already running on this data folder.");
    app.exit(3);
    return;
  }
  await app.whenReady();
  const preload = join(dist, "preload/preload.cjs");
  const settingUp =
    written !== null
      ? null
      : new SettingUp({
          file: settingsFile,
          preload,
          prepare: (pages) => servePages(pages, null),
          start: () => startStation(false),
        });
  const settings = written ?? (await settingUp?.settings());
  if (settings === undefined) return;
  await settingUp?.stop();
  const { dataFolder, mediaFolder = null } = settings;
  const prepare = (pages: Session) => {
    servePages(pages, mediaFolder);
    pages.setPermissionRequestHandler((contents, permission, decide, details) =>
      decide(permission === "media" && isOnlyVideo(details) && roleOf(contents) === "counter"),
    );
  };
  prepare(session.defaultSession);

  const hall = new HallWindows({ preload, start: () => startStation(false) });
  const practice = new Practice({ preload, dataFolder, prepare, start: () => startStation(true) });
  const find = (event: IpcMainEvent) => hall.find(event.sender) ?? practice.find(event.sender);
  const roleOf = (contents: WebContents) =>
    (hall.find(contents) ?? practice.find(contents))?.settings.role ?? null;
  ipcMain.on("motcua:connect", (event) => find(event)?.connect());
  ipcMain.on("motcua:panel", (event) => find(event)?.togglePanel());
  ipcMain.on("motcua:practice", (event) => {
    const asking = hall.find(event.sender);
    if (asking?.settings.role === "counter") void practice.open(asking.settings);
  });
  app.on("second-instance", () => hall.show());
  hall.run();
  const loaded = settings.windows.map((wanted) => {
    const window = hall.open(wanted);
    return new Promise<void>((done) => window.webContents.once("did-finish-load", () => done()));
  });
  endInOrder(() => Promise.all([hall.stop(), practice.stop()]));
  settingUp?.close();
  await Promise.all(loaded);
  // Read by whoever started the app: the windows are there.
  console.log(
    JSON.stringify({ motcua: "ready", electron: process.versions.electron, station: hall.pid ?? null }),
  );
  const folder = option("screenshots");
  if (folder !== undefined) {
    await new Promise((settled) => setTimeout(settled, 2500));
    await mkdir(folder, { recursive: true });
    await takeScreenshots(hall.windows, (file, png) => writeFile(file, png), folder);
    console.log(JSON.stringify({ motcua: "screenshots", folder }));
  }
}

/** A counter photographs papers; nothing of ours listens. */
function isOnlyVideo(details: object): boolean {
  const { mediaTypes = [] } = details as { mediaTypes?: string[] };
  return mediaTypes.length > 0 && mediaTypes.every((type) => type === "video");
}

/** Where the browser engine keeps its things: beside the store, or anywhere where that can't be written. */
function shellFolder(beside: string): string {
  try {
    mkdirSync(beside, { recursive: true });
    return beside;
  } catch {
    return mkdtempSync(join(tmpdir(), "mot-cua-"));
  }
}

function startStation(practice: boolean): StationProcess {
  const command = {
    script: unpacked(join(dist, "station/start.cjs")),
    settings: settingsFile.path,
    practice,
  };
  const host = process.env.MOTCUA_STATION_HOST ?? (hasEngine ? "utility" : "child");
  return host === "utility"
    ? startStationUtility(command, pages.do)
    : startStationChild(command, process.env.MOTCUA_NODE ?? "node", pages.do);
}

/** Other processes can't look into the archive that the app is packed in. */
function unpacked(file: string): string {
  const outside = file.replace("app.asar", "app.asar.unpacked");
  return existsSync(outside) ? outside : file;
}

function servePages(pages: Session, mediaFolder: string | null): void {
  const root = join(dist, "renderer");
  pages.protocol.handle("app", async (request) => {
    const { origin, pathname } = new URL(request.url);
    if (pathname === MEDIA_LIST) return Response.json(await mediaList(mediaFolder));
    const medium = mediaFile(mediaFolder, pathname);
    if (medium !== null) return net.fetch(pathToFileURL(medium).href, { headers: request.headers });
    const file = join(root, decodeURIComponent(pathname));
    // Nothing outside the screens' own folder.
    if (origin !== PAGE_ORIGIN && !request.url.startsWith(`${PAGE_ORIGIN}/`))
      return new Response(null, { status: 404 });
    if (!file.startsWith(root)) return new Response(null, { status: 404 });
    return net.fetch(pathToFileURL(file).href);
  });
}

/** The station finishes what it prints and sends before the app is gone. */
function endInOrder(stop: () => Promise<unknown>): void {
  let stopped = false;
  app.on("window-all-closed", () => app.quit());
  app.on("before-quit", (event) => {
    if (stopped) return;
    event.preventDefault();
    void stop().finally(() => {
      stopped = true;
      app.quit();
    });
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => app.quit());
}

/** The value of `--name=value` on the command line. */
function option(name: string): string | undefined {
  const prefix = `--${name}=`;
  return process.argv.find((argument) => argument.startsWith(prefix))?.slice(prefix.length);
}
