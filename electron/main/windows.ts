import { join } from "node:path";
import { BrowserWindow, MessageChannelMain, type Session, screen } from "electron";
import type { WindowSettings } from "../../contract/settings.ts";
import type { StationKeeper } from "./station-keeper.ts";

/** A window as the settings name it, or the one of a first start, with the settings file that it is about. */
export type WantedWindow = WindowSettings | { role: "setup"; file: string; missing: boolean };

/** The scheme under which the screens are served; a file: page could read the disk. */
export const PAGE_ORIGIN = "app://motcua";

/** The call panel lies over the program in which the clerk works. */
const PANEL_SIZE = { width: 400, height: 210 };
const SET_UP_SIZE = { width: 960, height: 720 };

/** Opens the window of a role: kiosk, display and survey cover their screen, a counter is an ordinary window. */
export function openWindow(settings: WantedWindow, preload: string, pages?: Session): BrowserWindow {
  const { role } = settings;
  const isPanel = role === "panel";
  const size = isPanel ? PANEL_SIZE : role === "setup" ? SET_UP_SIZE : settings.size;
  const covering = role !== "counter" && size === undefined;
  const area = screen.getPrimaryDisplay().workAreaSize;
  const window = new BrowserWindow({
    width: size?.width ?? area.width,
    height: size?.height ?? area.height,
    useContentSize: true,
    show: false,
    backgroundColor: "#ffffff",
    autoHideMenuBar: true,
    kiosk: covering && role === "kiosk",
    alwaysOnTop: isPanel,
    resizable: !isPanel,
    maximizable: !isPanel,
    fullscreen: covering,
    webPreferences: {
      preload,
      ...(pages === undefined ? {} : { session: pages }),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      spellcheck: false,
      // A display that nobody touches has to show calls and sound them all day.
      backgroundThrottling: false,
      autoplayPolicy: "no-user-gesture-required",
    },
  });
  window.setMenu(null);
  window.once("ready-to-show", () =>
    size === undefined && role === "counter" ? window.maximize() : window.show(),
  );
  window.webContents.setWindowOpenHandler(() => ({ action: "deny" }));
  window.webContents.on("will-navigate", (event) => event.preventDefault());
  window.webContents.on("render-process-gone", (_event, { reason }) => {
    if (reason !== "clean-exit") window.webContents.reload();
  });
  void window.loadURL(`${PAGE_ORIGIN}/index.html?${queryOf(settings)}`);
  return window;
}

/** What the page is told of its window, in its address. */
function queryOf(settings: WantedWindow): URLSearchParams {
  const query = new URLSearchParams({ role: settings.role });
  if (settings.role === "setup") {
    query.set("file", settings.file);
    if (settings.missing) query.set("missing", "1");
    return query;
  }
  if (settings.counter !== undefined) query.set("counter", settings.counter);
  if (settings.language !== undefined) query.set("language", settings.language);
  if (settings.scanner === true) query.set("scanner", "1");
  if (settings.layout !== undefined) query.set("layout", settings.layout);
  return query;
}

/** Hands a window a line to the station; its page gets the other end from the preload script. */
export function giveLine(window: BrowserWindow, station: StationKeeper): void {
  if (window.isDestroyed()) return;
  const { port1, port2 } = new MessageChannelMain();
  station.connect(port1);
  window.webContents.postMessage("motcua:port", null, [port2]);
}

/** Writes a picture of each window, named by its role, once its screen has settled. */
export async function takeScreenshots(
  windows: { settings: WantedWindow; window: BrowserWindow }[],
  write: (file: string, png: Buffer) => Promise<void>,
  folder: string,
): Promise<void> {
  for (const { settings, window } of windows) {
    const picture = await window.webContents.capturePage();
    await write(
      join(folder, `${[settings.role, counterOf(settings)].filter(Boolean).join("-")}.png`),
      picture.toPNG(),
    );
  }
}

function counterOf(settings: WantedWindow): string | undefined {
  return settings.role === "setup" ? undefined : settings.counter;
}
