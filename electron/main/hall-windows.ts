import type { BrowserWindow, Session, WebContents } from "electron";
import { StationKeeper } from "./station-keeper.ts";
import type { StationProcess } from "./station-process.ts";
import { giveLine, openWindow, type WantedWindow } from "./windows.ts";

/** A window that asks for something. */
export interface AskingWindow {
  settings: WantedWindow;
  window: BrowserWindow;
  /** Gives it its line to the station. */
  connect(): void;
  /** Shows or puts away the call panel of its counter. */
  togglePanel(): void;
}

/** A station service and the windows that work with it. */
export class HallWindows {
  readonly windows: { settings: WantedWindow; window: BrowserWindow }[] = [];
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

  open(settings: WantedWindow): BrowserWindow {
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

  /** Before whoever looks for it. */
  show(): void {
    for (const { window } of this.#open()) {
      if (window.isMinimized()) window.restore();
      window.focus();
    }
  }

  stop(): Promise<void> {
    return this.#keeper.stop();
  }

  #togglePanel(asking: WantedWindow): void {
    if (asking.role !== "counter") return;
    const { counter, language } = asking;
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
