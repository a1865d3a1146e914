import { isAppError } from "../../contract/errors.ts";

/** A batch that came before the one it follows waits so long for it. */
const PATIENCE_MS = 1000;

/**
 * A station may have two batches on their way, and the second may be here first: it waits for the other instead of being
 * refused.
 */
export class BatchTurns {
  readonly #waiting = new Map<string, Set<() => void>>();

  /** @param log names the log that the work is done on. */
  async take<T>(log: string, work: () => Promise<T>): Promise<T> {
    for (const until = Date.now() + PATIENCE_MS; ; ) {
      try {
        const result = await work();
        for (const goOn of this.#waiting.get(log) ?? []) goOn();
        return result;
      } catch (error) {
        const left = until - Date.now();
        if (!isAppError(error) || error.code !== "BATCH_GAP" || left <= 0) throw error;
        await this.#next(log, left);
      }
    }
  }

  async #next(log: string, milliseconds: number): Promise<void> {
    const waiting = this.#waiting.get(log) ?? new Set();
    this.#waiting.set(log, waiting);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(goOn, milliseconds);
      function goOn(): void {
        clearTimeout(timer);
        waiting.delete(goOn);
        resolve();
      }
      waiting.add(goOn);
    });
    if (waiting.size === 0) this.#waiting.delete(log);
  }
}
