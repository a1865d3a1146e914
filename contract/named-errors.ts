import { oc, ValidationError } from "@orpc/contract";
import { type ErrorCode, errorData } from "./errors.ts";

type ErrorMap = { [C in ErrorCode]: { data: (typeof errorData)[C] } };
const errors = Object.fromEntries(
  Object.entries(errorData).map(([code, data]) => [code, { data }]),
) as unknown as ErrorMap;

/** What a call begins with that may fail by any of the named errors: which one is what the person needs to know. */
export const namedErrors = oc.errors(errors);

/** What BAD_INPUT says of input that was not of the call's shape: the first place that is wrong, and why. */
export function inputFault(error: { message: string; cause?: unknown }): { path: string; reason: string } {
  const issue = error.cause instanceof ValidationError ? error.cause.issues[0] : undefined;
  const path = (issue?.path ?? [])
    .map((part) => String(typeof part === "object" ? part.key : part))
    .join(".");
  return { path, reason: issue?.message ?? error.message };
}
