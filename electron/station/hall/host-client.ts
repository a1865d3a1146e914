import type { ContractRouterClient } from "@orpc/contract";
import { AppError, type ErrorCode } from "../../../contract/errors.ts";
import type { hallContract } from "../../../contract/hall.ts";

/** The host, as a member calls it. */
export type HostClient = ContractRouterClient<typeof hallContract>;

/**
 * Asks the host that is connected now.
 *
 * @param away what it fails by where none is, or where the line breaks.
 * @throws AppError that, or the host's refusal.
 */
export async function askHost<T>(
  host: HostClient | null,
  away: () => AppError,
  call: (host: HostClient) => Promise<T>,
): Promise<T> {
  if (host === null) throw away();
  try {
    return await call(host);
  } catch (error) {
    throw namedByHost(error) ?? away();
  }
}

/** The host's refusal as it was meant; null where the line broke. */
function namedByHost(error: unknown): AppError | null {
  const { code, data, defined } = error as { code?: unknown; data?: unknown; defined?: unknown };
  return defined === true ? new AppError(code as ErrorCode, data as never) : null;
}
