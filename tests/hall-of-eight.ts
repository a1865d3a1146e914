import type { Catalogue, Counter, QueueRules, ServiceGroup } from "../contract/catalogue.ts";

/**
 * A large hall made of the office's groups: six counters with a first, second and third group in turn, one for
 * everything, one for everything from the other end. Busy enough that people wait.
 */
export function hallOfEight({ serviceGroups: groups, office }: Catalogue): {
  groups: readonly ServiceGroup[];
  counters: Counter[];
  rules: QueueRules;
  serviceMinutes: ReadonlyMap<string, number>;
} {
  const ids = groups.map(({ id }) => id);
  const from = (start: number, count: number) =>
    Array.from({ length: count }, (_, place) => ids[(start + place) % ids.length] ?? "");
  const orders = [0, 1, 2, 3, 4, 5].map((start) => from(start, 3));
  const counters = [...orders, ids, [...ids].reverse()].map(
    (serviceGroups, index): Counter => ({
      id: `c${index + 1}`,
      number: index + 1,
      name: { vi: `Quầy ${index + 1}` },
      serviceGroups,
    }),
  );
  const minutes = [6, 9, 12, 10, 8, 4];
  return {
    groups,
    counters,
    rules: office.queue,
    serviceMinutes: new Map(ids.map((id, index) => [id, minutes[index % minutes.length] ?? 6])),
  };
}
