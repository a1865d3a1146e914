import type { PaperKind, PrinterCondition } from "../../../contract/entities.ts";
import type { Paper } from "./paper.rules.ts";

/** A paper that is to be printed now. */
export interface ClaimedJob {
  id: string;
  kind: PaperKind;
  title: string;
  copy: number;
  /** This try included. */
  attempts: number;
  paper: Paper;
}

/** Where print jobs live. Each call is durable when it resolves. */
export interface PrintJobStore {
  /** The oldest job of those kinds that is due, now marked as being sent; null where there is none. */
  claimNext(papers: PaperKind[], now: string): Promise<ClaimedJob | null>;
  markPrinted(id: string, now: string): Promise<void>;
  /** Nobody knows whether it came out: a person decides. */
  markUnknown(id: string, condition: PrinterCondition, now: string): Promise<void>;
  /** Nothing was printed; tried again at `nextTryAt`. */
  postpone(id: string, condition: PrinterCondition, nextTryAt: string, now: string): Promise<void>;
  /** The paper can't be made at all: a person decides. */
  fail(id: string, condition: PrinterCondition, now: string): Promise<void>;
}
