import { setImmediate as letOthersGo } from "node:timers/promises";

/** Work on a batch holds this program up for so long at a time. */
const SLICE_MS = 2;

/**
 * Works through a run in slices: between them others are answered, and PostgreSQL, which waits for the next word on the
 * batch before, has it.
 */
export async function inSlices<T>(work: Iterable<T>): Promise<T[]> {
  const done: T[] = [];
  let until = performance.now() + SLICE_MS;
  for (const one of work) {
    done.push(one);
    if (performance.now() < until) continue;
    await letOthersGo();
    until = performance.now() + SLICE_MS;
  }
  return done;
}
