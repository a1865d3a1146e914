import { z } from "zod";
import { appointmentSchema, appointmentStepSchema, idSchema, pauseKindSchema } from "./entities.ts";
import { writtenSchema } from "./text.ts";
import { daySchema, instantSchema } from "./time.ts";

/** The personal number (*số định danh cá nhân*) of the citizen card. */
export const citizenNumberSchema = z.string().regex(/^\d{12}$/);

/** What the citizen card (*thẻ căn cước*) says in its QR. */
export const citizenCardSchema = z.object({
  citizenNumber: citizenNumberSchema,
  /** The nine-digit number of the older card, if the holder had one. */
  formerNumber: z.string().nullable(),
  fullName: z.string().min(1),
  birthDate: daySchema,
  sex: z.enum(["male", "female"]),
  address: z.string(),
  issuedOn: daySchema.nullable(),
  /** Fields after the seventh (cards issued from July 2024), kept as they came. */
  extra: z.array(z.string()),
  /** The number's century, sex or year does not fit the stated ones. Shown, never forbidden. */
  mismatches: z.array(z.enum(["sex", "birthYear", "province"])),
});
export type CitizenCard = z.infer<typeof citizenCardSchema>;

const phoneSchema = z
  .string()
  .trim()
  .regex(/^(\+?\d[\d .]{6,16})?$/);

/** Whose dossier it is (*chủ hồ sơ*): a citizen, or an organisation by its tax code. */
export const applicantSchema = z.object({
  kind: z.enum(["citizen", "organisation"]).default("citizen"),
  /** Of the person, or of the organisation. */
  fullName: writtenSchema.min(2).max(200),
  /** 12 digits, or null where the applicant has none at hand; null of an organisation. */
  citizenNumber: citizenNumberSchema.nullable(),
  /** Ten digits, or ten and three of a branch; null of a citizen. */
  taxCode: z
    .string()
    .regex(/^\d{10}(-\d{3})?$/)
    .nullable()
    .default(null),
  birthDate: daySchema.nullable(),
  sex: z.enum(["male", "female"]).nullable(),
  address: writtenSchema.max(500),
  phone: phoneSchema,
  email: z.union([z.email(), z.literal("")]).default(""),
});
export type Applicant = z.infer<typeof applicantSchema>;

/** Who stands at the counter where that is not the applicant (*người nộp hồ sơ*), and by what right. */
export const submitterSchema = z.object({
  fullName: writtenSchema.min(2).max(200),
  citizenNumber: citizenNumberSchema.nullable(),
  phone: phoneSchema,
  right: z.enum(["authorised", "relative", "representative"]),
  /** Number and date of the authorisation (*giấy ủy quyền*), as it says. */
  authorisation: writtenSchema.max(200),
});
export type Submitter = z.infer<typeof submitterSchema>;

/** One component as it was handed in (*thành phần hồ sơ*). */
export const dossierComponentSchema = z.object({
  componentId: z.string(),
  name: z.string(),
  originals: z.number().int().min(0).max(99),
  /** Certified copies (*bản sao có chứng thực*). */
  certified: z.number().int().min(0).max(99).default(0),
  copies: z.number().int().min(0).max(99),
  /** Taken over from an earlier dossier of the applicant, by that dossier's code. */
  reusedFrom: z.string().nullable().default(null),
});
export type DossierComponent = z.infer<typeof dossierComponentSchema>;

/** A scanned or photographed paper. Its content lies outside the store, named by its hash. */
export const attachmentSchema = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  name: z.string().min(1).max(200),
  mediaType: z.enum(["application/pdf", "image/jpeg", "image/png"]),
  bytes: z.number().int().min(1),
  /** The component that it shows; null for anything else. */
  componentId: z.string().nullable(),
});
export type Attachment = z.infer<typeof attachmentSchema>;

/** One line of what a dossier costs (*phí, lệ phí*): `amount` đồng for each, `quantity` times. */
export const feeLineSchema = z.object({
  /** The catalogue's fee. */
  feeId: z.string(),
  name: z.string(),
  /** Đồng for each, after the exemption. */
  amount: z.number().int().min(0).max(1_000_000_000),
  quantity: z.number().int().min(1).max(9999),
  /** Name of the exemption that was applied. */
  exemption: z.string().nullable(),
  /** When it is paid: with the dossier where nothing is said. */
  collectAt: z.enum(["receipt", "supplement", "result"]).optional(),
});
export type FeeLine = z.infer<typeof feeLineSchema>;

/** The ten statuses that the national portal knows, by number. */
export const dossierStatuses = {
  1: "lodged",
  2: "accepted",
  3: "notAccepted",
  4: "inProcess",
  5: "supplementRequested",
  6: "paymentRequested",
  7: "withdrawalRequested",
  8: "stopped",
  9: "decided",
  10: "resultReturned",
} as const;
export const dossierStatusSchema = z.enum(
  Object.values(dossierStatuses) as [string, ...string[]],
) as z.ZodType<(typeof dossierStatuses)[keyof typeof dossierStatuses]>;
export type DossierStatus = z.infer<typeof dossierStatusSchema>;

