import { existsSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { RPCHandler } from "@orpc/server/fetch";
import send from "send";
import { AppError, isAppError } from "../../contract/errors.ts";
import { drain, readBody } from "../http/requests.ts";
import { sendFile } from "../workbench/files.ts";
import { noteWebRefusal, type WebContext, type WebParts } from "./base.ts";
import {
  browserCookie,
  browserToken,
  isOwnPage,
  senderAddress,
  sessionCookie,
  sessionToken,
} from "./requests.rules.ts";
import { webRouter } from "./router.ts";

export interface PagesOptions {
  /** The built pages; null where this server shows none. */
  folder: string | null;
  /** The address that people type where that is not the server's own, e.g. behind a proxy that speaks TLS. */
  address: string | null;
}

const CALLS = "/web/rpc";
/** A catalogue of a whole province as a workbook; nothing else on the pages is near it. */
const CALL_MAX_BYTES = 16 * 1024 * 1024;
/** Whoever is not signed in has a name and a password to say, and no more of the server's memory. */
const STRANGER_MAX_BYTES = 16 * 1024;

/** Scripts from here only, none inline; Mantine sets its tokens by a style element of its own. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** HTTP of the district's pages: the files that the browser runs, and the calls that they make. */
export class Pages {
  readonly #parts: WebParts;
  readonly #address: string | null;
  /** Where the built pages lie; null where this server shows none. */
  readonly #folder: string | null;
  readonly #handler = new RPCHandler(webRouter);

  constructor(parts: WebParts, { folder, address }: PagesOptions) {
    this.#parts = parts;
    this.#address = address === null ? null : new URL(address).origin;
    this.#folder = folder !== null && existsSync(join(folder, "index.html")) ? folder : null;
  }

  /** Answers what is for the pages. @returns false where it is for somebody else. */
  async answer(message: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const path = message.url ?? "/";
    if (path.startsWith("/v1/")) return false;
    this.#guard(response);
    if (path.startsWith(`${CALLS}/`)) {
      await this.#call(message, response);
      return true;
    }
    if (path.startsWith("/web/files/")) {
      await this.#file(message, response, path);
      return true;
    }
    if (this.#folder === null || (message.method !== "GET" && message.method !== "HEAD")) return false;
    response.setHeader("Content-Security-Policy", POLICY);
    sendPage(this.#folder, message, response);
    return true;
  }

  async #call(message: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader("Cache-Control", "no-store");
    const { origin, host, "sec-fetch-site": site } = message.headers;
    if (
      message.method !== "POST" ||
      !isOwnPage({ origin, host, site: site === undefined ? undefined : String(site) }, this.#address)
    ) {
      await noteWebRefusal(this.#parts, "FOREIGN_PAGE", `${message.method} ${String(origin).slice(0, 200)}`);
      drain(message);
      return refuse(response, 403, new AppError("FOREIGN_PAGE", {}));
    }
    const token = sessionToken(message.headers.cookie);
    try {
      const me = await this.#parts.sessions.of(token);
      const body = me === null ? await readStranger(message) : await readBody(message, CALL_MAX_BYTES);
      const request = new Request(new URL(message.url ?? "/", "http://district"), {
        method: "POST",
        headers: { "content-type": message.headers["content-type"] ?? "application/json" },
        body: new Uint8Array(body),
      });
      const context: WebContext = {
        ...this.#parts,
        token,
        sender: {
          address: senderAddress(
            message.socket.remoteAddress,
            this.#address === null ? undefined : message.headers["x-forwarded-for"],
          ),
          browser: browserToken(message.headers.cookie),
        },
        me,
        setSession: (next) => response.appendHeader("Set-Cookie", sessionCookie(next, this.#secure)),
        setKnownBrowser: (next) => response.appendHeader("Set-Cookie", browserCookie(next, this.#secure)),
      };
      const { matched, response: answered } = await this.#handler.handle(request, { prefix: CALLS, context });
      if (!matched)
        return refuse(response, 404, new AppError("BAD_INPUT", { path: "call", reason: "unknown" }));
      const content = Buffer.from(await answered.arrayBuffer());
      response.writeHead(answered.status, Object.fromEntries(answered.headers));
      response.end(content);
    } catch (error) {
      this.#parts.log.warn({ err: error }, "call of a page failed");
      drain(message);
      const named = error instanceof AppError ? error : new AppError("INTERNAL", { reference: "request" });
      refuse(response, statuses[named.code] ?? 400, named);
    }
  }

  async #file(message: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    response.setHeader("Cache-Control", "private, no-store");
    const { sessions, log } = this.#parts;
    try {
      const me = await sessions.of(sessionToken(message.headers.cookie));
      await sendFile(this.#parts, me, path, response);
    } catch (error) {
      const named = error instanceof AppError ? error : new AppError("INTERNAL", { reference: "file" });
      if (!(error instanceof AppError)) log.error({ err: error }, "file not sent");
      refuse(response, statuses[named.code] ?? 404, named);
    }
  }

  get #secure(): boolean {
    return this.#address?.startsWith("https:") ?? false;
  }

  #guard(response: ServerResponse): void {
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    if (this.#secure) response.setHeader("Strict-Transport-Security", "max-age=31536000");
  }
}

const statuses: Partial<Record<string, number>> = {
  NOT_SIGNED_IN: 401,
  PASSWORD_MUST_CHANGE: 403,
  ROLE_LACKS: 403,
  INTERNAL: 500,
};

/** @throws AppError NOT_SIGNED_IN where it is more than a sign-in needs: a session may have ended meanwhile. */
async function readStranger(message: IncomingMessage): Promise<Buffer> {
  try {
    return await readBody(message, STRANGER_MAX_BYTES);
  } catch (error) {
    if (isAppError(error) && error.code === "BATCH_TOO_LARGE") throw new AppError("NOT_SIGNED_IN", {});
    throw error;
  }
}

/** A file of the pages. One that is not there, or goes while it is sent (a new version is put in its place), ends only this answer. */
function sendPage(root: string, message: IncomingMessage, response: ServerResponse): void {
  const [path = "/"] = (message.url ?? "/").split("?");
  const fail = () => {
    if (response.headersSent) return response.destroy();
    response.writeHead(404, { "content-type": "text/plain", "cache-control": "no-cache" });
    response.end();
  };
  send(message, path, { root, cacheControl: false })
    // What the build names by its content never changes; the page that names it may at any time.
    .on("headers", () =>
      response.setHeader(
        "Cache-Control",
        path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
      ),
    )
    .on("directory", fail)
    .on("error", fail)
    .pipe(response);
}

/** As oRPC says it, for what does not reach its handler. */
function refuse(response: ServerResponse, status: number, { code, data }: AppError): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify({ json: { defined: true, code, status, message: code, data } }));
}
