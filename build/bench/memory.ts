import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** What the process holds after its garbage was collected, in MiB: JavaScript's objects, and all of its pages. */
export interface Memory {
  heap: number;
  resident: number;
}

export function memory(): Memory {
  // Once frees what finalisers hold on to, twice what they let go.
  collect();
  collect();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed / 2 ** 20, resident: rss / 2 ** 20 };
}

/** How much is added by each thousand: the slope of the line that lies closest to all looks. */
export function growth(looks: readonly { thousands: number; value: number }[]): number {
  const mean = (of: (look: { thousands: number; value: number }) => number) =>
    looks.reduce((sum, look) => sum + of(look), 0) / looks.length;
  const [x, y] = [mean(({ thousands }) => thousands), mean(({ value }) => value)];
  const spread = looks.reduce((sum, { thousands }) => sum + (thousands - x) ** 2, 0);
  return looks.reduce((sum, { thousands, value }) => sum + (thousands - x) * (value - y), 0) / spread;
}