/** How a dossier was lodged: at the counter, online, by public post (*bưu chính công ích*). */
export const channelSchema = z.enum(["counter", "online", "post"]);
/** Where the applicant wants the result. */
export const resultDeliverySchema = z.enum(["counter", "post", "online"]);

/** A member of staff as named on papers; `id` is empty of one who signed on paper and is not in the program. */
export const signatorySchema = z.object({ id: z.string(), name: z.string() });
export type Signatory = z.infer<typeof signatorySchema>;

/** One leg of an interlinked dossier (*một cửa liên thông*): who has it until when. */
export const legSchema = z.object({
  /** A division of the office or another agency, by its id or code. */
  node: z.string(),
  name: z.string(),
  dueAt: instantSchema,
});
export type Leg = z.infer<typeof legSchema>;

/** A dossier (*hồ sơ*) as it was accepted: what the receipt says and what stays as it was then. */
export const acceptedDossierSchema = z.object({
  id: idSchema,
  /** Opaque; given by this office. */
  code: z.string(),
  procedureCode: z.string(),
  procedureName: z.string(),
  /** First day of the procedure's version under which it was accepted. */
  procedureVersion: daySchema.nullable().default(null),
  /** The case of the procedure (*trường hợp*), where it has several. */
  caseId: z.string().nullable().default(null),
  /** Forms of that circular belong to it for all its life. */
  formSet: z.string().default("tt-01-2018"),
  /** The agency whose counter took it in. */
  agency: z.string().default(""),
  applicant: applicantSchema,
  submitter: submitterSchema.nullable().default(null),
  components: z.array(dossierComponentSchema),
  attachments: z.array(attachmentSchema).default([]),
  sets: z.number().int().min(1),
  status: dossierStatusSchema,
  channel: channelSchema,
  delivery: resultDeliverySchema,
  /** Đồng, all lines together. */
  fee: z.number().int().min(0),
  fees: z.array(feeLineSchema).default([]),
  note: writtenSchema.max(1000),
  appointment: appointmentSchema,
  /** The nodes it passes, in order; empty where one division deals with it. */
  legs: z.array(legSchema).default([]),
  /** Line of the register (*sổ theo dõi hồ sơ*); null in dossiers from before there was one. */
  register: z
    .object({ book: z.string(), number: z.number().int().min(1) })
    .nullable()
    .default(null),
  /** With the code it opens the dossier's state to whoever holds the receipt. */
  lookUp: z.string().default(""),
  ticketLabel: z.string().nullable(),
  /** Dossiers that were taken in together. */
  batch: idSchema.nullable().default(null),
  acceptedBy: signatorySchema,
  acceptedAt: instantSchema,
});
export type AcceptedDossier = z.infer<typeof acceptedDossierSchema>;

/** A time in which the clock of a dossier stands still (*tạm dừng tính thời gian*). */
export const clockPauseSchema = z.object({
  kind: pauseKindSchema,
  from: instantSchema,
  /** Null while it lasts. */
  to: instantSchema.nullable(),
});
export type ClockPause = z.infer<typeof clockPauseSchema>;

/** A pause as it stands with the dossier. */
export const dossierPauseSchema = clockPauseSchema.extend({
  /** What it was when the clock was stopped, and becomes again when it goes on. */
  status: dossierStatusSchema,
  /** When the result was due then; what was left of the time is left afterwards. */
  dueAt: instantSchema,
});
export type DossierPause = z.infer<typeof dossierPauseSchema>;

/** What the applicant has to hand in still (form 02), and until when it is waited for. */
export const supplementRequestSchema = z.object({
  /** At the counter, or by the division that examines it: other laws allow each once. */
  stage: z.enum(["intake", "appraisal"]),
  items: z.array(writtenSchema.min(1).max(500)).min(1).max(50),
  reason: writtenSchema.min(1).max(2000),
  legalBasis: writtenSchema.max(500),
  until: daySchema.nullable(),
});
export type SupplementRequest = z.infer<typeof supplementRequestSchema>;

export const paymentMethodSchema = z.enum(["cash", "transfer", "online", "post"]);
export type PaymentMethod = z.infer<typeof paymentMethodSchema>;

/** A payment taken at the counter or noted there (*biên lai*). */
export const paymentSchema = z.object({
  id: idSchema,
  /** Of the receipt of payment: running number, year and series of the station, e.g. `0000012/26-1`. */
  number: z.string(),
  lines: z.array(feeLineSchema).min(1),
  amount: z.number().int().min(1),
  method: paymentMethodSchema,
  at: instantSchema,
  cashier: signatorySchema,
});
export type Payment = z.infer<typeof paymentSchema>;

/** Who has the dossier: a unit of the office (`counter` or a division) or another agency. */
export const custodySchema = z.object({
  unit: z.string(),
  since: instantSchema,
  /** Handed over and not yet taken: the list, and to whom. */
  passing: z.object({ handover: idSchema, to: z.string() }).nullable(),
});

/** Unit of an office whose counter has the dossier. */
export const COUNTER_UNIT = "counter";

