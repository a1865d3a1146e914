/**
 * Which of its office's stations this is, from 1, by the range of serials that the district gave it. Ranges do not
 * overlap, so numbers of papers that carry it are never made twice, though the stations can't see each other.
 */
export function stationSeries({ first, last }: { first: number; last: number }): number {
  return Math.floor((first - 1) / Math.max(1, last - first + 1)) + 1;
}
