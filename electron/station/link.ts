import { EventEmitter } from "node:events";
import type { FromStation, HelloMessage, ToStation } from "../../contract/station-process.ts";

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
    const [port] = ports;
    if (message.type === "open" && port !== undefined) {
      handlers.onPort(port);
      port.start();
    }
  });
  return linkOver("utility", (message) => parent.postMessage(message));
}

function connectChild(handlers: HostHandlers): HostLink {
  const send = (message: FromStation) => {
    // A host that died in the meantime hears nothing more; its end is noticed below.
    if (process.connected) process.send?.(message);
  };
  const channels = new Map<number, Channel>();
  process.on("message", (data) => {
    const message = data as ToStation;
    if (message.type === "shutdown") void end(handlers);
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
  return linkOver("child", send);
}

function linkOver(kind: HostLink["kind"], send: (message: FromStation) => void): HostLink {
  return {
    kind,
    hello: (message) => send({ type: "hello", ...message }),
    ready: () => send({ type: "ready" }),
    fault: (code, data) => send({ type: "fault", code, data }),
  };
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
