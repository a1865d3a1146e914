import { BATCH_MAX_BYTES, BATCH_MAX_EVENTS } from "../../../../contract/district.ts";

/** One batch should take about so long: short enough that a line which breaks now and then carries it, long enough to be worth it. */
const WANTED_MS = 2000;

/** A batch stays well below the server's bound, which counts the envelope as well. */
const MAX_BYTES = BATCH_MAX_BYTES / 2;

const FIRST = 100;
const FASTEST_GROWTH = 10;

/** How much goes into the next batch: what the line carried shows. */
export class BatchSize {
  #events = FIRST;
  #limit = { events: BATCH_MAX_EVENTS, bytes: MAX_BYTES };
  #failures = 0;

  get events(): number {
    return Math.min(this.#events, this.#limit.events);
  }

  /**
   * So many batches may be on their way: one, until the line has carried full ones. With a third the server only holds
   * more: it is slower.
   */
  get atOnce(): number {
    return this.#events >= this.#limit.events ? 2 : 1;
  }

  get bytes(): number {
    return this.#limit.bytes;
  }

  /** The bounds that the server names. */
  limit({ events, bytes }: { events: number; bytes: number }): void {
    this.#limit = { events: Math.min(BATCH_MAX_EVENTS, events), bytes: Math.min(MAX_BYTES, bytes / 2) };
  }

  /** A batch of so many events was answered after so long. */
  carried(events: number, milliseconds: number): void {
    this.#failures = 0;
    const fitting = (events * WANTED_MS) / Math.max(1, milliseconds);
    // What was not full says nothing of how much would have fitted. Ten times as much takes ten times as long at most.
    if (events >= this.events || fitting < this.#events)
      this.#events = clamp(Math.min(fitting, events * FASTEST_GROWTH), 1, BATCH_MAX_EVENTS);
  }

  /** A batch did not come through: a smaller one gets through a line that breaks before a large one is over. */
  broke(): void {
    this.#failures += 1;
    this.#events = clamp(this.#events / 4, 1, BATCH_MAX_EVENTS);
  }

  /** It was too large for the server. */
  refused(): void {
    this.#limit = { ...this.#limit, bytes: Math.max(10_000, this.#limit.bytes / 2) };
    this.#events = clamp(this.#events / 2, 1, BATCH_MAX_EVENTS);
  }

  /** How long to wait for an answer: longer where one event alone did not come through in time. */
  patience(milliseconds: number): number {
    return milliseconds * 2 ** Math.min(4, Math.max(0, this.#failures - 2));
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.round(Math.min(most, Math.max(least, value)));
}
