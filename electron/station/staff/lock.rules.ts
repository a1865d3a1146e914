/** Wrong secrets in a row before the next try has to wait. */
const FREE_FAILURES = 4;
const FIRST_LOCK_SECONDS = 15;
const LONGEST_LOCK_SECONDS = 15 * 60;

/** How long the next try has to wait after so many failures in a row: each further one doubles it. */
export function lockSeconds(failures: number): number {
  if (failures <= FREE_FAILURES) return 0;
  return Math.min(LONGEST_LOCK_SECONDS, FIRST_LOCK_SECONDS * 2 ** (failures - FREE_FAILURES - 1));
}
