import type { OfflineCause, PrinterCondition } from "../../../contract/entities.ts";
import type { ClaimedJob } from "./job-store.ts";

export type SendResult =
  /**
   * It is out. `unconfirmed`: the printer can't say so; all of it was taken. `dots` is what it used of the roll, in
   * eighths of a millimetre.
   */
  | { outcome: "printed"; condition: PrinterCondition; unconfirmed: boolean; dots: number }
  /** Nothing was sent: it can be tried again. */
  | { outcome: "notStarted"; condition: PrinterCondition }
  /** Something went out and nothing came back: nobody but a person can know. */
  | { outcome: "unknown"; condition: PrinterCondition };

/**
 * A printer as the queue sees it, whatever it is and hangs on: a roll printer here, a laser just as well. No call ever
 * rejects for what the printer or its line does.
 */
export interface PrinterDriver {
  /** What the printer says of itself now. `unknown`: it is there but answers nothing. */
  status(): Promise<PrinterCondition>;
  /** Why it was off-line the last time, where that is known. */
  cause(): OfflineCause | null;
  /**
   * @param onCondition called when the condition changes while it prints: the roll ends, the cover is opened.
   * @throws where the paper can't be set at all; nothing was sent then.
   */
  print(job: ClaimedJob, onCondition: (condition: PrinterCondition) => void): Promise<SendResult>;
  /**
   * Empties the printer of what may be left in it of an earlier paper, before anything else is sent there.
   *
   * @returns false where it could not be reached.
   */
  clear(): Promise<boolean>;
  /** Ends what is under way; the paper under way comes back as `unknown`. */
  close(): void;
}

/** Whether sending a paper makes sense. */
export function canPrint(condition: PrinterCondition): boolean {
  return condition === "ready" || condition === "paperNearEnd" || condition === "unknown";
}

/** How long is waited for what, in milliseconds. */
export interface Patience {
  /** For the connection and for each answer. */
  answerMs: number;
  /** For the paper, beside what its bytes take on a slow line. */
  paperMs: number;
  /** The slowest line that is waited for. */
  bytesPerSecond: number;
  /** How long a paper under way waits for the roll to be changed or the cover to be closed. */
  holdMs: number;
  /** Between two looks at a printer that can't print. */
  pollMs: number;
  /** Between two looks at one that can. */
  idleMs: number;
  /** A printer that can't print for so long is stood in for. */
  fallbackMs: number;
}

export const usualPatience: Patience = {
  answerMs: 2500,
  paperMs: 20_000,
  bytesPerSecond: 512,
  holdMs: 15 * 60_000,
  pollMs: 1500,
  idleMs: 15_000,
  fallbackMs: 10_000,
};
