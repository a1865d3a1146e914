import { randomUUID } from "node:crypto";
import { ORPCError } from "@orpc/server";
import type { Logger } from "pino";
import { AppError } from "../../contract/errors.ts";
import { inputFault } from "../../contract/named-errors.ts";
import { asStoreError } from "../../db/store-errors.ts";

/**
 * Turns whatever a call threw into one of the contract's errors. What has no name is a fault of ours: it gets a
 * reference that finds it in the log, and no detail leaves the service.
 */
export function toRpcError(error: unknown, log: Logger): ORPCError<string, unknown> {
  if (error instanceof ORPCError) return error.code === "BAD_REQUEST" ? badInput(error) : error;
  const named = asStoreError(error, "station.sqlite");
  if (named instanceof AppError) {
    log.info({ code: named.code, data: named.data }, "call refused");
    return new ORPCError(named.code, { data: named.data, message: named.code });
  }
  const reference = randomUUID().slice(0, 8);
  log.error({ err: error, reference }, "call failed");
  return new ORPCError("INTERNAL", { data: { reference }, message: "INTERNAL" });
}

function badInput(error: ORPCError<string, unknown>): ORPCError<string, unknown> {
  return new ORPCError("BAD_INPUT", {
    data: inputFault(error),
    message: "BAD_INPUT",
  });
}
