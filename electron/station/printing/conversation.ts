import type { OfflineCause, PrinterCondition } from "../../../contract/entities.ts";
import type { Line, LineOpener } from "./connection/line.ts";
import { canPrint, type Patience, type SendResult } from "./driver.ts";
import type { CommandLanguage, Confirmation } from "./language/command-language.ts";

type Sent = SendResult extends infer R ? (R extends { dots: number } ? Omit<R, "dots"> : R) : never;

/** After a line broke, a printer that takes one connection needs a moment to take the next. */
const REOPEN_TRIES = 3;
const REOPEN_PAUSE_MS = 150;
/** For one that hardly answers. */
const SHORT_MS = 300;
/** Nobody asks a printer more often than this whether it is done. */
const WATCH_MS = 1000;
/** What a printer on a good line burns in a second, about 35 mm of paper. */
const QUICK_BYTES_PER_SECOND = 20_000;

/** What is said to a printer over its line: is it well, here is a paper, is it out. */
export class Conversation {
  readonly #opener: LineOpener;
  readonly #language: CommandLanguage;
  readonly #patience: Patience;
  /** One that answered nothing last time is not waited for as long the next. */
  #isSilent = false;
  #line: Line | null = null;
  /** Why it was not reached the last time. */
  cause: OfflineCause | null = null;

  constructor(opener: LineOpener, language: CommandLanguage, patience: Patience) {
    this.#opener = opener;
    this.#language = language;
    this.#patience = patience;
  }

  async status(): Promise<PrinterCondition> {
    const line = await this.#open();
    if (line === null) return "offline";
    try {
      return (await this.#ask(line)).condition;
    } finally {
      line.close();
    }
  }

  async #open(): Promise<Line | null> {
    const opened = await this.#opener.open(this.#patience.answerMs);
    this.cause = typeof opened === "string" ? opened : null;
    return typeof opened === "string" ? null : opened;
  }

  /** Empties the printer of what is left in it of an earlier paper. @returns false where it is not there. */
  async clear(): Promise<boolean> {
    const line = await this.#openAnswering();
    if (line === null) return false;
    try {
      return await this.#clear(line.line);
    } finally {
      line.line.close();
    }
  }

  /** Ends the line under way, if there is one. */
  close(): void {
    this.#line?.close();
  }

  /**
   * Asks for the status, sends the paper and waits for the printer to say that it has worked it off. Meanwhile it is
   * watched: while the roll is being changed the paper waits in the printer and is not lost.
   *
   * @param confirms false for a printer that is known not to answer: sent is then as good as printed.
   */
  async print(
    bytes: Buffer,
    number: number,
    confirms: boolean,
    onCondition: (condition: PrinterCondition) => void,
  ): Promise<Sent> {
    const opened = await this.#openAnswering();
    if (opened === null) return { outcome: "notStarted", condition: "offline" };
    const { line, condition, answers } = opened;
    this.#line = line;
    try {
      if (!canPrint(condition)) return { outcome: "notStarted", condition };
      if (!confirms) return await this.#sendOnly(line, bytes, condition);
      const confirmation = this.#language.confirmation(number, answers);
      line.forget();
      void line.send(Buffer.concat([bytes, confirmation.request]));
      return await this.#untilOut(line, confirmation, bytes.length, onCondition);
    } finally {
      this.#line = null;
      line.close();
    }
  }

