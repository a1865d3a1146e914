import { AppError } from "../../contract/errors.ts";
import { BUSY_SECONDS } from "../http/turnstile.ts";

/** Of the places for password checks, so many for one source: the others stay free for the rest. */
const AT_ONCE = 2;
/** Wrong passwords from one source, under whatever names; an office behind one address mistypes less often. */
export const SOURCE_FAILURES = 60;
const WINDOW_MS = 10 * 60 * 1000;
/** Sources remembered: the one that was counted first is forgotten for a new one. */
const REMEMBERED = 10_000;

/**
 * How much of the password checks one address or known browser may have, before any is made. In memory: a restart begins
 * anew.
 */
export class SourceLimits {
  readonly #inside = new Map<string, number>();
  readonly #failures = new Map<string, { count: number; until: number }>();

  /** @throws AppError LOGIN_LOCKED (too many failures), DISTRICT_BUSY (too many at once), and what `work` throws. */
  async pass<T>(source: string, work: () => Promise<T>): Promise<T> {
    const failed = this.#failures.get(source);
    const left = (failed?.until ?? 0) - Date.now();
    if (failed !== undefined && failed.count >= SOURCE_FAILURES && left > 0)
      throw new AppError("LOGIN_LOCKED", { seconds: Math.ceil(left / 1000) });
    const inside = this.#inside.get(source) ?? 0;
    if (inside >= AT_ONCE) throw new AppError("DISTRICT_BUSY", { seconds: BUSY_SECONDS });
    this.#inside.set(source, inside + 1);
    try {
      return await work();
    } finally {
      const others = (this.#inside.get(source) ?? 1) - 1;
      if (others === 0) this.#inside.delete(source);
      else this.#inside.set(source, others);
    }
  }

  /** A password from there was wrong. */
  fail(source: string): void {
    const now = Date.now();
    const known = this.#failures.get(source);
    if (known !== undefined && known.until > now) {
      known.count += 1;
      return;
    }
    this.#failures.delete(source);
    const [oldest] = this.#failures.keys();
    if (this.#failures.size >= REMEMBERED && oldest !== undefined) this.#failures.delete(oldest);
    this.#failures.set(source, { count: 1, until: now + WINDOW_MS });
  }
}
