import type { Transaction } from "kysely";
import type { Dossier, Handover, IntakeNotice, Signatory } from "../../../contract/dossier.ts";
import type { DossierEvent } from "../../../contract/dossier-life.ts";
import type { StoreSchema } from "../../../db/schema.ts";

/** A paper on A4 or A5 that a step gives, with what it says. */
export type DossierForm =
  /** `dossier` as it is after the event that the paper proves; `by` signs it. */
  | {
      form: "receipt" | "supplement" | "refusal" | "apology" | "stop" | "paymentRequest" | "feeReceipt";
      values: { dossier: Dossier; event: DossierEvent; by: Signatory };
    }
  /** Forms 02 and 03 of which no dossier came. */
  | { form: "intakeNotice"; values: { notice: IntakeNotice } }
  | { form: "handover"; values: { handover: Handover; dossiers: Dossier[] } };

export interface FormJob {
  /** Of the print job. */
  id: string;
  /** What the paper proves: a dossier's id, a notice's, a hand-over list's, a payment's. */
  subject: string;
  /** What a person calls it: its number, or the dossier's code. */
  title: string;
  at: string;
}

/** What dossiers need of the forms' printing. */
export interface FormPrinting {
  /** The set of forms under which a dossier is accepted on a day (`YYYY-MM-DD`); it keeps it for all its life. */
  setOn(day: string): string;
  /** Whether there is such a paper for a dossier of that set; where not, the step's `printJob` is null. */
  has(form: DossierForm["form"], set: string): boolean;
  /** Queues the paper in the transaction of the fact that it proves. */
  queueForm(trx: Transaction<StoreSchema>, job: FormJob, content: DossierForm): Promise<void>;
}

/** An office without forms on A4 and A5. */
export const noForms: FormPrinting = {
  setOn: () => "tt-01-2018",
  has: () => false,
  queueForm: async () => undefined,
};
