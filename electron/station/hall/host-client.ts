import type { ContractRouterClient } from "@orpc/contract";
import { AppError, type ErrorCode } from "../../../contract/errors.ts";
import type { hallContract } from "../../../contract/hall.ts";

/** The host, as a member calls it. */
export type HostClient = ContractRouterClient<typeof hallContract>;

/**
 * Asks the host that is connected now.
 *
 * @throws AppError HALL_LOST where none is, or where the line breaks; else the host's refusal.
 */
export async function askHost<T>(
  host: HostClient | null,
  hostName: () => string,
  call: (host: HostClient) => Promise<T>,
): Promise<T> {
  const away = () => new AppError("HALL_LOST", { host: hostName() });
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
