import { AppError } from "../../../contract/errors.ts";

/** Who mistypes is let try on; who guesses is not. */
const WRONG_BEFORE_LOCK = 6;
const MEMORY_MS = 60_000;
const LOCK_MS = 60_000;

/** Stands before the look-up of dossiers, which needs no sign-in. Times in milliseconds. */
export class LookUpGuard {
  #wrong: number[] = [];
  #lockedUntil = 0;

  /** @throws AppError LOOK_UP_LOCKED */
  require(now: number): void {
    if (now < this.#lockedUntil) {
      throw new AppError("LOOK_UP_LOCKED", { seconds: Math.ceil((this.#lockedUntil - now) / 1000) });
    }
  }

  failed(now: number): void {
    this.#wrong = [...this.#wrong.filter((at) => now - at < MEMORY_MS), now];
    if (this.#wrong.length < WRONG_BEFORE_LOCK) return;
    this.#lockedUntil = now + LOCK_MS;
    this.#wrong = [];
  }
}
