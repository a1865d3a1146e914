import { connect, type Socket } from "node:net";
import type { OfflineCause } from "../../../../contract/entities.ts";
import { Line, type LineOpener } from "./line.ts";

/** What the operating system says where there is no line. */
const causes: Readonly<Record<string, OfflineCause>> = {
  ECONNREFUSED: "refused",
  ECONNRESET: "busy",
  ENOTFOUND: "unknownHost",
  EAI_AGAIN: "unknownHost",
};

/** How long the rest may go out after the end. */
const LINGER_MS = 5000;

/**
 * A printer on the network, raw TCP (usually port 9100).
 *
 * Limits: a printer whose power is cut sends no end of the line, so that only time tells; most take one connection at a
 * time, so none is kept open while nothing is printed.
 */
export class TcpOpener implements LineOpener {
  readonly #host: string;
  readonly #port: number;

  /** @param address `host:port` */
  constructor(address: string) {
    const at = address.lastIndexOf(":");
    this.#host = address.slice(0, at);
    this.#port = Number(address.slice(at + 1));
  }

  open(timeoutMs: number): Promise<Line | OfflineCause> {
    return new Promise((resolve) => {
      const socket = connect({ host: this.#host, port: this.#port });
      socket.setNoDelay(true);
      const give = (opened: Line | OfflineCause) => {
        clearTimeout(timer);
        socket.removeListener("error", fail);
        if (typeof opened === "string") {
          socket.on("error", () => undefined);
          socket.destroy();
        }
        resolve(opened);
      };
      const fail = (error: NodeJS.ErrnoException) => give(causes[error.code ?? ""] ?? "noAnswer");
      const timer = setTimeout(() => give("noAnswer"), timeoutMs);
      socket.once("error", fail);
      socket.once("connect", () => give(new TcpLine(socket)));
    });
  }
}

class TcpLine extends Line {
  readonly #socket: Socket;
  #lingers = false;

  constructor(socket: Socket) {
    super();
    this.#socket = socket;
    socket.on("data", (bytes) => this.hear(bytes));
    socket.on("error", () => this.broke());
    socket.on("end", () => this.broke());
    socket.on("close", () => this.broke());
  }

  send(bytes: Buffer): Promise<boolean> {
    if (this.closed) return Promise.resolve(false);
    return new Promise((resolve) => this.#socket.write(bytes, (error) => resolve(error == null)));
  }

  /** All of it is in the hands of the operating system; a printer that does not hang up is not waited for. */
  finish(timeoutMs: number): Promise<boolean> {
    const socket = this.#socket;
    if (this.closed) return Promise.resolve(false);
    return new Promise((resolve) => {
      const give = (isDone: boolean) => {
        clearTimeout(timer);
        resolve(isDone);
      };
      const timer = setTimeout(() => give(false), timeoutMs);
      socket.once("error", () => give(false));
      socket.end(() => {
        this.#lingers = true;
        setTimeout(() => socket.destroy(), LINGER_MS).unref();
        give(true);
      });
    });
  }

  close(): void {
    if (!this.#lingers) this.#socket.destroy();
  }
}
