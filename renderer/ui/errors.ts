import { ORPCError } from "@orpc/client";
import { type ErrorCode, errorData } from "../../contract/errors.ts";
import type { Translate } from "./i18n/index.ts";
import { LinkLostError } from "./station.ts";

/** A failure as it is put into words. */
export interface Failure {
  code: ErrorCode | "LINK_LOST";
  data: unknown;
}

/** What a call threw, as something that can be said. */
export function asFailure(error: unknown): Failure {
  if (error instanceof LinkLostError)
    return { code: error.sent ? "LINK_LOST" : "STATION_STARTING", data: {} };
  if (error instanceof ORPCError && isErrorCode(error.code)) return { code: error.code, data: error.data };
  return { code: "INTERNAL", data: { reference: error instanceof Error ? error.message : String(error) } };
}

export function isErrorCode(code: string): code is ErrorCode {
  return code in errorData;
}

/** What happened and what to do now, in the language of the window. */
export function failureText(t: Translate, failure: { code: string; data: unknown }): string {
  if (failure.code === "LINK_LOST") return t("link.lostAction");
  const code = isErrorCode(failure.code) ? failure.code : "INTERNAL";
  const values = Object.entries((failure.data ?? {}) as Record<string, unknown>).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(", ") : value,
  ]);
  return t(`error.${code}`, { reference: failure.code, ...Object.fromEntries(values) });
}
