import { setTimeout as pause } from "node:timers/promises";

/** Waits so long, or until the signal: work in the background ends at once then. */
export async function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  await pause(milliseconds, undefined, { signal }).catch(() => undefined);
}
