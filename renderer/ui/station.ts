import { type ClientLink, type ClientOptions, createORPCClient, ORPCError } from "@orpc/client";
import { RPCLink as PortLink } from "@orpc/client/message-port";
import type { ContractRouterClient } from "@orpc/contract";
import type { stationContract } from "../../contract/station.ts";

/** What a call may say about itself: how long it waits for a lost link before it gives up, in milliseconds. */
export interface CallContext {
  patience?: number;
}

export type StationClient = ContractRouterClient<typeof stationContract, CallContext>;

/** `silent`: the link is there, but the station service does not answer. */
export type LinkState = "connecting" | "connected" | "silent" | "lost";

const PATIENCE_MS = 15_000;
const STARTING_PAUSE_MS = 400;
/** A call may hear of a broken line before this page is told that it is lost. */
const TOLD_LOST_MS = 3_000;
const HEARTBEAT_MS = 2_000;
const HEARTBEAT_PATIENCE_MS = 5_000;

/** Steps without a request id that change something: sent twice they could happen twice. */
const once = new Set([
  "staff.signIn",
  "staff.signOut",
  "printing.settle",
  "printing.again",
  "printing.cancel",
]);

/**
 * The link to the station service was lost and did not come back in time.
 * `sent`: the request had left, so it may have happened.
 */
export class LinkLostError extends Error {
  readonly sent: boolean;

  constructor(sent: boolean) {
    super(sent ? "the link was lost while the request was under way" : "no link to the station service");
    this.name = "LinkLostError";
    this.sent = sent;
  }
}

interface Line {
  link: ClientLink<CallContext>;
  lost: AbortController;
}

/**
 * A link that survives restarts of the station service: calls go through the port of the moment, wait for the next
 * one where there is none, and are sent again with the same input where that can do no harm (questions, and requests
 * with a request id).
 */
export class StationLink implements ClientLink<CallContext> {
  #line: Line | null = null;
  #state: LinkState = "connecting";
  readonly #waiting = new Set<() => void>();
  readonly #listeners = new Set<(state: LinkState) => void>();

  get state(): LinkState {
    return this.#state;
  }

  /** Told at every change of the state. */
  onState(listener: (state: LinkState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Uses `port` from now on; what was under way on the former one is asked again. */
  connect(port: MessagePort): void {
    this.use(new PortLink({ port }));
    port.start();
  }

  /** As `connect`, over whatever line. */
  use(line: ClientLink<CallContext>): void {
    this.#line?.lost.abort(new LinkLostError(true));
    this.#line = { link: line, lost: new AbortController() };
    this.#setState("connected");
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  /** The link is gone. */
  lose(): void {
    this.#line?.lost.abort(new LinkLostError(true));
    this.#line = null;
    this.#setState("lost");
  }

  async call(path: readonly string[], input: unknown, options: ClientOptions<CallContext>): Promise<unknown> {
    const patience = options.context.patience ?? PATIENCE_MS;
    const repeatable = !once.has(path.join("."));
    let sent = false;
    for (;;) {
      const line = this.#line ?? (await this.#nextLine(patience, options.signal, sent));
      try {
        const signal = eitherSignal(line.lost.signal, options.signal);
        sent = true;
        return await line.link.call(path, input, { ...options, signal });
      } catch (error) {
        if (error instanceof ORPCError && error.code === "STATION_STARTING") {
          await pause(STARTING_PAUSE_MS, options.signal);
        } else if (options.signal?.aborted === true || !(await isLost(line, error))) {
          throw error;
        } else if (!repeatable) {
          throw new LinkLostError(true);
        }
      }
    }
  }

  /** Asks for a sign of life every few seconds: a station service that hangs keeps its port open. */
  watchHeartbeat(ask: () => Promise<unknown>): void {
    const beat = async () => {
      const line = this.#line;
      if (line !== null) {
        const late = setTimeout(() => {
          if (this.#line === line) this.#setState("silent");
        }, HEARTBEAT_PATIENCE_MS);
        await ask().catch(() => undefined);
        clearTimeout(late);
        if (this.#line === line) this.#setState("connected");
      }
      setTimeout(beat, HEARTBEAT_MS);
    };
    setTimeout(beat, HEARTBEAT_MS);
  }

  #setState(state: LinkState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }

  #nextLine(patience: number, signal: AbortSignal | undefined, sent: boolean): Promise<Line> {
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        signal?.removeEventListener("abort", aborted);
      };
      const wake = () => {
        end();
        if (this.#line !== null) resolve(this.#line);
        else reject(new LinkLostError(sent));
      };
      const aborted = () => {
        end();
        reject(signal?.reason);
      };
      const timer =
        patience === Number.POSITIVE_INFINITY
          ? undefined
          : setTimeout(() => {
              end();
              reject(new LinkLostError(sent));
            }, patience);
      this.#waiting.add(wake);
      signal?.addEventListener("abort", aborted, { once: true });
      if (signal?.aborted === true) aborted();
    });
  }
}

/** Whether a call failed because its line broke: the station's own answers are none of that. */
function isLost({ lost: { signal } }: Line, failure: unknown): boolean | Promise<boolean> {
  if (signal.aborted || failure instanceof ORPCError) return signal.aborted;
  return pause(TOLD_LOST_MS, signal).then(
    () => false,
    () => true,
  );
}

export function stationClient(link: StationLink): StationClient {
  return createORPCClient(link);
}

/** Takes the ports that the preload script hands to the page. */
export function listenForPorts(page: Window, link: StationLink): void {
  page.addEventListener("message", (event: MessageEvent<unknown>) => {
    if (event.source !== page) return;
    const type = (event.data as { type?: unknown } | null)?.type;
    const port = event.ports[0];
    if (type === "motcua:port" && port !== undefined) link.connect(port);
    else if (type === "motcua:lost") link.lose();
  });
}

/**
 * Follows a stream for as long as the caller wants: opened anew whenever it ends or breaks. The streams of the
 * contract send the whole state first, so nothing is missed in between.
 */
export function follow<T>(
  open: (options: { signal: AbortSignal; context: CallContext }) => Promise<AsyncIterable<T>>,
  onValue: (value: T) => void,
): () => void {
  const stopped = new AbortController();
  const run = async () => {
    while (!stopped.signal.aborted) {
      try {
        const values = await open({
          signal: stopped.signal,
          context: { patience: Number.POSITIVE_INFINITY },
        });
        for await (const value of values) onValue(value);
      } catch {
        // The loop opens the stream again; the state of the link is shown elsewhere.
      }
      await pause(STARTING_PAUSE_MS, stopped.signal).catch(() => undefined);
    }
  };
  void run();
  return () => stopped.abort();
}

export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", aborted);
      resolve();
    }, milliseconds);
    const aborted = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", aborted, { once: true });
    if (signal?.aborted === true) aborted();
  });
}

/** `AbortSignal.any` is younger than the oldest Chromium we run on. */
function eitherSignal(first: AbortSignal, second: AbortSignal | undefined): AbortSignal {
  if (second === undefined) return first;
  const both = new AbortController();
  for (const signal of [first, second]) {
    if (signal.aborted) both.abort(signal.reason);
    else signal.addEventListener("abort", () => both.abort(signal.reason), { once: true });
  }
  return both.signal;
}