/**
 * What did not follow on what had happened: two acted on a dossier without knowing of each other. Both are kept.
 * `notHeld`: given away by who did not have it; `listOpen`: while another list was not signed; `listClosed`: a list that
 * was signed or taken back; `twice`: decided or returned once more; `closed`: it was over.
 */
export const breachKinds = ["notHeld", "listOpen", "listClosed", "twice", "closed"] as const;
export const breachSchema = z.object({
  at: instantSchema,
  /** Type of the event, and who did it. */
  type: z.string(),
  actor: z.string(),
  kind: z.enum(breachKinds),
});
export type Breach = z.infer<typeof breachSchema>;

/** A dossier as it is now: as accepted, and what became of it. */
export const dossierSchema = acceptedDossierSchema.extend({
  /** When the result is due now; null while the clock stands still. What was promised first stays in `appointment`. */
  dueAt: instantSchema.nullable(),
  pauses: z.array(dossierPauseSchema),
  supplements: z.array(
    supplementRequestSchema.extend({
      /** Of form 02. */
      number: z.string(),
      at: instantSchema,
      answeredAt: instantSchema.nullable(),
    }),
  ),
  /** The apology with the one new date that the law allows (form 04). */
  extension: z
    .object({
      /** Of form 04. */
      number: z.string(),
      at: instantSchema,
      reason: z.string(),
      formerDueAt: instantSchema,
      dueAt: instantSchema,
      signedBy: z.string(),
    })
    .nullable(),
  payments: z.array(paymentSchema),
  custody: custodySchema,
  /** An upper node's code for the same dossier. */
  officialCode: z.string().nullable(),
  /** That the applicant wants it back; the status that it had before. */
  withdrawal: z
    .object({ at: instantSchema, by: z.string(), reason: z.string(), status: dossierStatusSchema })
    .nullable(),
  decision: z
    .object({
      at: instantSchema,
      outcome: z.enum(["granted", "denied"]),
      number: z.string(),
      note: z.string(),
    })
    .nullable(),
  /** Where the result is waiting to be collected, since when; null before and after. */
  resultHereSince: instantSchema.nullable(),
  returned: z
    .object({
      at: instantSchema,
      via: resultDeliverySchema,
      receiver: z.string(),
      citizenNumber: z.string().nullable(),
      /** Of the post. */
      tracking: z.string(),
    })
    .nullable(),
  /** Why it ended without a result, and the number of the paper that says so (form 03, notice of stopping). */
  ended: z
    .object({
      at: instantSchema,
      how: z.enum(["notAccepted", "withdrawn", "stopped"]),
      reason: z.string(),
      number: z.string(),
    })
    .nullable(),
  /** How often it was corrected and opened again: the history has the reasons. */
  corrections: z.number().int().min(0),
  reopenings: z.number().int().min(0),
  /** What was done by people who did not know of each other; left out where nothing was. */
  breaches: z.array(breachSchema).optional(),
  /** When the last step was taken. */
  updatedAt: instantSchema,
});
export type Dossier = z.infer<typeof dossierSchema>;

/** A paper given to somebody whose dossier was not accepted (forms 02 and 03); kept though no dossier came of it. */
export const intakeNoticeSchema = z.object({
  id: idSchema,
  kind: z.enum(["supplement", "refusal"]),
  /** Running number of its kind in the year, e.g. `12/HDHS`; with the series of a second station `12-2/HDHS`. */
  number: z.string(),
  formSet: z.string(),
  procedureCode: z.string(),
  procedureName: z.string(),
  applicant: applicantSchema,
  /** What is missing; empty of a refusal. */
  items: z.array(writtenSchema.min(1).max(500)).max(50),
  reason: writtenSchema.min(1).max(2000),
  ticketLabel: z.string().nullable(),
  by: signatorySchema,
  at: instantSchema,
});
export type IntakeNotice = z.infer<typeof intakeNoticeSchema>;

/**
 * How a hand-over list was signed: by a PIN where the clerk works, on the printed list, or by whoever was signed in with
 * an account at the district.
 */
export const signedHowSchema = z.enum(["pin", "paper", "account"]);

/** A hand-over list (*phiếu giao nhận hồ sơ*), signed on both sides. */
export const handoverSchema = z.object({
  id: idSchema,
  /** Running number in the year, e.g. `12/2026`; with the series of a second station `12-2/2026`. */
  number: z.string(),
  from: z.string(),
  to: z.string(),
  givenBy: signatorySchema,
  givenAt: instantSchema,
  /** Null until it is taken. */
  takenBy: z.object({ name: z.string(), staff: z.string().nullable(), how: signedHowSchema }).nullable(),
  takenAt: instantSchema.nullable(),
  dossiers: z.array(
    z.object({
      id: idSchema,
      code: z.string(),
      state: z.enum(["passing", "taken", "declined"]),
      reason: z.string(),
    }),
  ),
});
export type Handover = z.infer<typeof handoverSchema>;

/** Why a date was moved, step by step; empty where nothing was counted anew. */
export const recountSchema = z.object({ dueAt: instantSchema, steps: z.array(appointmentStepSchema) });
