import type { AppError } from "../contract/errors.ts";

/** The code that a piece of work fails by, or `done`. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "done",
    (error: AppError) => error.code ?? String(error),
  );
}
