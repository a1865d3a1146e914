import type { ProcessingTime } from "../../../contract/catalogue.ts";
import type {
  AcceptedDossier,
  Applicant,
  Dossier,
  FeeLine,
  IntakeNotice,
  Payment,
  SupplementRequest,
} from "../../../contract/dossier.ts";
import type { DossierEvent } from "../../../contract/dossier-life.ts";
import { AppError } from "../../../contract/errors.ts";
import type { formsOfSteps, StepForm } from "../../../contract/form-calls.ts";
import type { FormValues } from "../../../contract/forms.ts";
import { dossierQr } from "../../../contract/paper-qr.ts";
import type { FeeReceipt } from "../printing/content.rules.ts";
import {
  amountText,
  countText,
  dayParts,
  type FormFrame,
  feeText,
  frameValues,
  numbered,
  processingText,
  say,
  timeParts,
} from "./words.rules.ts";

/** What the forms about one dossier, or about one that did not come about, are filled in with. */

/** Form 01. `corrections` of a dossier that was put right: the paper says which one it is. */
export function receiptFormValues(
  frame: FormFrame,
  input: {
    dossier: AcceptedDossier & Partial<Pick<Dossier, "corrections" | "officialCode">>;
    /** As the procedure's version under which it was accepted has it. */
    processing: ProcessingTime;
  },
): FormValues<"receipt"> {
  const { dossier, processing } = input;
  const { applicant, submitter, appointment } = dossier;
  const { words } = frame;
  const corrections = dossier.corrections ?? 0;
  return {
    ...frameValues(frame),
    number: dossier.register === null ? "" : String(dossier.register.number),
    code: dossier.code,
    officialCode: dossier.officialCode ?? "",
    qr: dossierQr(dossier),
    book: dossier.register?.book ?? "",
    bookNumber: dossier.register === null ? "" : String(dossier.register.number),
    copies: [{ copy: say(frame, words.copies.kept) }, { copy: say(frame, words.copies.given) }],
    correction: corrections === 0 ? null : String(corrections),
    ...personValues(applicant),
    isOrganisation: applicant.kind === "organisation",
    identity: identityOf(applicant),
    submitter:
      submitter === null
        ? null
        : {
            name: submitter.fullName,
            identity: submitter.citizenNumber ?? "",
            phone: submitter.phone,
            right: say(frame, words.right[submitter.right]),
            authorisation: submitter.authorisation,
          },
    matter: dossier.procedureName,
    components: numbered(dossier.components, (component) => ({
      name: component.name,
      originals: countText(component.originals),
      certified: countText(component.certified),
      copies: countText(component.copies),
      reusedFrom: component.reusedFrom ?? "",
    })),
    sets: String(dossier.sets),
    processing: processingText(frame, processing),
    received: timeParts(appointment.receivedAt),
    due: timeParts(appointment.dueAt),
    legs: dossier.legs.map(({ name, dueAt }) => ({ name, due: timeParts(dueAt) })),
    delivery: say(frame, words.delivery[dossier.delivery], {
      office: frameValues(frame).office.name,
      address: applicant.address,
    }),
    fees: numbered(dossier.fees, ({ name, amount, quantity, exemption }) => ({
      name,
      amount: feeText(frame, amount * quantity),
      exemption: exemption ?? "",
    })),
    fee: feeText(frame, dossier.fee),
    note: dossier.note,
    ticket: dossier.ticketLabel ?? "",
    lookUp: dossier.lookUp,
    signer: submitter?.fullName ?? applicant.fullName,
    clerk: dossier.acceptedBy.name,
  };
}

/** Form 02 where no dossier came of it. */
export function supplementNoticeFormValues(frame: FormFrame, notice: IntakeNotice): FormValues<"supplement"> {
  return {
    ...frameValues(frame),
    number: notice.number,
    code: "",
    ...personValues(notice.applicant),
    matter: notice.procedureName,
    items: numbered(notice.items, (text) => ({ text })),
    reason: notice.reason,
    legalBasis: "",
    until: null,
    clerk: notice.by.name,
  };
}

/** Form 02 of a dossier that was accepted before. */
export function supplementFormValues(
  frame: FormFrame,
  input: { dossier: AcceptedDossier; request: SupplementRequest; number: string; by: string },
): FormValues<"supplement"> {
  const { dossier, request, number, by } = input;
  return {
    ...frameValues(frame),
    number,
    code: dossier.code,
    ...personValues(dossier.applicant),
    matter: dossier.procedureName,
    items: numbered(request.items, (text) => ({ text })),
    reason: request.reason,
    legalBasis: request.legalBasis,
    until: request.until === null ? null : dayParts(request.until),
    clerk: by,
  };
}

/** Form 03, of a notice at intake. */
export function refusalNoticeFormValues(frame: FormFrame, notice: IntakeNotice): FormValues<"refusal"> {
  return {
    ...frameValues(frame),
    number: notice.number,
    code: "",
    ...personValues(notice.applicant),
    matter: notice.procedureName,
    reason: notice.reason,
    signer: notice.applicant.fullName,
    clerk: notice.by.name,
  };
}

/** Form 03, of a dossier that was lodged online or by post. */
export function refusalFormValues(
  frame: FormFrame,
  input: { dossier: AcceptedDossier; reason: string; number: string; by: string },
): FormValues<"refusal"> {
  const { dossier, reason, number, by } = input;
  return {
    ...frameValues(frame),
    number,
    code: dossier.code,
    ...personValues(dossier.applicant),
    matter: dossier.procedureName,
    reason,
    signer: dossier.submitter?.fullName ?? dossier.applicant.fullName,
    clerk: by,
  };
}

