import { z } from "zod";
import {
  applicantSchema,
  attachmentSchema,
  COUNTER_UNIT,
  channelSchema,
  citizenCardSchema,
  dossierComponentSchema,
  dossierSchema,
  feeLineSchema,
  handoverSchema,
  intakeNoticeSchema,
  paymentMethodSchema,
  resultDeliverySchema,
  signatorySchema,
  submitterSchema,
} from "./dossier.ts";
import { dossierSummarySchema } from "./dossier-lists.ts";
import { dossierStepSchema, possibleStepSchema } from "./dossier-steps.ts";
import { appointmentSchema, idSchema, printJobSchema } from "./entities.ts";
import { namedErrors as base } from "./named-errors.ts";
import { localizedTextSchema, writtenSchema } from "./text.ts";
import { daySchema, instantSchema } from "./time.ts";

/** What a scanner typed from the QR of a citizen card. */
export const cardTextSchema = z.string().max(4000);

const requestId = idSchema;
const session = z.string().min(16).max(100);

/** What the clerk enters; components by id, with what was really handed in. */
export const intakeSchema = z.object({
  procedureCode: z.string(),
  caseId: z.string().nullable().default(null),
  applicant: applicantSchema,
  submitter: submitterSchema.nullable().default(null),
  components: z.array(dossierComponentSchema.omit({ name: true })),
  attachments: z.array(attachmentSchema).default([]),
  sets: z.number().int().min(1).max(99).default(1),
  channel: channelSchema.default("counter"),
  delivery: resultDeliverySchema.default("counter"),
  /** Lines to be paid; a total of its own where the catalogue has no lines for it. */
  fees: z.array(feeLineSchema).default([]),
  fee: z.number().int().min(0).max(1_000_000_000),
  note: writtenSchema.max(1000).default(""),
  ticket: idSchema.nullable().default(null),
  /** The dossier lodged online or by post that is accepted with this; it keeps its attachments and payments. */
  lodged: idSchema.nullable().default(null),
});
export type Intake = z.infer<typeof intakeSchema>;
/** As a window may send it: what is left out is the common case. */
export type IntakeInput = z.input<typeof intakeSchema>;

/** A component that need not be handed in: an earlier dossier of the same applicant has it, scanned. */
export const heldPaperSchema = z.object({
  /** Of the procedure that is taken in now. */
  componentId: z.string(),
  /** The dossier in which the paper lies: what the component's `reusedFrom` says. */
  code: z.string(),
  procedureName: z.string(),
  acceptedAt: instantSchema,
  /** Its pictures, tied to the component. */
  attachments: z.array(attachmentSchema),
});
export type HeldPaper = z.infer<typeof heldPaperSchema>;

/** A dossier that could not be accepted: what is missing, or why not. */
export const noticeRequestSchema = z.object({
  kind: intakeNoticeSchema.shape.kind,
  procedureCode: z.string(),
  applicant: applicantSchema,
  items: intakeNoticeSchema.shape.items,
  reason: intakeNoticeSchema.shape.reason,
  ticket: idSchema.nullable().default(null),
});
export type NoticeRequest = z.infer<typeof noticeRequestSchema>;

/** One step of a dossier's history, with who took it. */
export const historyEntrySchema = z.object({
  at: instantSchema,
  by: z.string(),
  type: z.string(),
  /** The event's content, as its type says. */
  data: z.unknown(),
  /** It was not taken at this station, and came down from above. */
  elsewhere: z.boolean().optional(),
});
export type HistoryEntry = z.infer<typeof historyEntrySchema>;

/** Everything about one dossier, for the screen that shows it. */
export const dossierViewSchema = z.object({
  dossier: dossierSchema,
  /** Under which agency it stands now: the one that accepted it, or what took that one over in a merger. */
  agency: z.object({ code: z.string(), name: localizedTextSchema }),
  steps: z.array(possibleStepSchema),
  history: z.array(historyEntrySchema),
  papers: z.array(printJobSchema),
});
export type DossierView = z.infer<typeof dossierViewSchema>;

/** Signs for a step without signing in at the counter: a member of staff by PIN. */
export const pinSignatureSchema = z.object({ staff: z.string(), pin: z.string().min(1).max(32) });
export type PinSignature = z.infer<typeof pinSignatureSchema>;

/** One side of a hand-over list: a member of staff by PIN, or a name as signed on the printed list. */
export const handoverSignatureSchema = z.union([
  pinSignatureSchema,
  z.object({ name: writtenSchema.min(2).max(200) }),
]);
export type HandoverSignature = z.infer<typeof handoverSignatureSchema>;

/** What came of a step: the dossier after it, and the paper that proves it. */
const stepped = z.object({ dossier: dossierSchema, printJob: idSchema.nullable() });

/** A receipt of payment as one line of the day's report. */
export const cashLineSchema = z.object({
  number: z.string(),
  dossierCode: z.string(),
  payer: z.string(),
  amount: z.number().int(),
  method: paymentMethodSchema,
  at: instantSchema,
  cashier: signatorySchema,
  /** Why it does not count any more, and since when. */
  voided: z.object({ reason: z.string(), at: instantSchema }).nullable(),
});
export type CashLine = z.infer<typeof cashLineSchema>;