  /**
   * A line with the printer's state. One that takes a single line at a time hangs up on the next while it has not seen the
   * end of the last: it is tried again.
   */
  async #openAnswering(): Promise<{ line: Line; condition: PrinterCondition; answers: Buffer[] } | null> {
    for (let tries = 0; tries < REOPEN_TRIES; tries += 1) {
      const line = await this.#open();
      if (line === null) return null;
      const state = await this.#ask(line);
      if (!line.closed) return { line, ...state };
      line.close();
      await pause(REOPEN_PAUSE_MS);
    }
    return null;
  }

  async #ask(line: Line): Promise<{ condition: PrinterCondition; answers: Buffer[] }> {
    const answers: Buffer[] = [];
    for (const query of this.#language.statusQueries) {
      line.forget();
      void line.send(query);
      const answerMs = this.#isSilent ? Math.min(SHORT_MS, this.#patience.answerMs) : this.#patience.answerMs;
      const answer = await line.answer(this.#language.statusAnswer, answerMs);
      if (answer === null) {
        if (line.closed) {
          this.cause = "busy";
          return { condition: "offline", answers };
        }
        this.#isSilent = true;
        return { condition: "unknown", answers };
      }
      this.#isSilent = false;
      // Something that is no printer, or has lost the thread: nobody's paper is sent there.
      if (answer === "garbage") return { condition: "error", answers };
      answers.push(answer);
    }
    return { condition: this.#language.condition(answers), answers };
  }

  async #clear(line: Line): Promise<boolean> {
    const { request, answer, otherwise, cut } = this.#language.clear;
    line.forget();
    if (!(await this.#isTaken(line, request))) return false;
    const waitMs = this.#isSilent || answer === null ? SHORT_MS : this.#patience.answerMs;
    const isDone = await line.answer(
      (heard) => (answer !== null && heard.includes(answer) ? true : null),
      waitMs,
    );
    if (isDone === null && otherwise !== null && !(await this.#isTaken(line, otherwise))) return false;
    return this.#isTaken(line, cut);
  }

  /** A printer whose buffer is full takes nothing more, for as long as its roll is empty. */
  #isTaken(line: Line, bytes: Buffer): Promise<boolean> {
    const { answerMs, bytesPerSecond } = this.#patience;
    return Promise.race([
      line.send(bytes),
      pause(answerMs + (1000 * bytes.length) / bytesPerSecond).then(() => false),
    ]);
  }

  async #sendOnly(line: Line, bytes: Buffer, condition: PrinterCondition): Promise<Sent> {
    const { paperMs, bytesPerSecond } = this.#patience;
    const limit = paperMs + (1000 * bytes.length) / bytesPerSecond;
    const taken = await Promise.race([line.send(bytes), pause(limit).then(() => false)]);
    const isOut = taken && (await line.finish(limit));
    return isOut
      ? { outcome: "printed", condition, unconfirmed: true }
      : { outcome: "unknown", condition: await this.#statusAnew() };
  }

  async #untilOut(
    line: Line,
    confirmation: Confirmation,
    length: number,
    onCondition: (condition: PrinterCondition) => void,
  ): Promise<Sent> {
    const limit = this.#timeFor(length);
    let deadline = Date.now() + limit;
    let held = 0;
    let condition: PrinterCondition = this.#isSilent ? "unknown" : "ready";
    const watch = new Watch(line, this.#language, confirmation, Math.min(WATCH_MS, this.#patience.answerMs));
    for (;;) {
      const left = Math.max(1, deadline - Date.now());
      const isOut = await line.answer(
        (heard) => (confirmation.isAnsweredBy(heard) ? true : null),
        this.#isSilent ? left : Math.min(left, watch.pauseMs),
      );
      if (isOut !== null) {
        const after = await this.#ask(line);
        // One that hangs up after its confirmation has confirmed it.
        const well = after.condition === "offline" || after.condition === "error" ? "ready" : after.condition;
        return { outcome: "printed", condition: well, unconfirmed: false };
      }
      if (line.closed) return { outcome: "unknown", condition: await this.#statusAnew() };
      if (Date.now() >= deadline) {
        const last = this.#isSilent ? condition : (await this.#ask(line)).condition;
        return { outcome: "unknown", condition: last };
      }
      const seen = this.#isSilent ? null : await watch.look();
      if (seen === null) continue;
      if (seen !== condition) onCondition(seen);
      condition = seen;
      if (!canPrint(seen) && held < this.#patience.holdMs) {
        held += watch.pauseMs;
        deadline = Date.now() + limit;
      }
    }
  }

  /** One that answered no status will hardly confirm: it gets the time that its paper takes, and no more. */
  #timeFor(length: number): number {
    const { paperMs, answerMs, bytesPerSecond } = this.#patience;
    return this.#isSilent
      ? answerMs + (1000 * length) / QUICK_BYTES_PER_SECOND
      : paperMs + (1000 * length) / bytesPerSecond;
  }

  async #statusAnew(): Promise<PrinterCondition> {
    for (let tries = 0; tries < REOPEN_TRIES; tries += 1) {
      const condition = await this.status();
      if (condition !== "offline") return condition;
      await pause(REOPEN_PAUSE_MS);
    }
    return "offline";
  }
}

/** Looks at a printer that prints, without losing its confirmation. */
class Watch {
  readonly pauseMs: number;
  readonly #line: Line;
  readonly #language: CommandLanguage;
  readonly #confirmation: Confirmation;
  /** What came before the last question; an answer to it comes behind. */
  #askedAt = -1;

  constructor(line: Line, language: CommandLanguage, confirmation: Confirmation, pauseMs: number) {
    this.#line = line;
    this.#language = language;
    this.#confirmation = confirmation;
    this.pauseMs = pauseMs;
  }

  /** Null where the printer is too busy to say. */
  look(): Promise<PrinterCondition | null> {
    const { query, condition } = this.#language.watch;
    const isPolled = this.#confirmation.ask !== null;
    // Questions that are not answered yet are not asked again: they would all be answered at once later.
    if (isPolled || this.#askedAt === -1) {
      if (isPolled) this.#line.forget();
      this.#askedAt = this.#line.heardLength;
      void this.#line.send(this.#confirmation.ask ?? query);
    }
    const from = this.#askedAt;
    return this.#line.answer((heard) => {
      if (!isPolled && this.#confirmation.isAnsweredBy(heard)) return null;
      const status = this.#language.statusAnswer(heard.subarray(from));
      if (status === null || status === "garbage") return null;
      this.#askedAt = -1;
      return condition(status);
    }, this.pauseMs);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
