import { EventEmitter } from "node:events";
import type {
  FromStation,
  HelloMessage,
  PageResult,
  PageWork,
  ToStation,
} from "../../contract/station-process.ts";

/** A window's end of the line, as oRPC takes it. */
export interface PortLike {
  on<T extends string>(event: T, listener: (event?: { data: unknown }) => void): void;
  postMessage(data: unknown): void;
}

export interface HostHandlers {
  onPort(port: PortLike): void;
  /** The host ends or is gone: what must be finished is finished here, then the process ends. */
  onShutdown(): Promise<void>;
}

export interface HostLink {
  kind: "utility" | "child";
  hello(message: Omit<HelloMessage, "type">): void;
  ready(): void;
  fault(code: string, data: unknown): void;
  /** Has the shell do what only a browser engine can. */
  doPageWork(work: PageWork): Promise<PageResult>;
}

/** Electron's side of a utility process, as far as it is used here. */
interface ParentPort {
  on(
    event: "message",
    listener: (event: { data: unknown; ports: (PortLike & { start(): void })[] }) => void,
  ): void;
  postMessage(message: unknown): void;
}

/** The line to the shell that started this process; null where it runs alone. */
export function connectHost(handlers: HostHandlers): HostLink | null {
  const parent = (process as unknown as { parentPort?: ParentPort | null }).parentPort;
  if (parent !== undefined && parent !== null) return connectUtility(parent, handlers);
  return process.send === undefined ? null : connectChild(handlers);
}

function connectUtility(parent: ParentPort, handlers: HostHandlers): HostLink {
  parent.on("message", ({ data, ports }) => {
    const message = data as ToStation;
    if (message.type === "shutdown") void end(handlers);
    if (message.type === "pageDone") pages.hear(message);
    const [port] = ports;
    if (message.type === "open" && port !== undefined) {
      handlers.onPort(port);
      port.start();
    }
  });
  const send = (message: FromStation) => parent.postMessage(message);
  const pages = new PageRequests(send);
  return linkOver("utility", send, pages);
}

function connectChild(handlers: HostHandlers): HostLink {
  const send = (message: FromStation) => {
    // A host that died in the meantime hears nothing more; its end is noticed below.
    if (process.connected) process.send?.(message);
  };
  const channels = new Map<number, Channel>();
  const pages = new PageRequests(send);
  process.on("message", (data) => {
    const message = data as ToStation;
    if (message.type === "shutdown") void end(handlers);
    if (message.type === "pageDone") pages.hear(message);
    if (message.type === "open") {
      const channel = new Channel((content) =>
        send({ type: "channel", channel: message.channel, data: content }),
      );
      channels.set(message.channel, channel);
      handlers.onPort(channel);
    }
    if (message.type === "channel") channels.get(message.channel)?.hear(message.data);
    if (message.type === "close") {
      channels.get(message.channel)?.hangUp();
      channels.delete(message.channel);
    }
  });
  process.on("disconnect", () => void end(handlers));
  return linkOver("child", send, pages);
}

function linkOver(
  kind: HostLink["kind"],
  send: (message: FromStation) => void,
  pages: PageRequests,
): HostLink {
  return {
    kind,
    hello: (message) => send({ type: "hello", ...message }),
    ready: () => send({ type: "ready" }),
    fault: (code, data) => send({ type: "fault", code, data }),
    doPageWork: (work) => pages.ask(work),
  };
}

/** What the shell was asked to do with pages and has not answered yet. */
class PageRequests {
  readonly #send: (message: FromStation) => void;
  readonly #waiting = new Map<number, (result: PageResult) => void>();
  #last = 0;

  constructor(send: (message: FromStation) => void) {
    this.#send = send;
  }

  ask(work: PageWork): Promise<PageResult> {
    this.#last += 1;
    const request = this.#last;
    return new Promise((resolve) => {
      this.#waiting.set(request, resolve);
      this.#send({ type: "page", request, work });
    });
  }

  hear({ request, result }: Extract<ToStation, { type: "pageDone" }>): void {
    this.#waiting.get(request)?.(result);
    this.#waiting.delete(request);
  }
}

let ending = false;

async function end(handlers: HostHandlers): Promise<void> {
  if (ending) return;
  ending = true;
  await handlers.onShutdown().catch(() => undefined);
  process.exit(0);
}

/** One numbered channel over the pipe, with the manners of a message port. */
class Channel implements PortLike {
  readonly #events = new EventEmitter();
  readonly #send: (data: unknown) => void;

  constructor(send: (data: unknown) => void) {
    this.#send = send;
  }

  on<T extends string>(event: T, listener: (event?: { data: unknown }) => void): void {
    this.#events.on(event, listener);
  }

  postMessage(data: unknown): void {
    this.#send(data);
  }

  hear(data: unknown): void {
    this.#events.emit("message", { data });
  }

  hangUp(): void {
    this.#events.emit("close");
  }
}
