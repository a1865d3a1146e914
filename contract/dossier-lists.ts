import { z } from "zod";
import { type Dossier, dossierStatusSchema, resultDeliverySchema } from "./dossier.ts";
import { idSchema } from "./entities.ts";
import { namedErrors as base } from "./named-errors.ts";
import { writtenSchema } from "./text.ts";
import { daySchema, instantSchema } from "./time.ts";

const session = z.string().min(16).max(100);

/** A dossier as one line of a list. */
export const dossierSummarySchema = z.object({
  id: idSchema,
  code: z.string(),
  procedureName: z.string(),
  applicantName: z.string(),
  status: dossierStatusSchema,
  acceptedAt: instantSchema,
  /** Null while the clock stands still. */
  dueAt: instantSchema.nullable(),
  /** Who has it. */
  unit: z.string(),
  ticketLabel: z.string().nullable(),
});
export type DossierSummary = z.infer<typeof dossierSummarySchema>;

export function summaryOf(dossier: Dossier): DossierSummary {
  return {
    id: dossier.id,
    code: dossier.code,
    procedureName: dossier.procedureName,
    applicantName: dossier.applicant.fullName,
    status: dossier.status,
    acceptedAt: dossier.acceptedAt,
    dueAt: dossier.dueAt,
    unit: dossier.custody.unit,
    ticketLabel: dossier.ticketLabel,
  };
}

/** Lists of work that has to be done about dossiers (*việc đến hạn*). */
export const dueListSchema = z.enum([
  /** Due later today. */
  "dueToday",
  /** Due on the next working day. */
  "dueTomorrow",
  /** Due on the working day after that: two days are left to be in time, or to apologise. */
  "dueInTwoDays",
  /** Past the promised time and not decided. */
  "late",
  /** Late, and no apology was sent. */
  "lateWithoutApology",
  /** A supplement was asked for, and the time for it is over. */
  "supplementOverdue",
  /** Still at the counter, though it had to go to its division (the same day; after the cut-off, the next morning). */
  "notHandedOver",
  /** The result lies here longer than it should. */
  "notCollected",
]);
export type DueList = z.infer<typeof dueListSchema>;

export const dueCountsSchema = z.record(dueListSchema, z.number().int());
export type DueCounts = z.infer<typeof dueCountsSchema>;

/** What an applicant may know who holds the receipt: where the dossier stands, and nothing of the person. */
export const publicStateSchema = z.object({
  code: z.string(),
  procedureName: z.string(),
  status: dossierStatusSchema,
  acceptedAt: instantSchema,
  dueAt: instantSchema.nullable(),
  delivery: resultDeliverySchema,
  /** The result can be collected now. */
  resultHere: z.boolean(),
  /** What the office waits for, and until when. */
  waitsFor: z.enum(["supplement", "payment"]).nullable(),
  until: daySchema.nullable(),
});
export type PublicState = z.infer<typeof publicStateSchema>;

/** Finding dossiers, and the work that waits. */
export const dossierListCalls = {
  /**
   * Dossiers by whatever of them is typed or scanned: code, QR of the receipt, ticket, name without diacritics, citizen
   * number or tax code, phone, procedure; the latest first. An empty query gives the latest.
   */
  search: base
    .input(
      z.object({
        session,
        query: writtenSchema.max(300),
        status: dossierStatusSchema.nullable().default(null),
        limit: z.number().int().min(1).max(100).default(20),
        /** From the answer before, to go on. */
        after: z.number().int().nullable().default(null),
      }),
    )
    .output(z.object({ found: z.array(dossierSummarySchema), next: z.number().int().nullable() })),
  dueCounts: base.input(z.object({ session })).output(dueCountsSchema),
  due: base
    .input(z.object({ session, list: dueListSchema, limit: z.number().int().min(1).max(500).default(100) }))
    .output(z.array(dossierSummarySchema)),
  /** The state of a dossier for its applicant: the QR of the receipt, or code and secret as they stand on it. */
  lookUp: base.input(z.object({ text: z.string().max(200) })).output(publicStateSchema),
};
