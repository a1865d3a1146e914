import { AppError } from "../../contract/errors.ts";

/** After so long who was sent away comes back. */
export const BUSY_SECONDS = 5;

/** Lets so many work at once; whoever comes then is told when to come back, instead of waiting until the line breaks. */
export class Turnstile {
  readonly #places: number;
  #inside = 0;

  constructor(places: number) {
    this.#places = places;
  }

  /** @throws AppError DISTRICT_BUSY */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.#inside >= this.#places) throw new AppError("DISTRICT_BUSY", { seconds: BUSY_SECONDS });
    this.#inside += 1;
    try {
      return await work();
    } finally {
      this.#inside -= 1;
    }
  }
}
