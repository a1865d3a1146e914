import { ORPCError } from "@orpc/server";
import { AppError } from "../../contract/errors.ts";
import { BUSY_SECONDS } from "./turnstile.ts";

/** PostgreSQL's classes of failures that pass: connection, resources but for a full disk, its operator at work. */
const PASSING = /^(08|53[023]|57|40)/;
const DISK_FULL = "53100";

const BROKEN_LINE = /ECONN|EPIPE|ETIMEDOUT|terminated|Connection|timeout/i;

/** A failure of the database or the disk under the name that a station can act on; anything else as it was. */
export function asDistrictFailure(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof AppError || error instanceof ORPCError) return error;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (code === DISK_FULL || code === "ENOSPC") return new AppError("DISTRICT_FULL", {}, { cause: error });
  const passing = /^[0-9A-Z]{5}$/.test(code)
    ? PASSING.test(code)
    : BROKEN_LINE.test(`${code} ${error.message}`);
  return passing ? new AppError("DISTRICT_BUSY", { seconds: BUSY_SECONDS }, { cause: error }) : error;
}
