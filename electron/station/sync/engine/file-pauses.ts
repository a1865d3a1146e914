const FIRST_MS = 60_000;
const LONGEST_MS = 6 * 60 * 60_000;

/**
 * Files that came and were not what their names say. A first time what lay here may have been spoilt, by a power cut say;
 * what comes spoilt again is spoilt where it comes from, and is left in peace, longer each time: somebody has to mend it
 * there.
 */
export class FilePauses {
  readonly #spoilt = new Map<string, { times: number; until: number }>();

  /** @param now milliseconds. */
  isPaused(sha256: string, now: number): boolean {
    return now < (this.#spoilt.get(sha256)?.until ?? 0);
  }

  /** It came spoilt. */
  spoilt(sha256: string, now: number): void {
    const times = (this.#spoilt.get(sha256)?.times ?? 0) + 1;
    const pause = times === 1 ? 0 : Math.min(LONGEST_MS, FIRST_MS * 2 ** (times - 2));
    this.#spoilt.set(sha256, { times, until: now + pause });
  }

  /** It is here whole. */
  arrived(sha256: string): void {
    this.#spoilt.delete(sha256);
  }
}
