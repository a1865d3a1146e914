import { setTimeout as pause } from "node:timers/promises";

/**
 * Tells watchers that something changed. A watcher reads the whole state anew after each change, so one that is slow
 * or was away skips states but never misses the last.
 */
export class Changes {
  #revision = 0;
  readonly #waiting = new Set<() => void>();

  get revision(): number {
    return this.#revision;
  }

  notify(): void {
    this.#revision += 1;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  /**
   * The state now, then again after every change until `signal` aborts.
   *
   * @param paceMs changes that follow each other faster are told together: what is sent to many at once would otherwise
   * take the time of those who work.
   */
  async *watch<T>(
    read: () => Promise<T>,
    signal: AbortSignal | undefined,
    paceMs = 0,
  ): AsyncGenerator<T, void, void> {
    let seen = -1;
    while (signal?.aborted !== true) {
      if (seen === this.#revision) {
        await this.#next(signal);
        continue;
      }
      seen = this.#revision;
      yield await read();
      if (paceMs > 0) await pause(paceMs, undefined, { signal }).catch(() => undefined);
    }
  }

  #next(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal?.addEventListener("abort", wake, { once: true });
    });
  }
}

/** States without those that say what the one before said. */
export async function* changed<T>(states: AsyncIterable<T>): AsyncGenerator<T, void, void> {
  let last = "";
  for await (const state of states) {
    const now = JSON.stringify(state);
    if (now !== last) yield state;
    last = now;
  }
}
