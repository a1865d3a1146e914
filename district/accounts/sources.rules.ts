import { lockSeconds } from "../../electron/station/staff/lock.rules.ts";

/** Where a try to sign in comes from. */
export interface Sender {
  /** See `senderAddress`. */
  address: string;
  /** Of the browser's lasting cookie; null where it has none. */
  browser: string | null;
}

/** What a try is counted by: a browser in which the account signed in before, or a stranger's address. */
export interface Source {
  key: string;
  known: boolean;
}

/** All tries under a name from browsers that it is not known in, together. */
export const STRANGERS = "strangers";
/** Wrong passwords under a name from strangers, wherever they are, before each further one has to wait. */
export const STRANGERS_FREE_FAILURES = 20;
const STRANGERS_LOCK_SECONDS = 60;

/**
 * How long the next try of a source has to wait after so many failures. Strangers together get one try a minute, however
 * many addresses they have: that is no guessing, and whoever belongs there has a known browser, which none of them locks.
 */
export function waitSeconds(source: string, failures: number): number {
  if (source !== STRANGERS) return lockSeconds(failures);
  return failures > STRANGERS_FREE_FAILURES ? STRANGERS_LOCK_SECONDS : 0;
}