/** Form 04: the apology with the one new date. */
export function apologyFormValues(
  frame: FormFrame,
  input: { dossier: AcceptedDossier; extension: NonNullable<Dossier["extension"]> },
): FormValues<"apology"> {
  const { dossier, extension } = input;
  return {
    ...frameValues(frame),
    number: extension.number,
    code: dossier.code,
    ...personValues(dossier.applicant),
    matter: dossier.procedureName,
    received: timeParts(dossier.appointment.receivedAt),
    formerDue: timeParts(extension.formerDueAt),
    due: timeParts(extension.dueAt),
    reason: extension.reason,
    signedBy: extension.signedBy,
  };
}

/** Form 05 of Circular 03/2025/TT-VPCP. */
export function stopFormValues(
  frame: FormFrame,
  input: {
    dossier: AcceptedDossier;
    reason: string;
    legalBasis: string;
    signedBy: string;
    number: string;
  },
): FormValues<"stop"> {
  const { dossier, ...rest } = input;
  return {
    ...frameValues(frame),
    ...rest,
    code: dossier.code,
    ...personValues(dossier.applicant),
    matter: dossier.procedureName,
    received: timeParts(dossier.appointment.receivedAt),
  };
}

/** What is owed before a dossier goes on. */
export function paymentRequestFormValues(
  frame: FormFrame,
  input: { dossier: AcceptedDossier; lines: readonly FeeLine[]; reason: string; by: string },
): FormValues<"paymentRequest"> {
  const { dossier, lines, reason, by } = input;
  const total = lines.reduce((sum, { amount, quantity }) => sum + amount * quantity, 0);
  return {
    ...frameValues(frame),
    code: dossier.code,
    ...personValues(dossier.applicant),
    matter: dossier.procedureName,
    lines: lineValues(frame, lines),
    total: amountText(total),
    totalInWords: frame.inWords(total),
    reason,
    clerk: by,
  };
}

/** The receipt of a payment (*biên lai*). */
export function feeReceiptFormValues(
  frame: FormFrame,
  input: { dossier: AcceptedDossier; payment: Payment },
): FormValues<"feeReceipt"> {
  const { dossier, payment } = input;
  return {
    ...frameValues(frame),
    number: payment.number,
    code: dossier.code,
    ...personValues(dossier.applicant),
    matter: dossier.procedureName,
    lines: lineValues(frame, payment.lines),
    total: amountText(payment.amount),
    totalInWords: frame.inWords(payment.amount),
    method: say(frame, frame.words.method[payment.method]),
    paid: timeParts(payment.at),
    cashier: payment.cashier.name,
  };
}

/** The same on roll paper. */
export function feeReceiptValues(
  frame: FormFrame,
  { dossier, payment }: { dossier: AcceptedDossier; payment: Payment },
): FeeReceipt {
  return {
    receiptNumber: payment.number,
    dossierCode: dossier.code,
    payer: dossier.applicant.fullName,
    items: payment.lines.map(({ name, amount, quantity }) => ({
      name: quantity === 1 ? name : `${name} × ${quantity}`,
      amount: amount * quantity,
    })),
    total: payment.amount,
    method: say(frame, frame.words.method[payment.method]),
    at: payment.at,
    cashier: payment.cashier.name,
  };
}

function lineValues(frame: FormFrame, lines: readonly FeeLine[]) {
  return numbered(lines, ({ name, quantity, amount, exemption }) => ({
    name,
    quantity: String(quantity),
    price: amountText(amount),
    amount: amountText(amount * quantity),
    exemption: exemption === null ? "" : say(frame, frame.words.exemption, { name: exemption }),
  }));
}

export function personValues({ fullName, address, phone, email }: Applicant) {
  return { name: fullName, address, phone, email };
}

function identityOf({ kind, citizenNumber, taxCode }: Applicant): string {
  return (kind === "organisation" ? taxCode : citizenNumber) ?? "";
}

/** A step that one of the forms of `formsOfSteps` proves. */
export type ProvenStep = Extract<DossierEvent, { type: keyof typeof formsOfSteps }>;

/**
 * The form that proves a step, wherever it was taken.
 *
 * @param input.by who asks, as the form names them.
 * @throws AppError FORM_UNKNOWN where the dossier has no such step any more.
 */
export function stepFormValues(
  frame: FormFrame,
  { dossier, event, by }: { dossier: Dossier; event: ProvenStep; by: string },
): FormValues<StepForm> {
  switch (event.type) {
    case "dossier.supplementRequested": {
      const { request, number } = event.data;
      return supplementFormValues(frame, { dossier, request, number: number ?? "", by });
    }
    case "dossier.paymentRequested": {
      const { lines, reason } = event.data;
      return paymentRequestFormValues(frame, { dossier, lines, reason, by });
    }
    case "dossier.extended": {
      const { extension } = dossier;
      if (extension === null) throw new AppError("FORM_UNKNOWN", { set: dossier.formSet, form: "apology" });
      return apologyFormValues(frame, { dossier, extension });
    }
    case "dossier.stopped": {
      const { reason, legalBasis, signedBy, number } = event.data;
      return stopFormValues(frame, { dossier, reason, legalBasis, signedBy, number: number ?? "" });
    }
  }
}
