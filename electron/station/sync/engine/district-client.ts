import { promisify } from "node:util";
import zlib from "node:zlib";
import { createORPCClient, ORPCError } from "@orpc/client";
import type { ContractRouterClient } from "@orpc/contract";
import { OpenAPILink } from "@orpc/openapi-client/fetch";
import { districtContract, PACKINGS, type Packing } from "../../../../contract/district.ts";
import { AppError, type ErrorCode, errorData } from "../../../../contract/errors.ts";

export type DistrictClient = ContractRouterClient<typeof districtContract>;

/** Below this a body is not worth packing. */
const PACK_FROM_BYTES = 500;

export interface ConnectOptions {
  url: string;
  token: string | null;
  timeoutMs: number;
  packing: Packing;
  stop: AbortSignal;
}

/** The district server at `url`; calls carry the station's token and give up after `timeoutMs`. */
export function districtClient(options: ConnectOptions): DistrictClient {
  const { url, token, timeoutMs, stop } = options;
  return createORPCClient(
    new OpenAPILink(districtContract, {
      url,
      headers: () => (token === null ? {} : { authorization: `Bearer ${token}` }),
      fetch: async (request) => {
        const signal = AbortSignal.any([request.signal, stop, AbortSignal.timeout(timeoutMs)]);
        return fetch(await packed(request, options.packing), { signal });
      },
    }),
  );
}

/** The best packing that both have; gzip is everywhere. The runtime of an older Electron has no zstd. */
export function commonPacking(theirs: readonly string[]): Packing {
  const ours = PACKINGS.filter((packing) => packing === "gzip" || typeof zlib.zstdCompress === "function");
  return ours.find((packing) => theirs.includes(packing)) ?? "gzip";
}

async function packed(request: Request, packing: Packing): Promise<Request> {
  const body = Buffer.from(await request.arrayBuffer());
  const headers = new Headers(request.headers);
  const isText = /json/.test(headers.get("content-type") ?? "");
  if (body.length < PACK_FROM_BYTES || !isText) {
    return new Request(request.url, {
      method: request.method,
      headers,
      ...(body.length > 0 ? { body } : {}),
    });
  }
  headers.set("content-encoding", packing);
  headers.delete("content-length");
  // On a thread of its own: a counter's call does not wait for it.
  const pack = promisify(packing === "zstd" ? zlib.zstdCompress : zlib.gzip) as (
    body: Buffer,
  ) => Promise<Buffer>;
  return new Request(request.url, {
    method: request.method,
    headers,
    body: new Uint8Array(await pack(body)),
  });
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
