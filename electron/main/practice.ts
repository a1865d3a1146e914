import { rmSync } from "node:fs";
import { join } from "node:path";
import { type Session, session, type WebContents } from "electron";
import { PRACTICE_FOLDER } from "../../contract/practice.ts";
import type { WindowSettings } from "../../contract/settings.ts";
import { type AskingWindow, HallWindows } from "./hall-windows.ts";
import type { StationProcess } from "./station-process.ts";

/** A kiosk beside the counter's window, so that one person can play citizen and clerk. */
const KIOSK_SIZE = { width: 1100, height: 720 };
const COUNTER_SIZE = { width: 1366, height: 768 };

export interface PracticeOptions {
  preload: string;
  /** The station's own; the practice hall's lies inside. */
  dataFolder: string;
  /** Makes the screens available to a browser session. */
  prepare: (pages: Session) => void;
  start: () => StationProcess;
}

/**
 * The practice hall (*luyện tập*): a station service with an empty store of its own and two windows, opened from a
 * counter and gone when both are closed. Its windows remember nothing of the real ones, nor those of it.
 */
export class Practice {
  readonly #options: PracticeOptions;
  #hall: HallWindows | null = null;
  #ending: Promise<void> = Promise.resolve();
  #opened = 0;

  constructor(options: PracticeOptions) {
    this.#options = options;
  }

  /** Opens it, or shows it where it is open. */
  async open({ counter, language }: WindowSettings): Promise<void> {
    if (this.#hall !== null) {
      for (const { window } of this.#hall.windows) if (!window.isDestroyed()) window.show();
      return;
    }
    const { preload, dataFolder, prepare, start } = this.#options;
    this.#opened += 1;
    // Without "persist:" it lives in memory only.
    const pages = session.fromPartition(`practice-${this.#opened}`);
    prepare(pages);
    const hall = new HallWindows({ preload, start, pages });
    this.#hall = hall;
    await this.#ending;
    rmSync(join(dataFolder, PRACTICE_FOLDER), { recursive: true, force: true });
    hall.run();
    const windows = [
      hall.open({ role: "counter", counter, language, size: COUNTER_SIZE }),
      hall.open({ role: "kiosk", language, size: KIOSK_SIZE }),
    ];
    let left = windows.length;
    for (const window of windows) {
      window.once("closed", () => {
        left -= 1;
        if (left > 0) return;
        this.#hall = null;
        this.#ending = hall.stop();
      });
    }
  }

  find(sender: WebContents): AskingWindow | undefined {
    return this.#hall?.find(sender);
  }

  async stop(): Promise<void> {
    await Promise.all([this.#hall?.stop(), this.#ending]);
  }
}
