import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { OpenAPIHandler } from "@orpc/openapi/fetch";
import { implement, ORPCError } from "@orpc/server";
import { type Logger, pino } from "pino";
import { CHAIN_START } from "../contract/chain.ts";
import {
  BATCH_MAX_BYTES,
  BATCH_MAX_EVENTS,
  districtContract,
  PACKINGS,
  SYNC_PROTOCOLS,
} from "../contract/district.ts";
import { AppError } from "../contract/errors.ts";
import { freeBuffer } from "../contract/memory.ts";
import { Sessions } from "./accounts/sessions.ts";
import { Attachments, gatewaySender } from "./attachments/attachments.ts";
import { connectDistrict, type District } from "./database.ts";
import { asDistrictFailure } from "./http/failures.ts";
import { noteRefusal } from "./http/refusals.ts";
import { bearerToken, drain, readBody } from "./http/requests.ts";
import { BUSY_SECONDS, Turnstile } from "./http/turnstile.ts";
import { requireProtocol } from "./ingest/batch.rules.ts";
import { branchOff, ingestBatch } from "./ingest/ingest.ts";
import { hashAt, StoredLogs } from "./ingest/logs.ts";
import { BatchTurns } from "./ingest/turns.ts";
import { gatewayByToken, isGatewayToken } from "./lodged/gateways.ts";
import { receiveLodged, takeLodged, withdrawLodged } from "./lodged/lodged.ts";
import { migrate } from "./migrations/migrate.ts";
import { importOffice } from "./office/import.ts";
import { keepNode } from "./own-log/own-log.ts";
import { takeBackOwnWords } from "./own-log/own-words.ts";
import { countLate, markPending, projectPending } from "./projections/rereading.ts";
import { rest } from "./rest.ts";
import { hashOf } from "./secrets.ts";
import { feedAfter } from "./stations/feed.ts";
import { callerByToken, createEnrolCode, enrolStation, noteReport } from "./stations/stations.ts";
import { runUpstream, type UpstreamSettings } from "./upstream/upstream.ts";
import { Pages } from "./web/pages.ts";

export interface DistrictServer {
  url: string;
  db: District;
  createEnrolCode(input: Parameters<typeof createEnrolCode>[1]): Promise<string>;
  close(): Promise<void>;
}

export interface DistrictOptions {
  databaseUrl: string;
  /** 0 for any free one. */
  port: number;
  host?: string;
  /** Folder of the files that stations send. */
  attachmentsFolder: string;
  /** Folder of the built pages; none are shown where left out. */
  pagesFolder?: string;
  /** The address that people type where that is not the server's own, e.g. `https://motcua.example.vn`. */
  address?: string;
  /** So many batches are taken at once; who comes then is asked to come back. */
  batchesAtOnce?: number;
  /** Folder with the data of the node's office: read where the database has none yet. */
  officeFolder?: string;
  /** The node above, where there is one. */
  upstream?: UpstreamSettings;
  /** Milliseconds between two looks for steps whose beginning came after them; once a minute where left out. */
  lateLookMs?: number;
  /** The protocols that it speaks: others than this program's only to try an older or newer one out. */
  protocols?: readonly number[];
  log?: Logger;
}

/** PostgreSQL has ten connections from here: some are left for those who do not send batches. */
const BATCHES_AT_ONCE = 6;

