import { z } from "zod";
import {
  attachmentSchema,
  dossierComponentSchema,
  feeLineSchema,
  paymentMethodSchema,
  resultDeliverySchema,
  supplementRequestSchema,
} from "./dossier.ts";
import { correctionSchema } from "./dossier-events.ts";
import { idSchema } from "./entities.ts";
import { writtenSchema } from "./text.ts";
import { instantSchema } from "./time.ts";

const reason = writtenSchema.min(1).max(2000);
const person = writtenSchema.min(2).max(200);

/** What a member of staff does with a dossier. Steps that give a paper say so in the answer. */
export const dossierStepSchema = z.discriminatedUnion("kind", [
  /** Puts right what was entered wrongly; the receipt comes out anew, marked as corrected. */
  z.object({
    kind: z.literal("correct"),
    correction: correctionSchema.omit({ procedure: true, components: true }).extend({
      /** Only before a division has it; `components` are those of the new procedure then. */
      procedure: z.object({ code: z.string(), caseId: z.string().nullable() }).optional(),
      components: z.array(dossierComponentSchema.omit({ name: true })).optional(),
    }),
    reason,
  }),
  z.object({ kind: z.literal("attach"), attachment: attachmentSchema }),
  z.object({ kind: z.literal("detach"), sha256: z.string(), reason }),
  z.object({ kind: z.literal("note"), text: writtenSchema.min(1).max(2000) }),
  z.object({ kind: z.literal("officialCode"), code: writtenSchema.min(1).max(60) }),
  /** A lodged one that can't be accepted (form 03). */
  z.object({ kind: z.literal("refuse"), reason }),
  z.object({ kind: z.literal("requestSupplement"), request: supplementRequestSchema }),
  z.object({
    kind: z.literal("supplement"),
    components: z.array(dossierComponentSchema.omit({ name: true })).min(1),
  }),
  z.object({ kind: z.literal("requestPayment"), lines: z.array(feeLineSchema).min(1), reason }),
  z.object({
    kind: z.literal("pay"),
    lines: z.array(feeLineSchema).min(1),
    method: paymentMethodSchema,
  }),
  z.object({ kind: z.literal("voidPayment"), payment: idSchema, reason }),
  z.object({ kind: z.literal("requestWithdrawal"), by: person, reason }),
  /** The applicant takes the request back. */
  z.object({ kind: z.literal("dropWithdrawal"), reason }),
  z.object({ kind: z.literal("withdraw"), receiver: person, reason }),
  z.object({ kind: z.literal("stop"), reason, legalBasis: writtenSchema.min(1).max(500) }),
  /** Apology and one new date, before the promised one is over. */
  z.object({ kind: z.literal("extend"), reason, dueAt: instantSchema }),
  z.object({
    kind: z.literal("decide"),
    outcome: z.enum(["granted", "denied"]),
    number: writtenSchema.max(100),
    note: writtenSchema.max(1000),
  }),
  z.object({ kind: z.literal("receiveResult") }),
  z.object({
    kind: z.literal("returnResult"),
    via: resultDeliverySchema,
    receiver: person,
    citizenNumber: z
      .string()
      .regex(/^\d{12}$/)
      .nullable(),
    tracking: writtenSchema.max(60),
  }),
  z.object({ kind: z.literal("reopen"), reason }),
]);
export type DossierStep = z.infer<typeof dossierStepSchema>;
export type DossierStepKind = DossierStep["kind"];
export const dossierStepKinds: readonly DossierStepKind[] = dossierStepSchema.options.map(
  (option) => option.shape.kind.value,
);

/** Why a step can't be taken now, put into words where it is shown. */
export const stepObstacleSchema = z.enum([
  /** The dossier's status does not allow it. */
  "status",
  /** Nothing else is in the way: the signature of the head (of a clerk, for an officer) makes it possible. */
  "role",
  /** Another unit or agency has the dossier. */
  "custody",
  /** The law allows it once, and it was done. */
  "once",
  /** The promised date is over: it had to come before. */
  "late",
  /** Something is still owed. */
  "unpaid",
  /** There is nothing to do it with: nothing owed, no payment, no attachment. */
  "nothing",
  /** It was handed over and not yet taken. */
  "passing",
]);
export type StepObstacle = z.infer<typeof stepObstacleSchema>;

/** A step with what stands in its way. */
export const possibleStepSchema = z.object({
  kind: z.enum(dossierStepKinds as [DossierStepKind]),
  /** Null where it can be taken. */
  obstacle: stepObstacleSchema.nullable(),
  /** What does not forbid it but should be said before. */
  warning: stepObstacleSchema.nullable(),
});
export type PossibleStep = z.infer<typeof possibleStepSchema>;
