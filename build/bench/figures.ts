/** Latencies in milliseconds of one kind of operation. */
export class Latencies {
  readonly #values: number[] = [];

  async measure<T>(work: () => Promise<T> | T): Promise<T> {
    const start = performance.now();
    const result = await work();
    this.add(performance.now() - start);
    return result;
  }

  add(milliseconds: number): void {
    this.#values.push(milliseconds);
  }

  get count(): number {
    return this.#values.length;
  }

  /** @param share 0.5 for the median, 0.99 for what one in a hundred exceeds. */
  percentile(share: number): number {
    const sorted = [...this.#values].sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  }

  /** Operations per second, one after the other. */
  get perSecond(): number {
    return (1000 * this.count) / this.#values.reduce((sum, value) => sum + value, 0);
  }
}

/** One line per row, columns aligned; numbers to the right. */
export function table(header: string[], rows: string[][]): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (cells: string[]) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ");
  return [line(header), ...rows.map(line)].join("\n");
}

export function milliseconds(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
}
