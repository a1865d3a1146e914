import { z } from "zod";
import {
  idSchema,
  offlineCauseSchema,
  paperKindSchema,
  printerConditionSchema,
  printJobSchema,
} from "./entities.ts";
import { printerModelSchema, textModeSchema } from "./settings.ts";
import { instantSchema } from "./time.ts";

export const printerStatusSchema = z.object({
  id: z.string(),
  name: z.string(),
  connection: z.string(),
  /** What it hangs on: `192.168.1.50:9100`, `/dev/usb/lp0`, the name of a queue. */
  address: z.string(),
  papers: z.array(paperKindSchema),
  fallbackFor: z.array(paperKindSchema),
  condition: printerConditionSchema,
  /** Why it is off-line, where that is known. */
  cause: offlineCauseSchema.nullable(),
  /** Since when it is in that condition. */
  since: instantSchema.nullable(),
  /** What it prints now. */
  printing: z.string().nullable(),
  /** Jobs not yet printed. */
  pending: z.number().int(),
  checkedAt: instantSchema.nullable(),
  /** A printer on a roll; null for another. */
  roll: z
    .object({
      model: printerModelSchema,
      widthDots: z.number().int(),
      textMode: textModeSchema,
      /** What was printed since the roll was changed, and what a new one holds. */
      usedMetres: z.number(),
      metres: z.number(),
      changedAt: instantSchema.nullable(),
      /** It can't say whether a paper came out: sent counts as printed. */
      unconfirmed: z.boolean(),
    })
    .nullable(),
});
export type PrinterStatus = z.infer<typeof printerStatusSchema>;

/** How many undecided papers of a PC the others hear of; the rest follow when these are decided. */
export const UNDECIDED_TOLD = 50;

/** What a PC tells the others of its hall about its printers. */
export const toldPrintersSchema = z.object({
  printers: z.array(printerStatusSchema).max(100),
  /** Papers that only a person can decide on, the oldest first. */
  undecided: z.array(printJobSchema).max(UNDECIDED_TOLD),
  /** Somebody is signed in there, and sees what is asked. */
  attended: z.boolean(),
});
export type ToldPrinters = z.infer<typeof toldPrintersSchema>;

/** The printers of one PC of the hall, as another one sees them. */
export const pcPrintersSchema = toldPrintersSchema.extend({ pc: idSchema, name: z.string() });
export type PcPrinters = z.infer<typeof pcPrintersSchema>;

/** What a person can do about a printer or a paper from any PC of the hall. */
export const printerStepSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("settle"), id: idSchema, cameOut: z.boolean() }),
  z.object({ kind: z.literal("cancel"), id: idSchema }),
  z.object({ kind: z.literal("test"), printer: z.string() }),
  z.object({ kind: z.literal("rollChanged"), printer: z.string() }),
]);
export type PrinterStep = z.infer<typeof printerStepSchema>;
