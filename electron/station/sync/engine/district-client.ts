import { promisify } from "node:util";
import zlib from "node:zlib";
import { createORPCClient, ORPCError } from "@orpc/client";
import type { ContractRouterClient } from "@orpc/contract";
import { OpenAPILink } from "@orpc/openapi-client/fetch";
import { districtContract, PACKINGS, type Packing, type Position } from "../../../../contract/district.ts";
import { AppError, type ErrorCode, errorData } from "../../../../contract/errors.ts";
import { freeBuffer } from "../../../../contract/memory.ts";
import { bodyOf, type OutgoingBatch } from "./outgoing.ts";

/** As the contract says, but that a batch comes with its events written already. */
export type DistrictClient = Omit<ContractRouterClient<typeof districtContract>, "pushBatch"> & {
  pushBatch(batch: OutgoingBatch): Promise<{ position: Position }>;
};

/** Below this a body is not worth packing. */
const PACK_FROM_BYTES = 500;

export interface ConnectOptions {
  url: string;
  token: string | null;
  timeoutMs: number;
  packing: Packing;
  stop: AbortSignal;
}

/** What a call carries past the link, which would make a request of it first. */
interface Carried {
  batch?: OutgoingBatch;
}

/** The district server at `url`; calls carry the station's token and give up after `timeoutMs`. */
export function districtClient(options: ConnectOptions): DistrictClient {
  const { url, token, timeoutMs, stop } = options;
  const client: unknown = createORPCClient(
    new OpenAPILink<Carried>(districtContract, {
      url,
      headers: () => (token === null ? {} : { authorization: `Bearer ${token}` }),
      interceptors: [
        ({ next, ...call }) =>
          call.path.join(".") === "pushBatch"
            ? next({ ...call, input: {}, context: { batch: call.input as OutgoingBatch } })
            : next(call),
      ],
      fetch: async (request, _init, { context: { batch } }) => {
        const signal = AbortSignal.any([request.signal, stop, AbortSignal.timeout(timeoutMs)]);
        const body = batch === undefined ? Buffer.from(await request.arrayBuffer()) : bodyOf(batch);
        return fetch(request.url, {
          method: request.method,
          ...(await packed(body, request.headers, options.packing)),
          signal,
        });
      },
    }),
  );
  return client as DistrictClient;
}

/** The best packing that both have; gzip is everywhere. The runtime of an older Electron has no zstd. */
export function commonPacking(theirs: readonly string[]): Packing {
  const ours = PACKINGS.filter((packing) => packing === "gzip" || typeof zlib.zstdCompress === "function");
  return ours.find((packing) => theirs.includes(packing)) ?? "gzip";
}

async function packed(body: Buffer, given: Headers, packing: Packing): Promise<RequestInit> {
  const headers = new Headers(given);
  headers.delete("content-length");
  if (body.length === 0) return { headers };
  const isText = /json/.test(headers.get("content-type") ?? "");
  if (body.length < PACK_FROM_BYTES || !isText) return { headers, body: new Uint8Array(body) };
  headers.set("content-encoding", packing);
  // On a thread of its own: a counter's call does not wait for it.
  const pack = promisify(packing === "zstd" ? zlib.zstdCompress : zlib.gzip) as (
    body: Buffer,
  ) => Promise<Buffer>;
  const small = await pack(body);
  freeBuffer(body);
  return { headers, body: new Uint8Array(small) };
}

/** Whatever a call failed by, under the name that a person can act on. */
export function asDistrictError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof ORPCError && error.code in errorData) {
    const code = error.code as ErrorCode;
    const data = errorData[code].safeParse(error.data);
    if (data.success) return new AppError(code, data.data as never, { cause: error });
  }
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new AppError("DISTRICT_UNREACHABLE", { detail }, { cause: error });
}
