import { gzipSync } from "node:zlib";
import { createORPCClient, ORPCError } from "@orpc/client";
import type { ContractRouterClient } from "@orpc/contract";
import { OpenAPILink } from "@orpc/openapi-client/fetch";
import { districtContract } from "../../../contract/district.ts";
import { AppError, type ErrorCode, errorData } from "../../../contract/errors.ts";

export type DistrictClient = ContractRouterClient<typeof districtContract>;

/** Below this a body is not worth compressing. */
const GZIP_FROM_BYTES = 1000;

/** The district server at `url`; calls carry the station's token and give up after `timeoutMs`. */
export function districtClient(
  url: string,
  token: string | null,
  timeoutMs: number,
  stop: AbortSignal,
): DistrictClient {
  return createORPCClient(
    new OpenAPILink(districtContract, {
      url,
      headers: () => (token === null ? {} : { authorization: `Bearer ${token}` }),
      fetch: async (request) => {
        const signal = AbortSignal.any([request.signal, stop, AbortSignal.timeout(timeoutMs)]);
        return fetch(await compressed(request), { signal });
      },
    }),
  );
}

async function compressed(request: Request): Promise<Request> {
  const body = Buffer.from(await request.arrayBuffer());
  const headers = new Headers(request.headers);
  if (body.length < GZIP_FROM_BYTES) {
    return new Request(request.url, {
      method: request.method,
      headers,
      ...(body.length > 0 ? { body } : {}),
    });
  }
  headers.set("content-encoding", "gzip");
  headers.delete("content-length");
  return new Request(request.url, { method: request.method, headers, body: gzipSync(body) });
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
