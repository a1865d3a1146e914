import { z } from "zod";
import { attachmentSchema, dossierSchema, signatorySchema } from "./dossier.ts";
import { historyEntrySchema } from "./dossier-calls.ts";
import { proposalsSchema, unitSchema } from "./dossier-desk.ts";
import { dossierSummarySchema } from "./dossier-lists.ts";
import {
  type DossierStepKind,
  dossierStepSchema,
  possibleStepSchema,
  stepObstacleSchema,
} from "./dossier-steps.ts";
import { idSchema } from "./entities.ts";
import { namedErrors as base } from "./named-errors.ts";
import { localizedTextSchema, writtenSchema } from "./text.ts";
import { instantSchema } from "./time.ts";

/** The lists of a division's workbench (*phòng chuyên môn*). */
export const workLists = [
  /** Handed over to the division and not yet signed for. */
  "toTake",
  /** With the division and not decided; the clock runs. */
  "inProcess",
  /** Of those: past the promised time. */
  "late",
  /** Of those: due later today. */
  "dueToday",
  /** Of those: due within the next two working days. */
  "dueSoon",
  /** A supplement or payment is waited for; the clock stands. */
  "waiting",
  /** Decided, and not yet handed back. */
  "decided",
  /** Given away with a list that the receiver has not signed. */
  "givenAway",
] as const;
export const workListSchema = z.enum(workLists);
export type WorkList = z.infer<typeof workListSchema>;

/** Names what a dossier was when it was looked at; what is done with it says so, and whoever was faster is noticed. */
const dossierStateSchema = z.string().regex(/^[0-9a-f]{32}$/);

/** A dossier as a line of the workbench. */
export const workItemSchema = dossierSummarySchema.omit({ ticketLabel: true }).extend({
  /** The list that it is on its way with. */
  passing: z
    .object({
      handover: idSchema,
      number: z.string(),
      from: z.string(),
      to: z.string(),
      givenBy: signatorySchema,
      givenAt: instantSchema,
    })
    .nullable(),
  state: dossierStateSchema,
});
export type WorkItem = z.infer<typeof workItemSchema>;

/** What a division does with a dossier on these pages. */
export const workStepKinds = [
  "decide",
  "attach",
  "requestSupplement",
  "requestPayment",
  "note",
  "extend",
  "stop",
] as const satisfies DossierStepKind[];

/** Everything about one dossier, for whoever works on it or supervises that. */
export const workViewSchema = z.object({
  dossier: dossierSchema,
  state: dossierStateSchema,
  /** Under which agency it stands now. */
  agency: z.object({ code: z.string(), name: localizedTextSchema }),
  /** Empty for whoever may only look. */
  steps: z.array(possibleStepSchema),
  /** Why it can't be put on a hand-over list now; null where it can. */
  handOver: z.object({
    obstacle: stepObstacleSchema.nullable(),
    /** Where it belongs next, the first being the one that is proposed. */
    to: z.array(unitSchema),
  }),
  /** Whether it is on a list that waits for the signature of whoever looks. */
  toTake: z.boolean(),
  history: z.array(historyEntrySchema),
  /** Attachments whose content is here whole; others are still at the station. */
  here: z.array(attachmentSchema.shape.sha256),
  /** Null where the procedure or a calendar is no longer known. */
  proposals: proposalsSchema.nullable(),
});
export type WorkView = z.infer<typeof workViewSchema>;

/** What travels in one piece from a page; an office may say less (`attachmentRulesSchema`). */
export const ATTACH_MAX_MEGABYTES = 15;

const requestId = idSchema;
const seen = z.object({ id: idSchema, state: dossierStateSchema });

/** Beyond so many a list is to be narrowed by searching. */
export const WORK_LIST_MAX = 500;

/** The divisions' workbench: lists, a dossier's page, and the steps that a division takes. */
export const workbenchCalls = {
  /** Names of units and ready-made reasons, and for which units whoever is signed in works; empty where for none. */
  wording: base.output(
    z.object({
      units: z.array(unitSchema),
      reasons: z.record(z.string(), z.array(localizedTextSchema)),
      mine: z.array(z.string()),
      /** Where dossiers can be handed: the counter first, then divisions, other agencies among them. */
      receivers: z.array(unitSchema),
    }),
  ),
  /** One list and how long all are; `unit` narrows them where one works for several. */
  work: base
    .input(z.object({ list: workListSchema, unit: z.string().nullable() }))
    .output(z.object({ items: z.array(workItemSchema), counts: z.record(workListSchema, z.number().int()) })),
  /** By code, part of a code, or an applicant's name; what one may see of them. */
  find: base.input(z.object({ query: writtenSchema.max(100) })).output(z.array(dossierSummarySchema)),
  /** Fails by DOSSIER_UNKNOWN: it does not exist, or is not for whoever asks. */
  view: base.input(z.object({ id: idSchema })).output(workViewSchema),
  /** Fails by DOSSIER_STEP with the obstacle, DOSSIER_CHANGED, NEW_DATE_UNFIT, REQUEST_REUSED, … */
  step: base.input(z.object({ requestId, ...seen.shape, step: dossierStepSchema })).output(workViewSchema),
  /**
   * Attaches a scanned paper (*kết quả đã ký*, say) to what the division has; it comes down to the counter. Fails by
   * ATTACHMENT_TYPE, ATTACHMENT_BROKEN, ATTACHMENT_TOO_LARGE, ATTACHMENT_TOO_MANY_PIXELS, DOSSIER_STEP, DOSSIER_CHANGED.
   */
  attach: base
    .input(z.object({ requestId, ...seen.shape, name: z.string().max(1000), content: z.instanceof(Blob) }))
    .output(workViewSchema),
  /** Gives dossiers to a unit with one list: all or none. Fails by DIVISION_UNKNOWN, DOSSIER_STEP, DOSSIER_CHANGED. */
  handOver: base
    .input(
      z.object({
        requestId,
        from: z.string(),
        to: z.string(),
        dossiers: z.array(seen).min(1).max(200),
      }),
    )
    .output(z.object({ number: z.string() })),
  /**
   * Signs for a list: takes these dossiers of it and declines those, with a reason each; others of it stay on their way.
   * Fails by HANDOVER_UNKNOWN, HANDOVER_CLOSED (nothing of it is on its way any more), DOSSIER_CHANGED, ROLE_LACKS.
   */
  takeOver: base
    .input(
      z.object({
        requestId,
        handover: idSchema,
        taken: z.array(idSchema).max(200),
        declined: z.array(z.object({ id: idSchema, reason: writtenSchema.min(1).max(500) })).max(200),
      }),
    )
    .output(z.object({ taken: z.number().int() })),
};
