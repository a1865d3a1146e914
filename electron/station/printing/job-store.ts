import type { PrinterCondition, RollPaper } from "../../../contract/entities.ts";

/** A paper that is to be printed now. */
export interface ClaimedJob {
  id: string;
  kind: RollPaper;
  title: string;
  copy: number;
  /** This try included. */
  attempts: number;
  /** As it was stored with its fact; what prints it knows its shape. */
  paper: unknown;
}

/** How a paper came out. */
export interface Printed {
  printer: string;
  /** What it used of the roll, in eighths of a millimetre. */
  dots: number;
  /** The printer can't confirm: all of it was taken. */
  unconfirmed: boolean;
}

/** Where print jobs live. Each call is durable when it resolves. */
export interface PrintJobStore {
  /** Puts papers that waited too long before a person. @returns whether there were any. */
  expire(now: string): Promise<boolean>;
  /** The oldest job for that printer or of those kinds that is due, now marked as being sent; null where there is none. */
  claimNext(claim: { printer: string; kinds: RollPaper[] }, now: string): Promise<ClaimedJob | null>;
  markPrinted(id: string, printed: Printed, now: string): Promise<void>;
  /** Nobody knows whether it came out: a person decides. */
  markUnknown(id: string, printer: string, condition: PrinterCondition): Promise<void>;
  /** Nothing was printed; tried again at `nextTryAt`. */
  postpone(id: string, condition: PrinterCondition, nextTryAt: string): Promise<void>;
  /** The paper can't be made at all: a person decides. */
  fail(id: string, condition: PrinterCondition): Promise<void>;
  /** Whether something of an earlier paper may be left in the printer. */
  mustClear(printer: string): Promise<boolean>;
  cleared(printer: string): Promise<void>;
  /** The printer was out of paper and has some again: it is a new roll. */
  rollChanged(printer: string, now: string): Promise<void>;
}
