import { z } from "zod";
import {
  applicantSchema,
  attachmentSchema,
  dossierComponentSchema,
  resultDeliverySchema,
  submitterSchema,
} from "./dossier.ts";
import { idSchema } from "./entities.ts";
import { writtenSchema } from "./text.ts";
import { instantSchema } from "./time.ts";

/**
 * Working hours in which one who lodged online has to hear whether the dossier is accepted, where the office says nothing
 * else. Not taken from a source: offices state eight hours in their rules.
 */
export const LODGED_ANSWER_HOURS = 8;

/** A dossier lodged online (*hồ sơ nộp trực tuyến*), as the portal hands it to the district. */
export const lodgedDossierSchema = z.object({
  /** The portal's code: names it for good. */
  code: z.string().trim().min(1).max(60),
  /** Code of the agency that it was lodged with. */
  agency: z.string().min(1).max(60),
  procedureCode: z.string(),
  caseId: z.string().nullable().default(null),
  applicant: applicantSchema,
  submitter: submitterSchema.nullable().default(null),
  components: z.array(dossierComponentSchema.omit({ name: true })).max(200),
  /** Their content was sent before, by its hash. */
  attachments: z.array(attachmentSchema).max(100).default([]),
  delivery: resultDeliverySchema.default("counter"),
  note: writtenSchema.max(1000).default(""),
  lodgedAt: instantSchema,
});
export type LodgedDossier = z.infer<typeof lodgedDossierSchema>;

/** A lodged dossier with what the district says of it. */
export const receivedLodgedSchema = z.object({
  /** The dossier's id from now on. */
  id: idSchema,
  dossier: lodgedDossierSchema,
  procedureName: z.string(),
  /** Until when it has to be answered. */
  answerBy: instantSchema,
});
export type ReceivedLodged = z.infer<typeof receivedLodgedSchema>;

/**
 * What the stations of an agency hear of a lodged dossier: enough for a list. All of it comes to the station that takes it
 * in hand, and to no other.
 */
export const lodgedNewsSchema = z.object({
  id: idSchema,
  code: z.string(),
  procedureCode: z.string(),
  procedureName: z.string(),
  applicantName: z.string(),
  lodgedAt: instantSchema,
  answerBy: instantSchema,
  /** `held`: a station has it in hand; `withdrawn`: the applicant took it back before. */
  state: z.enum(["waiting", "held", "withdrawn"]),
});
export type LodgedNews = z.infer<typeof lodgedNewsSchema>;

/** A line of the counter's list: waiting for any station of the agency, or in hand here and not answered yet. */
export const lodgedLineSchema = lodgedNewsSchema.omit({ state: true }).extend({
  inHand: z.boolean(),
  /** In hand, and more than an answer is awaited: the supplement, or its papers back. */
  awaits: z.enum(["supplement", "withdrawal"]).nullable(),
  overdue: z.boolean(),
});
export type LodgedLine = z.infer<typeof lodgedLineSchema>;

export const lodgedWithdrawalSchema = z.object({ id: idSchema, by: z.string(), reason: z.string() });
