import { z } from "zod";
import {
  acceptedDossierSchema,
  type Dossier,
  dossierSchema,
  handoverSchema,
  intakeNoticeSchema,
  paymentSchema,
} from "../../../contract/dossier.ts";
import { dossierAfter } from "../../../contract/dossier-life.ts";
import type { FormId, FormValues } from "../../../contract/forms.ts";
import { officeDay } from "../../../contract/time.ts";
import {
  apologyFormValues,
  feeReceiptFormValues,
  paymentRequestFormValues,
  receiptFormValues,
  refusalNoticeFormValues,
  stopFormValues,
  supplementNoticeFormValues,
} from "./dossier-forms.rules.ts";
import {
  cashReportFormValues,
  controlFormValues,
  dailyListFormValues,
  handoverFormValues,
  registerFormValues,
  registerRow,
} from "./list-forms.rules.ts";
import type { FormFrame } from "./words.rules.ts";

/** A dossier and what happened to it, to show forms with: `forms/example.json` of the office. */
export const formExampleSchema = z.object({
  /** As it was accepted. */
  dossier: acceptedDossierSchema,
  /** Its apology with the new date. */
  extension: dossierSchema.shape.extension.unwrap(),
  /** Who has it now. */
  unit: z.string(),
  notice: intakeNoticeSchema,
  handover: handoverSchema,
  payment: paymentSchema,
  stop: z.object({
    number: z.string(),
    reason: z.string(),
    legalBasis: z.string(),
    signedBy: z.string(),
  }),
});
export type FormExample = z.infer<typeof formExampleSchema>;

function dossierOf({ dossier, extension, unit }: FormExample): Dossier {
  const { id: subject, acceptedAt: at, acceptedBy } = dossier;
  const accepted = dossierAfter(null, {
    type: "dossier.accepted",
    at,
    actor: acceptedBy.id,
    subject,
    data: { dossier, serial: 1, printJob: subject },
  });
  return { ...accepted, extension, custody: { ...accepted.custody, unit } };
}

/** Every form filled in with the example. */
export function exampleValues(frame: FormFrame, example: FormExample): { [F in FormId]: FormValues<F> } {
  const { extension, notice, handover, payment, stop } = example;
  const dossier = dossierOf(example);
  const day = officeDay(dossier.acceptedAt);
  return {
    receipt: receiptFormValues(frame, { dossier, processing: { unit: "workingDays", count: 12 } }),
    supplement: supplementNoticeFormValues(frame, notice),
    refusal: refusalNoticeFormValues(frame, notice),
    apology: apologyFormValues(frame, { dossier, extension }),
    stop: stopFormValues(frame, { dossier, ...stop }),
    control: controlFormValues(frame, { dossier, handovers: [handover] }),
    register: registerFormValues(frame, {
      from: day,
      to: day,
      part: 1,
      parts: 1,
      rows: [registerRow(frame, dossier, 1)],
    }),
    handover: handoverFormValues(frame, { handover, dossiers: [dossier] }),
    paymentRequest: paymentRequestFormValues(frame, {
      dossier,
      lines: payment.lines,
      reason: notice.reason,
      by: payment.cashier.name,
    }),
    feeReceipt: feeReceiptFormValues(frame, { dossier, payment }),
    cashReport: cashReportFormValues(frame, {
      report: {
        day,
        payments: [
          {
            ...payment,
            dossierCode: dossier.code,
            payer: dossier.applicant.fullName,
            voided: null,
          },
        ],
        voidedLater: [],
        totals: [{ method: payment.method, count: 1, amount: payment.amount }],
      },
      cashier: payment.cashier.name,
    }),
    dailyList: dailyListFormValues(frame, {
      day,
      accepted: [dossier],
      due: [dossier],
      handovers: [handover],
      dossiers: [dossier],
    }),
  };
}
