/** Time, chance and waiting of a simulated world: nothing in it depends on the machine that it runs on. */
export class World {
  readonly random: () => number;
  #now: number;
  #order = 0;
  readonly #calls: { at: number; order: number; call: (() => void) | null }[] = [];

  constructor(random: () => number, start: number) {
    this.random = random;
    this.#now = start;
  }

  get now(): number {
    return this.#now;
  }

  chance(share: number): boolean {
    return this.random() < share;
  }

  between(least: number, most: number): number {
    return least + this.random() * (most - least);
  }

  pick<T>(entries: readonly T[]): T {
    const entry = entries[Math.floor(this.random() * entries.length)];
    if (entry === undefined) throw new Error("nothing to pick from");
    return entry;
  }

  after(milliseconds: number, call: () => void): () => void {
    this.#order += 1;
    const entry: { at: number; order: number; call: (() => void) | null } = {
      at: this.#now + Math.max(0, milliseconds),
      order: this.#order,
      call,
    };
    this.#push(entry);
    return () => {
      entry.call = null;
    };
  }

  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.after(milliseconds, resolve));
  }

  /** Lets time pass, call by call; after each everything that can go on without waiting goes on. */
  async run(until: number): Promise<void> {
    await settled();
    for (;;) {
      const next = this.#calls[0];
      if (next === undefined || next.at > until) break;
      this.#pop();
      if (next.call === null) continue;
      this.#now = next.at;
      next.call();
      await settled();
    }
    this.#now = Math.max(this.#now, until);
  }

  // A binary heap by time, then by order of asking.
  #push(entry: { at: number; order: number; call: (() => void) | null }): void {
    const heap = this.#calls;
    let place = heap.push(entry) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!isBefore(heap[place], heap[parent])) return;
      swap(heap, place, parent);
      place = parent;
    }
  }

  #pop(): void {
    const heap = this.#calls;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    let place = 0;
    for (;;) {
      let least = place;
      for (const child of [2 * place + 1, 2 * place + 2])
        if (child < heap.length && isBefore(heap[child], heap[least])) least = child;
      if (least === place) return;
      swap(heap, place, least);
      place = least;
    }
  }
}

interface Timed {
  at: number;
  order: number;
}

function isBefore(a: Timed | undefined, b: Timed | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function swap<T>(list: T[], a: number, b: number): void {
  const [first, second] = [list[a], list[b]];
  if (first === undefined || second === undefined) return;
  list[a] = second;
  list[b] = first;
}

/** All promises that wait for nothing but each other are done: the event loop turns only when none is left. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
