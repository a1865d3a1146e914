import { z } from "zod";
import { procedureFeeSchema, procedureSchema } from "./catalogue.ts";
import { feeLineSchema } from "./dossier.ts";
import { appointmentSchema, idSchema } from "./entities.ts";
import { namedErrors as base } from "./named-errors.ts";
import { localizedTextSchema } from "./text.ts";
import { instantSchema } from "./time.ts";

const session = z.string().min(16).max(100);
const procedureCode = procedureSchema.shape.code;

/** How many favourites have a key (Alt+1 … Alt+9). */
export const MOST_FAVOURITES = 9;

/** So many copies of so many pages each; of a fee by the dossier or by the copy the pages don't count. */
export const feeQuantitySchema = z.object({
  feeId: z.string(),
  count: z.number().int().min(1).max(9999),
  pages: z.number().int().min(1).max(9999).default(1),
});
export type FeeQuantity = z.infer<typeof feeQuantitySchema>;

/** What the receipt would say of a procedure in one of its cases, if the dossier were accepted now. */
export const quoteSchema = z.object({
  /** As it is in the case: with its time, papers and fees. */
  procedure: procedureSchema,
  appointment: appointmentSchema,
  fees: z.array(procedureFeeSchema.extend({ id: z.string() })),
  lines: z.array(feeLineSchema),
});
export type Quote = z.infer<typeof quoteSchema>;

/** A procedure to begin with: a favourite has its key, others are offered because they are often taken in. */
export const suggestionSchema = procedureSchema
  .pick({ code: true, name: true, field: true, serviceGroup: true })
  .extend({ favourite: z.number().int().min(1).max(MOST_FAVOURITES).nullable() });
export type Suggestion = z.infer<typeof suggestionSchema>;

/** What a clerk has typed so far (*hồ sơ đang nhập*); the window that wrote it knows the shape of `data`. */
export const keptDraftSchema = z.object({
  id: idSchema,
  /** Put aside (*gác lại*) to serve another first. */
  parked: z.boolean(),
  updatedAt: instantSchema,
  data: z.string().max(200_000),
});
export type KeptDraft = z.infer<typeof keptDraftSchema>;

/** What a clerk's screen of intake asks beside the dossier itself. Drafts and favourites are those of who is signed in. */
export const intakeCalls = {
  /** Fails by PROCEDURE_UNKNOWN, CALENDAR_MISSING, BAD_INPUT (no such case or fee). */
  quote: base
    .input(
      z.object({
        procedureCode,
        caseId: z.string().nullable().default(null),
        quantities: z.array(feeQuantitySchema).max(50).default([]),
        exemptions: z.array(z.string()).max(20).default([]),
      }),
    )
    .output(quoteSchema),
  /** Favourites in the order of their keys, then what this clerk takes in most, those of the ticket's group first. */
  suggestions: base
    .input(z.object({ session, serviceGroup: z.string().nullable().default(null) }))
    .output(z.array(suggestionSchema)),
  saveFavourites: base
    .input(z.object({ session, codes: z.array(procedureCode).max(MOST_FAVOURITES) }))
    .output(z.object({})),
  drafts: base.input(z.object({ session })).output(z.array(keptDraftSchema)),
  /** What is kept survives the window, the program and the PC's power. */
  keepDraft: base
    .input(z.object({ session, draft: keptDraftSchema.omit({ updatedAt: true }) }))
    .output(z.object({})),
  dropDraft: base.input(z.object({ session, id: idSchema })).output(z.object({})),
  /** Ready-made reasons for the forms given at intake, as the office words them. */
  reasons: base.output(
    z.object({ supplement: z.array(localizedTextSchema), refusal: z.array(localizedTextSchema) }),
  ),
};
