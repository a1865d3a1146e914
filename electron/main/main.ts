import { existsSync, mkdirSync, mkdtempSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import {
  app,
  type BrowserWindow,
  dialog,
  type IpcMainEvent,
  ipcMain,
  net,
  protocol,
  session,
} from "electron";
import { type Settings, settingsSchema, type WindowSettings } from "../../contract/settings.ts";
import { MEDIA_LIST, mediaFile, mediaList } from "./media.ts";
import { startStationChild } from "./station-child.ts";
import { StationKeeper } from "./station-keeper.ts";
import type { StationProcess } from "./station-process.ts";
import { startStationUtility } from "./station-utility.ts";
import { giveLine, openWindow, PAGE_ORIGIN, takeScreenshots } from "./windows.ts";

/** The shell: starts the station service, shows the windows of this PC, and ends both in order. */
protocol.registerSchemesAsPrivileged([
  { scheme: "app", privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);

const dist = resolve(__dirname, "..");
const settingsFile = resolve(option("settings") ?? join(app.getPath("userData"), "settings.json"));
/** The store's engine needs Node-API 10; an older Electron runs the station on a Node beside it. */
const hasEngine = Number(process.versions.napi ?? 0) >= 10;

void run();

async function run(): Promise<void> {
  const settings = await readSettings();
  if (settings === null) return;
  app.setPath("userData", shellFolder(join(resolve(dirname(settingsFile), settings.dataFolder), "shell")));
  if (!app.requestSingleInstanceLock()) {
    console.error("Một Cửa is already running on this data folder.");
    app.exit(3);
    return;
  }
  await app.whenReady();
  servePages(
    settings.mediaFolder === undefined ? null : resolve(dirname(settingsFile), settings.mediaFolder),
  );
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));

  const windows: { settings: WindowSettings; window: BrowserWindow }[] = [];
  const keeper = new StationKeeper({
    start: startStation,
    onLost: () => {
      for (const { window } of windows) if (!window.isDestroyed()) window.webContents.send("motcua:lost");
    },
    onUp: () => {
      for (const { window } of windows) giveLine(window, keeper);
    },
  });
  keeper.run();
  const senderOf = (event: IpcMainEvent) =>
    windows.find(({ window }) => !window.isDestroyed() && window.webContents === event.sender);
  ipcMain.on("motcua:connect", (event) => {
    const found = senderOf(event);
    if (found !== undefined) giveLine(found.window, keeper);
  });
  const open = (wanted: WindowSettings) => {
    const window = openWindow(wanted, join(dist, "preload/preload.cjs"));
    windows.push({ settings: wanted, window });
    return window;
  };
  const loaded = settings.windows.map((wanted) => {
    const window = open(wanted);
    return new Promise<void>((done) => window.webContents.once("did-finish-load", () => done()));
  });
  ipcMain.on("motcua:panel", (event) => {
    const asking = senderOf(event);
    if (asking?.settings.role !== "counter") return;
    const { counter, language } = asking.settings;
    const there = windows.find(
      ({ settings: { role, counter: at }, window }) =>
        role === "panel" && at === counter && !window.isDestroyed(),
    );
    if (there === undefined) open({ role: "panel", counter, language });
    else there.window.close();
  });
  endInOrder(keeper);
  await Promise.all(loaded);
  // Read by whoever started the app: the windows are there.
  console.log(
    JSON.stringify({ motcua: "ready", electron: process.versions.electron, station: keeper.pid ?? null }),
  );
  const folder = option("screenshots");
  if (folder !== undefined) {
    await new Promise((settled) => setTimeout(settled, 2500));
    await mkdir(folder, { recursive: true });
    await takeScreenshots(windows, (file, png) => writeFile(file, png), folder);
    console.log(JSON.stringify({ motcua: "screenshots", folder }));
  }
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

function startStation(): StationProcess {
  const command = { script: unpacked(join(dist, "station/start.cjs")), settings: settingsFile };
  const host = process.env.MOTCUA_STATION_HOST ?? (hasEngine ? "utility" : "child");
  return host === "utility"
    ? startStationUtility(command)
    : startStationChild(command, process.env.MOTCUA_NODE ?? "node");
}

/** Other processes can't look into the archive that the app is packed in. */
function unpacked(file: string): string {
  const outside = file.replace("app.asar", "app.asar.unpacked");
  return existsSync(outside) ? outside : file;
}

async function readSettings(): Promise<Settings | null> {
  try {
    return settingsSchema.parse(JSON.parse(await readFile(settingsFile, "utf8")));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(`${settingsFile}: ${reason}`);
    if (option("settings") === undefined) dialog.showErrorBox("Một Cửa", `${settingsFile}\n\n${reason}`);
    app.exit(2);
    return null;
  }
}

function servePages(mediaFolder: string | null): void {
  const root = join(dist, "renderer");
  protocol.handle("app", async (request) => {
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
function endInOrder(keeper: StationKeeper): void {
  let stopped = false;
  app.on("window-all-closed", () => app.quit());
  app.on("before-quit", (event) => {
    if (stopped) return;
    event.preventDefault();
    void keeper.stop().finally(() => {
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
