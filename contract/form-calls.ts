import { eventIterator } from "@orpc/contract";
import { z } from "zod";
import { idSchema, printJobSchema } from "./entities.ts";
import { formIdSchema, formPaperSchema, formSetSchema } from "./forms.ts";
import { namedErrors as base } from "./named-errors.ts";
import { daySchema, instantSchema } from "./time.ts";

const session = z.string().min(16).max(100);

/** The forms of steps that a division takes as well, by the step. */
export const formsOfSteps = {
  "dossier.supplementRequested": "supplement",
  "dossier.paymentRequested": "paymentRequest",
  "dossier.extended": "apology",
  "dossier.stopped": "stop",
} as const;
const stepFormSchema = z.enum(Object.values(formsOfSteps));
export type StepForm = z.infer<typeof stepFormSchema>;

/** The form that proves a step; undefined of one that has none of these. */
export function formOfStep(type: string): StepForm | undefined {
  return Object.hasOwn(formsOfSteps, type) ? formsOfSteps[type as keyof typeof formsOfSteps] : undefined;
}
const which = { session, set: z.string(), form: formIdSchema };

/** A name that a template can show; lists and groups have names inside. */
export interface FormField {
  name: string;
  /** `text`: `{{name}}`; `list` and `group`: `{{#name}}…{{/name}}`; `choice`: shown or not. */
  kind: "text" | "list" | "group" | "choice";
  fields: FormField[];
}
const formFieldSchema: z.ZodType<FormField> = z.lazy(() =>
  z.object({
    name: z.string(),
    kind: z.enum(["text", "list", "group", "choice"]),
    fields: z.array(formFieldSchema),
  }),
);

/** A template as it is in force, with what it can show. */
export const formTemplateSchema = z.object({
  template: z.string(),
  /** As shipped. */
  shipped: z.string(),
  /** Who changed it last; null where the shipped one is in force. */
  changed: z.object({ at: instantSchema, by: z.string() }).nullable(),
  fields: z.array(formFieldSchema),
  /** Parts that all forms share: `{{> heading}}`. */
  parts: z.array(z.string()),
});
export type FormTemplate = z.infer<typeof formTemplateSchema>;

/** Rows written so far and in all; the files once everything is written. */
export const exportProgressSchema = z.object({
  done: z.number().int(),
  total: z.number().int(),
  /** Null while it is under way. A long register as PDF is several volumes (*quyển*). */
  files: z.array(z.string()).nullable(),
});
export type ExportProgress = z.infer<typeof exportProgressSchema>;

/** Forms on A4 and A5: those that were given out, the register, and what an office words in its own way. */
export const formCalls = {
  sets: base.input(z.object({ session })).output(z.array(formSetSchema)),
  /** The forms about a dossier, a notice, a hand-over list or a payment, each with its latest print job. */
  papers: base
    .input(z.object({ session, subject: z.string() }))
    .output(z.array(formPaperSchema.extend({ job: printJobSchema }))),
  /**
   * Makes a form anew from what is known now: the receipt in A5 or the control sheet of a dossier, or the lists of a day.
   * Fails by DOSSIER_UNKNOWN, FORM_UNKNOWN.
   */
  make: base
    .input(
      z.object({
        session,
        requestId: idSchema,
        paper: z.discriminatedUnion("form", [
          z.object({ form: z.literal("receipt"), dossier: idSchema }),
          z.object({ form: z.literal("control"), dossier: idSchema }),
          /** Of a step that was taken elsewhere, the last of its kind: the applicant gets the paper here. */
          z.object({ form: stepFormSchema, dossier: idSchema }),
          z.object({ form: z.literal("handover"), handover: idSchema }),
          z.object({ form: z.literal("dailyList"), day: daySchema }),
          /** Of one cashier, or of all. */
          z.object({ form: z.literal("cashReport"), day: daySchema, cashier: z.string().nullable() }),
        ]),
      }),
    )
    .output(printJobSchema),
  /** Writes the paper as PDF and opens it on this PC. Fails by PAGES_UNAVAILABLE, PAGE_FAILED. */
  open: base
    .input(z.object({ session, id: idSchema }))
    .output(z.object({ file: z.string(), opened: z.boolean() })),
  /** Prints a paper that was only kept. Fails by PRINT_JOB_STATE. */
  print: base.input(z.object({ session, id: idSchema })).output(printJobSchema),
  template: base.input(z.object(which)).output(formTemplateSchema),
  /** The form with that template and example content, as a page that loads and runs nothing. Fails by FORM_TEMPLATE_INVALID. */
  preview: base
    .input(z.object({ ...which, template: z.string().max(200_000) }))
    .output(z.object({ html: z.string() })),
  /**
   * Puts a template in force from now on; null: the shipped one. Papers that were given out stay as they were. The
   * head's or an administrator's step. Fails by NOT_ALLOWED, FORM_TEMPLATE_INVALID.
   */
  save: base
    .input(z.object({ ...which, template: z.string().max(200_000).nullable() }))
    .output(formTemplateSchema),
  /** The register of a period, both days included, written to a file on this PC. Fails by PAGES_UNAVAILABLE, PAGE_FAILED. */
  exportRegister: base
    .input(z.object({ session, from: daySchema, to: daySchema, as: z.enum(["pdf", "xlsx"]) }))
    .output(eventIterator(exportProgressSchema)),
};
