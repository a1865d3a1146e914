import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { Logger } from "pino";
import send from "send";
import { type WebSocket, WebSocketServer } from "ws";
import { AppError } from "../../../contract/errors.ts";
import {
  type Answer,
  answerSchema,
  challengeSchema,
  HALL_PATH,
  HALL_PROTOCOL,
  type Verdict,
} from "../../../contract/hall.ts";
import type { Identity } from "./identity.ts";

/** What is decided of one who asks to be let in. */
export interface Admission {
  verdict: Verdict;
  /** Takes over the connection; closed after the verdict where left out. */
  serve?: (socket: WebSocket) => void;
}

export interface Asking {
  answer: Answer;
  nonce: string;
  /** IP address it comes from. */
  from: string;
}

export interface ListenerOptions {
  station: string;
  identity: Identity;
  port: number;
  /** Folder of the screens for browsers; none are served where left out. */
  pages?: string | undefined;
  /** @throws AppError: why one is refused. */
  admit: (asking: Asking) => Promise<Admission>;
  log: Logger;
}

/** Answers that come later than this come from nobody who belongs here. */
const ANSWER_MS = 5000;
const HEARTBEAT_MS = 2000;
const MOST_BYTES = 8 * 1024 * 1024;

/** The door of a PC of the hall: TLS, a challenge to whoever comes, and the calls of those who are let in. */
export class Listener {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets: WebSocketServer;
  readonly #heartbeat: NodeJS.Timeout;

  private constructor(server: Server, sockets: WebSocketServer) {
    this.#server = server;
    this.#sockets = sockets;
    this.port = (server.address() as AddressInfo).port;
    this.#heartbeat = keepAlive(sockets);
  }

  /** @throws AppError PORT_TAKEN */
  static async start(options: ListenerOptions): Promise<Listener> {
    const root = options.pages;
    const server = createServer(
      { key: options.identity.key, cert: options.identity.certificate },
      (request, response) => {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        const missing = () => {
          response.writeHead(404).end();
        };
        if (root === undefined || (request.method !== "GET" && request.method !== "HEAD")) return missing();
        // A file that goes while it is sent ends that answer alone.
        const failed = () => (response.headersSent ? response.destroy() : missing());
        const [path = "/"] = (request.url ?? "/").split("?");
        send(request, path, { root, maxAge: 0 }).on("directory", failed).on("error", failed).pipe(response);
      },
    );
    const sockets = new WebSocketServer({ server, path: HALL_PATH, maxPayload: MOST_BYTES });
    sockets.on("connection", (socket, request) => {
      void receive(socket, request.socket.remoteAddress ?? "", options);
    });
    // Errors of the server itself are told by `listening` below.
    sockets.on("error", () => undefined);
    await listening(server, options.port);
    return new Listener(server, sockets);
  }

  async close(): Promise<void> {
    clearInterval(this.#heartbeat);
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.close();
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

async function receive(socket: WebSocket, from: string, options: ListenerOptions): Promise<void> {
  const nonce = randomBytes(24).toString("base64url");
  socket.on("error", () => socket.terminate());
  const answered = firstMessage(socket);
  socket.send(
    JSON.stringify(
      challengeSchema.parse({
        type: "challenge",
        protocols: [HALL_PROTOCOL],
        station: options.station,
        nonce,
      }),
    ),
  );
  try {
    const answer = readAnswer(await answered);
    const { verdict, serve } = await options.admit({ answer, nonce, from });
    socket.send(JSON.stringify(verdict));
    if (serve === undefined) socket.close();
    else serve(socket);
  } catch (error) {
    const named = error instanceof AppError ? error : new AppError("INTERNAL", { reference: "hall" });
    options.log.warn({ code: named.code, data: named.data, from, err: error }, "refused at the hall's door");
    socket.send(JSON.stringify({ type: "refused", code: named.code, data: named.data } satisfies Verdict));
    socket.close();
  }
}

function firstMessage(socket: WebSocket): Promise<string> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new AppError("NOT_OF_THIS_HALL", {})), ANSWER_MS);
    socket.once("message", (data) => {
      clearTimeout(late);
      resolve(String(data));
    });
    socket.once("close", () => {
      clearTimeout(late);
      reject(new AppError("NOT_OF_THIS_HALL", {}));
    });
  });
}

/** @throws AppError PROTOCOL_UNSUPPORTED before anything else is looked at, BAD_INPUT. */
function readAnswer(text: string): Answer {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new AppError("BAD_INPUT", { path: "", reason: "no JSON" });
  }
  const { protocol } = (raw ?? {}) as { protocol?: unknown };
  if (protocol !== HALL_PROTOCOL) throw new AppError("PROTOCOL_UNSUPPORTED", { supported: [HALL_PROTOCOL] });
  const parsed = answerSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AppError("BAD_INPUT", { path: issue?.path.join(".") ?? "", reason: issue?.message ?? "" });
}

/** A PC that was switched off or cut off says no goodbye: who misses a heartbeat is gone. */
function keepAlive(sockets: WebSocketServer): NodeJS.Timeout {
  const alive = new WeakSet<WebSocket>();
  sockets.on("connection", (socket) => {
    alive.add(socket);
    socket.on("pong", () => alive.add(socket));
  });
  return setInterval(() => {
    for (const socket of sockets.clients) {
      if (!alive.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }, HEARTBEAT_MS);
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "EADDRINUSE" ? new AppError("PORT_TAKEN", { port, service: "hall" }) : error),
    );
    server.listen(port, () => resolve());
  });
}
