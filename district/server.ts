import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { OpenAPIHandler } from "@orpc/openapi/fetch";
import { implement, ORPCError } from "@orpc/server";
import { type Logger, pino } from "pino";
import { BATCH_MAX_BYTES, districtContract, SYNC_PROTOCOL } from "../contract/district.ts";
import { AppError } from "../contract/errors.ts";
import { connectDistrict, type District, migrate } from "./database.ts";
import { ingestBatch } from "./ingest.ts";
import { bearerToken, readBody } from "./requests.ts";
import { createEnrolCode, enrolStation, stationByToken } from "./stations.ts";

export interface DistrictServer {
  url: string;
  db: District;
  createEnrolCode(input: { agency: string; name?: string; ttlMinutes?: number }): Promise<string>;
  close(): Promise<void>;
}

export interface DistrictOptions {
  databaseUrl: string;
  /** 0 for any free one. */
  port: number;
  host?: string;
  log?: Logger;
}

interface CallContext {
  token: string | null;
}

/**
 * The district server: HTTP in front of PostgreSQL.
 *
 * @throws AppError PORT_TAKEN
 */
export async function startDistrict(options: DistrictOptions): Promise<DistrictServer> {
  const log = options.log ?? pino({ name: "district", level: process.env.MOTCUA_LOG ?? "warn" });
  const db = connectDistrict(options.databaseUrl);
  try {
    await migrate(db);
    const handler = new OpenAPIHandler(createRouter(db, log));
    const server = createServer((message, response) => void answer(handler, message, response, log));
    const host = options.host ?? "127.0.0.1";
    const port = await listen(server, options.port, host);
    return {
      url: `http://${host}:${port}`,
      db,
      createEnrolCode: (input) => createEnrolCode(db, input),
      close: async () => {
        server.closeAllConnections();
        await new Promise<void>((resolve) => server.close(() => resolve()));
        await db.destroy();
      },
    };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

function createRouter(db: District, log: Logger) {
  const os = implement(districtContract)
    .$context<CallContext>()
    .use(async ({ next, path }) => {
      try {
        return await next();
      } catch (error) {
        throw await refusal(error, path.join("."), db, log);
      }
    });
  return os.router({
    health: os.health.handler(async () => {
      await db.selectFrom("stations").select("id").limit(1).execute();
      return { ok: true as const, now: new Date().toISOString(), protocols: [SYNC_PROTOCOL] };
    }),
    enrol: os.enrol.handler(({ input }) => enrolStation(db, input)),
    position: os.position.handler(async ({ context }) => {
      const { epoch, seq, hash } = await stationByToken(db, context.token);
      return { epoch, seq, hash };
    }),
    pushBatch: os.pushBatch.handler(async ({ context, input }) => {
      const station = await stationByToken(db, context.token);
      return { position: await ingestBatch(db, station, input) };
    }),
  });
}

const statuses: Partial<Record<string, number>> = {
  UNAUTHORISED: 401,
  STATION_REVOKED: 403,
  STATION_MISMATCH: 403,
  ENROL_CODE_INVALID: 403,
  BATCH_GAP: 409,
  BATCH_FORK: 409,
  BATCH_TOO_LARGE: 413,
  CHAIN_BROKEN: 422,
  INTERNAL: 500,
};

/** Names a failure for the station and keeps refusals for the inspection. */
async function refusal(error: unknown, call: string, db: District, log: Logger): Promise<unknown> {
  if (error instanceof ORPCError) {
    return new ORPCError("BAD_INPUT", { status: 400, data: { path: call, reason: error.message } });
  }
  if (error instanceof AppError) {
    log.warn({ call, code: error.code, data: error.data }, "call refused");
    if (error.code !== "BATCH_GAP") {
      await db
        .insertInto("refusals")
        .values({ code: error.code, station: null, detail: `${call} ${JSON.stringify(error.data)}` })
        .execute()
        .catch((failure) => log.error({ err: failure }, "refusal not recorded"));
    }
    return new ORPCError(error.code, {
      status: statuses[error.code] ?? 400,
      data: error.data,
      message: error.code,
    });
  }
  const reference = crypto.randomUUID().slice(0, 8);
  log.error({ err: error, call, reference }, "call failed");
  return new ORPCError("INTERNAL", { status: 500, data: { reference }, message: "INTERNAL" });
}

async function answer(
  handler: OpenAPIHandler<CallContext>,
  message: IncomingMessage,
  response: ServerResponse,
  log: Logger,
): Promise<void> {
  try {
    const body = await readBody(message, BATCH_MAX_BYTES);
    const url = new URL(message.url ?? "/", "http://district");
    const method = message.method ?? "GET";
    const request = new Request(url, {
      method,
      headers: { "content-type": message.headers["content-type"] ?? "application/json" },
      ...(method === "GET" || method === "HEAD" ? {} : { body: new Uint8Array(body) }),
    });
    const { matched, response: answered } = await handler.handle(request, {
      context: { token: bearerToken(message) },
    });
    if (!matched) return send(response, 404, "application/json", "{}");
    send(
      response,
      answered.status,
      answered.headers.get("content-type") ?? "application/json",
      await answered.text(),
    );
  } catch (error) {
    const named = error instanceof AppError ? error : new AppError("INTERNAL", { reference: "request" });
    log.warn({ err: error }, "request refused");
    const content = JSON.stringify({
      defined: true,
      code: named.code,
      message: named.code,
      data: named.data,
    });
    send(response, statuses[named.code] ?? 400, "application/json", content);
    message.destroy();
  }
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { "content-type": type });
  response.end(body);
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? new AppError("PORT_TAKEN", { port, service: "district" }) : error);
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}