/**
 * What was taken in a day (*bảng kê thu phí, lệ phí*). A receipt that is made void on a later day stays in the report
 * of its own day and is taken off in that of the later one: a report that was signed does not change.
 */
export const cashReportSchema = z.object({
  day: daySchema,
  payments: z.array(cashLineSchema),
  /** Receipts of earlier days that were made void on this one. */
  voidedLater: z.array(cashLineSchema),
  /** What is in the till of the day: payments of the day that were not made void on it, less those of `voidedLater`. */
  totals: z.array(
    z.object({ method: paymentMethodSchema, count: z.number().int(), amount: z.number().int() }),
  ),
});
export type CashReport = z.infer<typeof cashReportSchema>;

/** What a window asks about dossiers at intake. */
export const dossierCalls = {
  /** Reads what a scanner typed. Fails by CARD_MALFORMED or CARD_MANGLED. */
  readCard: base.input(z.object({ text: cardTextSchema })).output(citizenCardSchema),
  /** An applicant known from an earlier dossier, by citizen number or tax code. */
  knownApplicant: base.input(z.object({ citizenNumber: z.string() })).output(applicantSchema.nullable()),
  /** What the receipt would promise if the dossier were accepted now. */
  appointment: base
    .input(z.object({ procedureCode: z.string(), caseId: z.string().nullable().default(null) }))
    .output(appointmentSchema),
  accept: base
    .input(z.object({ session, requestId, intake: intakeSchema }))
    .output(z.object({ dossier: dossierSchema, printJob: idSchema })),
};

/** What follows on the acceptance. */
export const dossierLifeCalls = {
  /** Several of one kind in one go, all or none of them. */
  acceptSeveral: base
    .input(z.object({ session, requestId, intakes: z.array(intakeSchema).min(1).max(50) }))
    .output(z.object({ dossiers: z.array(dossierSchema), printJobs: z.array(idSchema) })),
  /** Form 02 or 03 where no dossier comes of it. */
  giveNotice: base
    .input(z.object({ session, requestId, notice: noticeRequestSchema }))
    .output(z.object({ notice: intakeNoticeSchema, printJob: idSchema.nullable() })),
  notices: base
    .input(z.object({ session, from: daySchema, to: daySchema }))
    .output(z.array(intakeNoticeSchema)),
  /** Open dossiers of the same applicant for the same procedure: a warning, never an obstacle. */
  duplicates: base
    .input(z.object({ session, procedureCode: z.string(), applicant: applicantSchema }))
    .output(z.array(dossierSummarySchema)),
  /** What the office already has for a procedure, by the applicant's citizen number or tax code. */
  heldPapers: base
    .input(
      z.object({
        session,
        procedureCode: z.string(),
        caseId: z.string().nullable().default(null),
        applicantNumber: z.string(),
      }),
    )
    .output(z.array(heldPaperSchema)),
  view: base.input(z.object({ session, id: idSchema })).output(dossierViewSchema),
  /**
   * Takes a step of its life. `signature`: of the head or an officer where the step is theirs and a clerk is signed in.
   * Fails by DOSSIER_UNKNOWN, DOSSIER_STEP with the obstacle, NEW_DATE_UNFIT, PAYMENT_TOO_HIGH, SIGN_IN_REFUSED, …
   */
  step: base
    .input(
      z.object({
        session,
        requestId,
        id: idSchema,
        step: dossierStepSchema,
        signature: pinSignatureSchema.nullable().default(null),
      }),
    )
    .output(stepped),
  /**
   * Gives dossiers to a unit with one list (*phiếu giao nhận*); results come back the same way. `givenBy`: who signs for
   * a unit that is not the counter. Fails by DIVISION_UNKNOWN, DOSSIER_STEP (all or none are given).
   */
  handOver: base
    .input(
      z.object({
        session,
        requestId,
        from: z.string().default(COUNTER_UNIT),
        to: z.string(),
        dossiers: z.array(idSchema).min(1).max(200),
        givenBy: handoverSignatureSchema.nullable().default(null),
      }),
    )
    .output(z.object({ handover: handoverSchema, printJob: idSchema.nullable() })),
  /**
   * The receiver signs for what is not declined; `by` may be left out where the counter itself takes something back.
   * Fails by HANDOVER_UNKNOWN, HANDOVER_CLOSED, SIGN_IN_REFUSED, NOT_ALLOWED (staff of another unit).
   */
  takeOver: base
    .input(
      z.object({
        session,
        requestId,
        handover: idSchema,
        by: handoverSignatureSchema.nullable().default(null),
        declined: z.array(z.object({ id: idSchema, reason: writtenSchema.min(1).max(500) })).default([]),
      }),
    )
    .output(handoverSchema),
  /** Lists given in a period, and all that nobody has signed yet. */
  handovers: base
    .input(z.object({ session, from: daySchema, to: daySchema }))
    .output(z.array(handoverSchema)),
  cashReport: base
    .input(z.object({ session, day: daySchema, cashier: z.string().nullable().default(null) }))
    .output(cashReportSchema),
};
