import { existsSync } from "node:fs";
import { type IpcMainEvent, ipcMain, type Session, session, shell } from "electron";
import { setUpSchema } from "../../contract/set-up.ts";
import type { Settings } from "../../contract/settings.ts";
import { HallWindows } from "./hall-windows.ts";
import type { SettingsFile } from "./settings-file.ts";
import type { StationProcess } from "./station-process.ts";

/**
 * The first start (*thiết lập*): a PC without settings, or with a file that can't be read as such. One window asks what
 * the PC is for, or says what is wrong with the file; the app goes on as soon as there are settings.
 */
export class SettingUp {
  readonly #file: SettingsFile;
  readonly #hall: HallWindows;
  readonly #pages: Session;

  constructor(options: {
    file: SettingsFile;
    preload: string;
    prepare: (pages: Session) => void;
    /** A station service on such a file says what is wrong with it. */
    start: () => StationProcess;
  }) {
    this.#file = options.file;
    // Without "persist:" it lives in memory only.
    this.#pages = session.fromPartition("set-up");
    options.prepare(this.#pages);
    this.#hall = new HallWindows({ preload: options.preload, start: options.start, pages: this.#pages });
  }

  /** Waits for the settings; never ends where the window is closed instead. */
  async settings(): Promise<Settings> {
    ipcMain.on("motcua:connect", this.#connect);
    ipcMain.on("motcua:settings-folder", this.#showFolder);
    this.#hall.run();
    this.#hall.open({ role: "setup", file: this.#file.path, missing: !existsSync(this.#file.path) });
    return new Promise((there) => {
      ipcMain.handle("motcua:settings-again", async () => {
        const settings = await this.#file.read();
        if (settings !== null) there(settings);
        return settings !== null;
      });
      ipcMain.handle("motcua:set-up", async (_event, wanted: unknown): Promise<string | null> => {
        try {
          await this.#file.writeFirst(setUpSchema.parse(wanted));
        } catch (error) {
          return error instanceof Error ? error.message : String(error);
        }
        const settings = await this.#file.read();
        if (settings !== null) there(settings);
        return null;
      });
    });
  }

  /** Ends its station service, so that the real one can begin. */
  async stop(): Promise<void> {
    await this.#hall.stop();
  }

  /** Once other windows are open: an app without windows ends. */
  close(): void {
    ipcMain.off("motcua:connect", this.#connect);
    ipcMain.off("motcua:settings-folder", this.#showFolder);
    ipcMain.removeHandler("motcua:settings-again");
    ipcMain.removeHandler("motcua:set-up");
    for (const { window } of this.#hall.windows) window.destroy();
  }

  readonly #showFolder = () => shell.showItemInFolder(this.#file.path);

  readonly #connect = (event: IpcMainEvent) => this.#hall.find(event.sender)?.connect();
}
