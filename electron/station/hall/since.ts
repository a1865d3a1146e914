/** PCs that join get the hall's events of today and the night before; older days are history in each log. */
export function sinceYesterday(now: string): string {
  return new Date(Date.parse(now) - 30 * 60 * 60 * 1000).toISOString();
}
