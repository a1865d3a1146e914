import { z } from "zod";
import { procedureSchema } from "./catalogue.ts";
import {
  COUNTER_UNIT,
  dossierStatusSchema,
  resultDeliverySchema,
  supplementRequestSchema,
} from "./dossier.ts";
import { dossierSummarySchema } from "./dossier-lists.ts";
import { idSchema } from "./entities.ts";
import { namedErrors as base } from "./named-errors.ts";
import { localizedTextSchema } from "./text.ts";
import { daySchema, instantSchema } from "./time.ts";

const session = z.string().min(16).max(100);

/** A place that dossiers are with: the counter, a division, another agency. */
export const unitSchema = z.object({ id: z.string(), name: localizedTextSchema });
export type Unit = z.infer<typeof unitSchema>;

/** What the screen of a step offers before anything is typed. */
export const proposalsSchema = z.object({
  /** The version under which the dossier was accepted, in its case. */
  procedure: procedureSchema,
  /** Stages in which a supplement can still be asked for. */
  stages: z.array(supplementRequestSchema.shape.stage),
  /** Last day on which a supplement is waited for, by the procedure. */
  supplementUntil: daySchema,
  /** New times that an apology can name: the next working days after the promised one, at the same hour. */
  newDates: z.array(instantSchema),
});
export type Proposals = z.infer<typeof proposalsSchema>;

/** A dossier that can be put on a hand-over list. */
export const toHandOverSchema = z.object({
  dossier: dossierSummarySchema,
  /** The receiving unit is the one that deals with it, or its result comes back to the counter. */
  proposed: z.boolean(),
});
export type ToHandOver = z.infer<typeof toHandOverSchema>;

/** A line of the register (*sổ theo dõi hồ sơ*, form 06) with what its columns say. */
export const registerLineSchema = z.object({
  id: idSchema,
  /** Running number in the book; null in dossiers from before there was one. */
  number: z.number().int().nullable(),
  code: z.string(),
  procedureName: z.string(),
  sets: z.number().int(),
  applicantName: z.string(),
  address: z.string(),
  phone: z.string(),
  /** Who has it. */
  unit: z.string(),
  acceptedAt: instantSchema,
  /** As promised on the receipt. */
  promisedAt: instantSchema,
  returned: z.object({ at: instantSchema, via: resultDeliverySchema, receiver: z.string() }).nullable(),
  status: dossierStatusSchema,
  note: z.string(),
});
export type RegisterLine = z.infer<typeof registerLineSchema>;

/** What the screens of the counter ask beside a dossier itself. */
export const dossierDeskCalls = {
  /** Names of all units, and ready-made reasons for steps as the office words them. */
  wording: base
    .input(z.object({ session }))
    .output(
      z.object({ units: z.array(unitSchema), reasons: z.record(z.string(), z.array(localizedTextSchema)) }),
    ),
  /** Fails by DOSSIER_UNKNOWN, CALENDAR_MISSING. */
  proposals: base.input(z.object({ session, id: idSchema })).output(proposalsSchema),
  /** What a unit has in hand and can give to another, the proposed ones first. Fails by DIVISION_UNKNOWN. */
  toHandOver: base
    .input(z.object({ session, from: z.string().default(COUNTER_UNIT), to: z.string() }))
    .output(z.array(toHandOverSchema)),
  /** Dossiers accepted in a period, both days included, in the order of their acceptance. */
  register: base
    .input(
      z.object({
        session,
        from: daySchema,
        to: daySchema,
        limit: z.number().int().min(1).max(200).default(50),
        /** From the answer before, to go on. */
        after: z.string().max(80).nullable().default(null),
      }),
    )
    .output(
      z.object({
        lines: z.array(registerLineSchema),
        total: z.number().int(),
        next: z.string().nullable(),
      }),
    ),
};
