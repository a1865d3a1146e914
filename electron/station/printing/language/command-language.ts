import type { PrinterCondition } from "../../../../contract/entities.ts";

/** How a printer's maker lets it be asked. */
export interface CommandLanguage {
  /** Asked one after the other; a printer that works at something answers them at once all the same. */
  statusQueries: readonly Buffer[];
  /** An answer to a status query; null while it is not whole. `"garbage"`: no printer says that. */
  statusAnswer(heard: Buffer): Buffer | "garbage" | null;
  /** What the answers to all queries mean. */
  condition(answers: readonly Buffer[]): PrinterCondition;
  /** The query that is asked again and again while a paper is printed, and what its answer alone says. */
  watch: { query: Buffer; condition(answer: Buffer): PrinterCondition };
  /**
   * Sent behind a paper, and what answers it once everything before was worked off.
   *
   * @param number of the job, 0 … 9999; an answer that can carry it has to.
   * @param before the answers to the status queries before the paper.
   */
  confirmation(number: number, before: readonly Buffer[]): Confirmation;
  /**
   * Empties the printer of what is left of an earlier paper; `answer` null where it gives none. `otherwise` is sent to one
   * that should have answered and did not. Then it cuts.
   */
  clear: { request: Buffer; answer: Buffer | null; otherwise: Buffer | null; cut: Buffer };
}

export interface Confirmation {
  request: Buffer;
  /** Asked while the answer is awaited, where the printer does not say it by itself. */
  ask: Buffer | null;
  isAnsweredBy(heard: Buffer): boolean;
}
