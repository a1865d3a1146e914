import type { BrowserWindow, Session, WebContents } from "electron";
import type { WindowSettings } from "../../contract/settings.ts";
import { StationKeeper } from "./station-keeper.ts";
import type { StationProcess } from "./station-process.ts";
import { giveLine, openWindow } from "./windows.ts";

/** A window that asks for something. */
export interface AskingWindow {
  settings: WindowSettings;
  window: BrowserWindow;
  /** Gives it its line to the station. */
  connect(): void;
  /** Shows or puts away the call panel of its counter. */
  togglePanel(): void;
}

/** A station service and the windows that work with it. */
export class HallWindows {
  readonly windows: { settings: WindowSettings; window: BrowserWindow }[] = [];
  readonly #keeper: StationKeeper;
  readonly #preload: string;
  readonly #pages: Session | undefined;

  /** @param options.pages where its windows keep what they remember; the app's own session where left out. */
  constructor(options: { preload: string; start: () => StationProcess; pages?: Session }) {
    this.#preload = options.preload;
    this.#pages = options.pages;
    this.#keeper = new StationKeeper({
      start: options.start,
      onLost: () => {
        for (const { window } of this.#open()) window.webContents.send("motcua:lost");
      },
      onUp: () => {
        for (const { window } of this.#open()) giveLine(window, this.#keeper);
      },
    });
  }

  get pid(): number | undefined {
    return this.#keeper.pid;
  }

  run(): void {
    this.#keeper.run();
  }

  open(settings: WindowSettings): BrowserWindow {
    const window = openWindow(settings, this.#preload, this.#pages);
    this.windows.push({ settings, window });
    return window;
  }

  find(sender: WebContents): AskingWindow | undefined {
    const found = this.#open().find(({ window }) => window.webContents === sender);
    if (found === undefined) return undefined;
    const { settings, window } = found;
    return {
      settings,
      window,
      connect: () => giveLine(window, this.#keeper),
      togglePanel: () => this.#togglePanel(settings),
    };
  }

  stop(): Promise<void> {
    return this.#keeper.stop();
  }

  #togglePanel({ role, counter, language }: WindowSettings): void {
    if (role !== "counter") return;
    const there = this.#open().find(
      ({ settings }) => settings.role === "panel" && settings.counter === counter,
    );
    if (there === undefined) this.open({ role: "panel", counter, language });
    else there.window.close();
  }

  #open() {
    return this.windows.filter(({ window }) => !window.isDestroyed());
  }
}
