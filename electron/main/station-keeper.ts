import type { MessagePortMain } from "electron";
import type { StationProcess } from "./station-process.ts";

const FIRST_RESTART_MS = 200;
const LONGEST_RESTART_MS = 5000;
/** A station that ran this long was well: its next crash is a new one. */
const WELL_AFTER_MS = 30_000;
/** How long a station that can't work says why, before it is tried anew. */
const FAULT_PAUSE_MS = 15_000;

/**
 * Keeps a station service running: one that dies is started again, ever more slowly where it dies at once. A station
 * that can't work stays up and says why in its answers; every now and then it is started anew, as what was in its way
 * (a full disk, a port, another program) may be gone, and at a kiosk nobody can start the app.
 */
export class StationKeeper {
  readonly #start: () => StationProcess;
  readonly #onLost: () => void;
  readonly #onUp: (station: StationProcess) => void;
  #station: StationProcess | null = null;
  #stopping = false;
  #crashes = 0;
  #restart: NodeJS.Timeout | undefined;

  constructor(options: {
    start: () => StationProcess;
    onLost: () => void;
    onUp: (station: StationProcess) => void;
  }) {
    this.#start = options.start;
    this.#onLost = options.onLost;
    this.#onUp = options.onUp;
  }

  run(): void {
    const station = this.#start();
    const since = Date.now();
    this.#station = station;
    station.hello.then(
      () => this.#onUp(station),
      () => undefined,
    );
    station.ready.catch(() => setTimeout(() => void station.stop(), FAULT_PAUSE_MS).unref());
    station.onExit(() => {
      this.#station = null;
      if (this.#stopping) return;
      this.#onLost();
      this.#crashes = Date.now() - since > WELL_AFTER_MS ? 0 : this.#crashes + 1;
      const pauseMs = Math.min(LONGEST_RESTART_MS, FIRST_RESTART_MS * 2 ** this.#crashes);
      this.#restart = setTimeout(() => this.run(), pauseMs);
    });
  }

  get pid(): number | undefined {
    return this.#station?.pid;
  }

  /** Gives a window its line; without a station the window gets one when it is up again. */
  connect(port: MessagePortMain): void {
    this.#station?.connect(port);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    // Between two tries there is none to be stopped, and another was on its way.
    clearTimeout(this.#restart);
    await this.#station?.stop();
  }
}
