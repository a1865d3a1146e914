import { oc } from "@orpc/contract";
import { type ErrorCode, errorData } from "./errors.ts";

type ErrorMap = { [C in ErrorCode]: { data: (typeof errorData)[C] } };
const errors = Object.fromEntries(
  Object.entries(errorData).map(([code, data]) => [code, { data }]),
) as unknown as ErrorMap;

/** What a call begins with that may fail by any of the named errors: which one is what the person needs to know. */
export const namedErrors = oc.errors(errors);
