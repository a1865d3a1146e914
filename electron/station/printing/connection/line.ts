import type { OfflineCause } from "../../../../contract/entities.ts";

/**
 * A line to a printer: bytes out, answers in.
 *
 * node-thermal-printer's own interfaces are not used: over the network it resolves when the bytes are in the socket's
 * buffer, long before the printer has them, has no status, and leaves its sockets open after a time-out; a file it writes
 * with a thousand tries, and reads nothing. A paper proves something only when the printer says that it is out.
 */
export abstract class Line {
  #heard = Buffer.alloc(0);
  #closed = false;
  #notice: () => void = () => undefined;

  get closed(): boolean {
    return this.#closed;
  }

  /** Resolves with true once all of it was taken by the operating system; false where the line broke before. */
  abstract send(bytes: Buffer): Promise<boolean>;

  /** Lets what was taken go out, for `timeoutMs` at most, and ends the line. */
  abstract finish(timeoutMs: number): Promise<boolean>;

  abstract close(): void;

  /** How many bytes came since the last forgetting. */
  get heardLength(): number {
    return this.#heard.length;
  }

  /** Forgets what came so far, so that an answer is one to what is sent next. */
  forget(): void {
    this.#heard = Buffer.alloc(0);
  }

  /** What `look` makes of all that came, once that is something; null after the time or when the line is gone. */
  answer<T>(look: (heard: Buffer) => T | null, timeoutMs: number): Promise<T | null> {
    return new Promise((resolve) => {
      const give = (found: T | null) => {
        clearTimeout(timer);
        this.#notice = () => undefined;
        resolve(found);
      };
      const timer = setTimeout(() => give(null), timeoutMs);
      this.#notice = () => {
        const found = look(this.#heard);
        if (found !== null) give(found);
        else if (this.#closed) give(null);
      };
      this.#notice();
    });
  }

  protected hear(bytes: Buffer): void {
    // A printer says a few bytes; who says more is none, and must not fill the memory.
    this.#heard = Buffer.concat([this.#heard, bytes]).subarray(-MOST_HEARD);
    this.#notice();
  }

  protected broke(): void {
    this.#closed = true;
    this.#notice();
  }
}

const MOST_HEARD = 4096;

/** How a printer is reached. */
export interface LineOpener {
  /** @returns the line, or why there is none. */
  open(timeoutMs: number): Promise<Line | OfflineCause>;
}
