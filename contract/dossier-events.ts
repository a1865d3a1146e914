import { z } from "zod";
import {
  acceptedDossierSchema,
  applicantSchema,
  attachmentSchema,
  dossierComponentSchema,
  feeLineSchema,
  intakeNoticeSchema,
  legSchema,
  paymentSchema,
  recountSchema,
  resultDeliverySchema,
  signatorySchema,
  signedHowSchema,
  supplementRequestSchema,
} from "./dossier.ts";
import { appointmentSchema, idSchema } from "./entities.ts";
import { writtenSchema } from "./text.ts";
import { daySchema } from "./time.ts";

/** The paper that proves the step; null where none is printed. */
const printJob = idSchema.nullable();
/** Of the paper, running in the year; left out where it has none. */
const number = z.string().max(60).optional();
const reason = writtenSchema.min(1).max(2000);

/** What may be put right after acceptance; what is left out stays. The promised date only with the procedure. */
export const correctionSchema = z.object({
  applicant: applicantSchema.optional(),
  procedure: z
    .object({
      code: z.string(),
      name: z.string(),
      version: daySchema,
      caseId: z.string().nullable(),
      appointment: appointmentSchema,
      legs: z.array(legSchema).default([]),
    })
    .optional(),
  components: z.array(dossierComponentSchema).optional(),
  fees: z.array(feeLineSchema).optional(),
  delivery: resultDeliverySchema.optional(),
  note: writtenSchema.max(1000).optional(),
});
export type Correction = z.infer<typeof correctionSchema>;

/**
 * What happens to a dossier (*hồ sơ*) and at its intake, by type. The subject is the dossier, but of `intake.…` the
 * notice. `contract/dossier-life.ts` says what each makes of the dossier.
 */
export const dossierEventData = {
  /** Form 02 or 03 was given though no dossier came of it. */
  "intake.supplementAsked": z.object({ notice: intakeNoticeSchema, printJob }),
  "intake.refused": z.object({ notice: intakeNoticeSchema, printJob }),

  /** Lodged online or by post and not looked at yet. */
  "dossier.lodged": z.object({ dossier: acceptedDossierSchema }),
  /** `serial` is the day's running number that the code was made from. */
  "dossier.accepted": z.object({
    dossier: acceptedDossierSchema,
    serial: z.number().int().min(1),
    printJob: idSchema,
  }),
  /** A lodged one was refused (form 03). */
  "dossier.notAccepted": z.object({ reason, number, printJob }),
  "dossier.corrected": z.object({ correction: correctionSchema, reason, printJob }),
  "dossier.attached": z.object({ attachment: attachmentSchema }),
  "dossier.detached": z.object({ sha256: z.string(), reason }),
  "dossier.noted": z.object({ text: writtenSchema.min(1).max(2000) }),
  /** An upper node gave its code; the local one stays on the receipt and is kept. */
  "dossier.officialCode": z.object({ code: z.string().trim().min(1).max(60) }),

  /** Given away with a list; still the giver's until it is taken. */
  "dossier.handedOver": z.object({
    handover: idSchema,
    /** Running number of the list in the year. */
    number: z.string(),
    from: z.string(),
    to: z.string(),
    givenBy: signatorySchema,
    printJob,
  }),
  "dossier.takenOver": z.object({
    handover: idSchema,
    to: z.string(),
    by: z.object({
      name: z.string().trim().min(2).max(200),
      staff: z.string().nullable(),
      how: signedHowSchema,
    }),
  }),
  /** The receiver did not take it: it stays with the giver. */
  "dossier.handoverDeclined": z.object({ handover: idSchema, reason }),

  /** Form 02; the clock stops. */
  "dossier.supplementRequested": z.object({ request: supplementRequestSchema, number, printJob }),
  /** What was missing is there; the clock goes on. */
  "dossier.supplemented": z.object({ components: z.array(dossierComponentSchema), recount: recountSchema }),
  /** Money is owed before it goes on; the clock stops. */
  "dossier.paymentRequested": z.object({ lines: z.array(feeLineSchema).min(1), reason, printJob }),
  /** `recount` where the payment was waited for. */
  "dossier.paid": z.object({ payment: paymentSchema, recount: recountSchema.nullable(), printJob }),
  /** The receipt was made in error; its number stays used. */
  "dossier.paymentVoided": z.object({ payment: idSchema, reason }),

  "dossier.withdrawalRequested": z.object({ by: z.string().trim().min(2).max(200), reason }),
  /** The applicant took the request back: it goes on as it stood. */
  "dossier.withdrawalDropped": z.object({ reason }),
  /** The papers were given back; the dossier is closed. */
  "dossier.withdrawn": z.object({ receiver: writtenSchema.min(2).max(200), reason }),
  /** Form 05 of Circular 03/2025/TT-VPCP; the dossier is closed. */
  "dossier.stopped": z.object({
    reason,
    legalBasis: writtenSchema.max(500),
    signedBy: z.string(),
    number,
    printJob,
  }),
  /** Form 04: the apology, with the one new date. */
  "dossier.extended": z.object({ reason, recount: recountSchema, signedBy: z.string(), number, printJob }),
  /** The competent agency has decided. */
  "dossier.decided": z.object({
    outcome: z.enum(["granted", "denied"]),
    number: z.string().max(100),
    note: writtenSchema.max(1000),
  }),
  /** The result is at the counter and can be collected. */
  "dossier.resultArrived": z.object({}),
  "dossier.resultReturned": z.object({
    via: resultDeliverySchema,
    receiver: writtenSchema.min(2).max(200),
    citizenNumber: z
      .string()
      .regex(/^\d{12}$/)
      .nullable(),
    tracking: z.string().max(60),
  }),
  /** A closed one goes on. */
  "dossier.reopened": z.object({ reason, recount: recountSchema, approvedBy: z.string() }),
} as const;