interface CallContext {
  token: string | null;
  /** The body, of a call that has one in JSON. */
  json: Buffer | null;
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
    if (options.officeFolder !== undefined) await importOffice(db, options.officeFolder);
    await keepNode(db);
    await markPending(db);
    const attachments = new Attachments(db, options.attachmentsFolder);
    await attachments.start();
    const handler = new OpenAPIHandler(createRouter(db, attachments, options, log), {
      // The body is here already: no stream and no copies of it are made to read it.
      rootInterceptors: [
        ({ next, ...call }) => {
          const { json } = call.context;
          return next(
            json === null ? call : { ...call, request: { ...call.request, body: () => read(json) } },
          );
        },
      ],
    });
    const pages = new Pages(
      { db, sessions: new Sessions(db), attachments, log },
      { folder: options.pagesFolder ?? null, address: options.address ?? null },
    );
    const server = createServer(async (message, response) => {
      if (!(await pages.answer(message, response))) await answer(db, handler, message, response, log);
    });
    const host = options.host ?? "127.0.0.1";
    const port = await listen(server, options.port, host);
    const end = new AbortController();
    const rereading = projectLater(db, log, end.signal, options.lateLookMs);
    const upstream =
      options.upstream && runUpstream({ db, attachments, log, ...options.upstream }, end.signal);
    return {
      url: `http://${host}:${port}`,
      db,
      createEnrolCode: (input) => createEnrolCode(db, input),
      close: async () => {
        end.abort();
        await Promise.all([upstream, rereading]);
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

/** How long to wait after a failure: PostgreSQL may be away. */
const REREAD_AGAIN_MS = 5000;

/** Between two looks for steps whose beginning came after them. */
const LATE_LOOK_MS = 60_000;

/**
 * Reads again what is pending while the server works already: after some migrations that is all of the years. From then on
 * what came before its beginning is read once that is here.
 */
async function projectLater(
  db: District,
  log: Logger,
  signal: AbortSignal,
  lookMs = LATE_LOOK_MS,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const late = await countLate(db);
      if ((await projectPending(db, { signal })) > 0) continue;
      // Those can't be read now, and will not be at the next look either.
      do await rest(lookMs, signal);
      while (!signal.aborted && (await countLate(db)) <= late);
    } catch (error) {
      if (signal.aborted) return;
      log.error({ err: error }, "what is pending was not read again");
      await rest(REREAD_AGAIN_MS, signal);
    }
  }
}

function createRouter(db: District, attachments: Attachments, options: DistrictOptions, log: Logger) {
  const logs = new StoredLogs(db, takeBackOwnWords);
  const turnstile = new Turnstile(options.batchesAtOnce ?? BATCHES_AT_ONCE);
  const turns = new BatchTurns();
  const protocols = options.protocols ?? SYNC_PROTOCOLS;
  const os = implement(districtContract)
    .$context<CallContext>()
    .use(async ({ next, path, context }) => {
      try {
        return await next();
      } catch (error) {
        throw await refusal(error, path.join("."), context.token, db, log);
      }
    });
  return os.router({
    health: os.health.handler(async () => {
      await db.selectFrom("stations").select("id").limit(1).execute();
      return {
        ok: true as const,
        now: new Date().toISOString(),
        protocols: [...protocols],
        packings: [...PACKINGS],
        limits: { events: BATCH_MAX_EVENTS, bytes: BATCH_MAX_BYTES },
      };
    }),
    enrol: os.enrol.handler(({ input }) => enrolStation(db, input, protocols)),
    openEpoch: os.openEpoch.handler(async ({ context, input }) => {
      requireProtocol(input.protocol, protocols);
      const caller = await callerByToken(db, context.token);
      return branchOff(logs, caller, hashOf(input.token), input.shared);
    }),
    position: os.position.handler(async ({ context }) => {
      const caller = await callerByToken(db, context.token);
      return logs.inLog(caller, async ({ position }) => position);
    }),
    hashAt: os.hashAt.handler(async ({ context, input }) => {
      const caller = await callerByToken(db, context.token);
      return { hash: input.seq === 0 ? CHAIN_START : await hashAt(db, caller, input.seq) };
    }),
    pushBatch: os.pushBatch.handler(async ({ context, input }) => {
      requireProtocol(input.protocol, protocols);
      const caller = await callerByToken(db, context.token);
      const position = await turns.take(`${caller.station}/${caller.epoch}`, () =>
        turnstile.pass(() => ingestBatch(logs, caller, input)),
      );
      return { position };
    }),
    feed: os.feed.handler(async ({ context, input }) => {
      requireProtocol(input.protocol, protocols);
      const caller = await callerByToken(db, context.token);
      const page = await feedAfter(db, caller, input.cursor, input.limit);
      await noteReport(db, caller, input.cursor, input.report);
      return { ...page, now: new Date().toISOString(), position: caller.position };
    }),
    lodged: {
      receive: os.lodged.receive.handler(async ({ context, input }) =>
        receiveLodged(db, await gatewayByToken(db, context.token), input),
      ),
      withdraw: os.lodged.withdraw.handler(async ({ context, input }) => {
        const gateway = await gatewayByToken(db, context.token);
        return { state: await withdrawLodged(db, gateway, input) };
      }),
      take: os.lodged.take.handler(async ({ context, input }) =>
        takeLodged(db, await callerByToken(db, context.token), input.id),
      ),
    },
    attachments: {
      state: os.attachments.state.handler(async ({ context, input }) =>
        attachments.state(await senderOf(db, context.token), input.sha256),
      ),
      send: os.attachments.send.handler(async ({ context, input: { params, query, body } }) => {
        const sender = await senderOf(db, context.token);
        const piece = Buffer.from(await body.arrayBuffer());
        return attachments.send(sender, params.sha256, params.offset, query.size, piece);
      }),
      read: os.attachments.read.handler(async ({ context, input }) => {
        await callerByToken(db, context.token);
        const piece = await attachments.read(input.sha256, input.offset, input.bytes);
        return new Blob([new Uint8Array(piece)], { type: "application/octet-stream" });
      }),
    },
  });
}

/** Who sends a file: a station, or a gateway before it hands over the dossier. */
async function senderOf(db: District, token: string | null): Promise<string> {
  if (isGatewayToken(token)) return gatewaySender(await gatewayByToken(db, token));
  return (await callerByToken(db, token)).station;
}

const statuses: Partial<Record<string, number>> = {
  UNAUTHORISED: 401,
  STATION_REVOKED: 403,
  STATION_MISMATCH: 403,
  ENROL_CODE_INVALID: 403,
  ENROL_CODE_REPLACES_THIS: 409,
  BATCH_GAP: 409,
  BATCH_FORK: 409,
  BATCH_TOO_LARGE: 413,
  CHAIN_BROKEN: 422,
  LODGED_UNFIT: 422,
  LODGED_DIFFERS: 409,
  LODGED_UNKNOWN: 404,
  LODGED_TAKEN: 409,
  LODGED_GONE: 410,
  LODGED_CLOSED: 409,
  OFFICE_MISSING: 409,
  ATTACHMENT_UNKNOWN: 404,
  ATTACHMENT_OFFSET: 409,
  ATTACHMENT_DAMAGED: 422,
  DISTRICT_BUSY: 503,
  DISTRICT_FULL: 507,
  INTERNAL: 500,
};

/** What happens on an ordinary day and nobody has to look at. */
const daily: ReadonlySet<string> = new Set([
  "BATCH_GAP",
  "DISTRICT_BUSY",
  "DISTRICT_FULL",
  "ATTACHMENT_OFFSET",
  "ATTACHMENT_UNKNOWN",
  "LODGED_TAKEN",
  "LODGED_GONE",
]);

/** Names a failure for the station and keeps refusals for the inspection. */
async function refusal(
  failure: unknown,
  call: string,
  token: string | null,
  db: District,
  log: Logger,
): Promise<unknown> {
  const error = asDistrictFailure(failure);
  if (error instanceof ORPCError) {
    return new ORPCError("BAD_INPUT", { status: 400, data: { path: call, reason: error.message } });
  }
  if (error instanceof AppError) {
    log.warn({ call, code: error.code, data: error.data }, "call refused");
    await noteCallRefusal(db, log, error, call, token);
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

/** Keeps for the inspection what is out of the ordinary, and whose token came with it. */
async function noteCallRefusal(
  db: District,
  log: Logger,
  { code, data }: AppError,
  call: string,
  token: string | null,
): Promise<void> {
  if (daily.has(code)) return;
  const caller = await callerByToken(db, token).catch(() => null);
  await noteRefusal(
    { db, log },
    { code, station: caller?.station ?? null, detail: `${call} ${JSON.stringify(data)}` },
  );
}

async function answer(
  db: District,
  handler: OpenAPIHandler<CallContext>,
  message: IncomingMessage,
  response: ServerResponse,
  log: Logger,
): Promise<void> {
  try {
    const body = await readBody(message, BATCH_MAX_BYTES);
    const url = new URL(message.url ?? "/", "http://district");
    const method = message.method ?? "GET";
    const type = message.headers["content-type"] ?? "application/json";
    const hasBody = method !== "GET" && method !== "HEAD";
    const isJson = isJsonType(type);
    const request = new Request(url, {
      method,
      headers: { "content-type": type },
      ...(hasBody && !isJson ? { body: new Uint8Array(body) } : {}),
    });
    const { matched, response: answered } = await handler.handle(request, {
      context: { token: bearerToken(message), json: hasBody && isJson ? body : null },
    });
    if (!matched) return send(response, 404, "application/json", "{}");
    const answeredType = answered.headers.get("content-type") ?? "application/json";
    const content = Buffer.from(await answered.arrayBuffer());
    if (content.length < PACK_FROM_BYTES || !isJsonType(answeredType) || !takesGzip(message))
      return send(response, answered.status, answeredType, content);
    response.setHeader("content-encoding", "gzip");
    send(response, answered.status, answeredType, await packed(content));
  } catch (error) {
    const named = error instanceof AppError ? error : new AppError("INTERNAL", { reference: "request" });
    log.warn({ err: error }, "request refused");
    const content = JSON.stringify({
      defined: true,
      code: named.code,
      message: named.code,
      data: named.data,
    });
    const brokeOff = message.readableAborted || (message.destroyed && !message.complete);
    drain(message);
    send(response, statuses[named.code] ?? 400, "application/json", content);
    if (!brokeOff) await noteCallRefusal(db, log, named as AppError, "body", bearerToken(message));
  }
}

/** @throws SyntaxError */
async function read(json: Buffer): Promise<unknown> {
  if (json.length === 0) return undefined;
  const text = json.toString();
  freeBuffer(json);
  return JSON.parse(text);
}

/** Below this an answer is not worth packing. */
const PACK_FROM_BYTES = 1000;
const packed = promisify<Buffer, Buffer>(gzip);

function isJsonType(type: string): boolean {
  return type.startsWith("application/json");
}

function takesGzip({ headers }: IncomingMessage): boolean {
  return /\bgzip\b/.test(String(headers["accept-encoding"] ?? ""));
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    "content-type": type,
    ...(status === 503 ? { "retry-after": String(BUSY_SECONDS) } : {}),
  });
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
