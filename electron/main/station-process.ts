import type { MessagePortMain } from "electron";
import { AppError, type ErrorCode } from "../../contract/errors.ts";
import {
  type FromStation,
  fromStationSchema,
  type HelloMessage,
  type PageResult,
  type PageWork,
  type ToStation,
} from "../../contract/station-process.ts";

/** The station service as the shell sees it, whichever way it was started. */
export interface StationProcess {
  readonly pid: number | undefined;
  /** The process runs and speaks our protocol. */
  readonly hello: Promise<HelloMessage>;
  /** The store is open; rejects with the fault that keeps the station from working. */
  readonly ready: Promise<void>;
  /** Gives a window its line. */
  connect(port: MessagePortMain): void;
  /** Lets it finish what is under way; by force after a while. */
  stop(): Promise<void>;
  onExit(listener: (code: number | null) => void): void;
}

export interface StationCommand {
  /** `electron/station/start.cjs`, beside the bundled service. */
  script: string;
  settings: string;
  /** Runs as a practice hall. */
  practice: boolean;
}

/** The service's own command line. */
export function stationArguments({ settings, practice }: StationCommand): string[] {
  return ["--settings", settings, ...(practice ? ["--practice"] : [])];
}

/** What the shell does with pages for a station. */
export type DoPageWork = (work: PageWork) => Promise<PageResult>;

/** Does what a station asks for and says how it ended. */
export async function answerPage(
  { request, work }: Extract<FromStation, { type: "page" }>,
  doWork: DoPageWork,
  send: (message: ToStation) => void,
): Promise<void> {
  const result = await doWork(work).catch(
    (error): PageResult => ({
      outcome: "unknown",
      detail: error instanceof Error ? error.message : String(error),
    }),
  );
  send({ type: "pageDone", request, result });
}

/** How long a station may take to finish the paper and the batch under way. */
const STOP_PATIENCE_MS = 8000;

/** The end of a station's process: told once to whoever listens, waited for where it was asked to stop. */
export class ProcessEnd {
  readonly #listeners = new Set<(code: number | null) => void>();
  #ended = false;

  onExit(listener: (code: number | null) => void): void {
    this.#listeners.add(listener);
  }

  ended(code: number | null): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const listener of this.#listeners) listener(code);
  }

  /** Asks the process to end; by force after a while. */
  stop(ask: () => void, force: () => void): Promise<void> {
    return new Promise((resolve) => {
      if (this.#ended) {
        resolve();
        return;
      }
      const timer = setTimeout(force, STOP_PATIENCE_MS);
      this.onExit(() => {
        clearTimeout(timer);
        resolve();
      });
      ask();
    });
  }
}

/** The promises of a station's first words, fed with its messages. */
export class FirstWords {
  readonly hello: Promise<HelloMessage>;
  readonly ready: Promise<void>;
  #heardHello: (message: HelloMessage) => void = () => undefined;
  #heardReady: () => void = () => undefined;
  #failed: (error: unknown) => void = () => undefined;

  constructor() {
    this.hello = new Promise((resolve, reject) => {
      this.#heardHello = resolve;
      this.#failed = reject;
    });
    this.ready = new Promise((resolve, reject) => {
      this.#heardReady = resolve;
      const failedBefore = this.#failed;
      this.#failed = (error) => {
        failedBefore(error);
        reject(error);
      };
    });
    // Both may fail before anybody waits for them.
    this.hello.catch(() => undefined);
    this.ready.catch(() => undefined);
  }

  /** @returns a message for a channel or about a page, the rest is taken in here. */
  hear(raw: unknown): Extract<FromStation, { type: "channel" | "page" }> | null {
    const parsed = fromStationSchema.safeParse(raw);
    if (!parsed.success) return null;
    const message = parsed.data;
    if (message.type === "channel" || message.type === "page") return message;
    if (message.type === "hello") this.#heardHello(message);
    if (message.type === "ready") this.#heardReady();
    if (message.type === "fault")
      this.#failed(new AppError(message.code as ErrorCode, message.data as never));
    return null;
  }

  exited(): void {
    this.#failed(new AppError("STATION_STARTING", {}));
  }
}
