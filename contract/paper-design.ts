import { z } from "zod";
import { type RollPaper, rollPaperSchema } from "./entities.ts";
import { localizedTextSchema } from "./text.ts";

/** How large a line stands on the paper. */
export const textSizeSchema = z.enum(["small", "body", "large", "title", "huge"]);
export type TextSize = z.infer<typeof textSizeSchema>;

/** Wording with `{names}` in braces that are filled in; a plain string is the same in every language. */
const phraseSchema = z.union([z.string(), localizedTextSchema]);
export type Phrase = z.infer<typeof phraseSchema>;

/** Shown only where the value of that name is not empty; with `!` before it, only where it is. */
const when = z
  .string()
  .regex(/^!?[a-zA-Z]+$/)
  .optional();

const signerSchema = z.object({ title: phraseSchema, hint: phraseSchema, name: phraseSchema });

/** A block of a paper as an office designs it: `data/<office>/papers/*.json`. */
export const templateBlockSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("text"),
    text: phraseSchema,
    size: textSizeSchema.optional(),
    bold: z.boolean().optional(),
    align: z.enum(["left", "center"]).optional(),
    when,
  }),
  /** A label with its value; the value moves below where both do not fit on a line. */
  z.object({
    kind: z.literal("field"),
    label: phraseSchema,
    value: phraseSchema,
    bold: z.boolean().optional(),
    when,
  }),
  /** A numbered line for each entry of a list, with something at its right end. */
  z.object({ kind: z.literal("items"), of: z.string(), text: phraseSchema, right: phraseSchema, when }),
  /** Two columns to sign in. */
  z.object({ kind: z.literal("signatures"), left: signerSchema, right: signerSchema, when }),
  z.object({ kind: z.literal("rule"), when }),
  /** Empty room, in dots of an eighth of a millimetre. */
  z.object({ kind: z.literal("space"), dots: z.number().int().min(1).max(400), when }),
  z.object({ kind: z.literal("qr"), data: z.string().max(300), when }),
  /** CODE128, for scanners that read lines only; the data stands below in letters. */
  z.object({ kind: z.literal("barcode"), data: z.string().max(80), when }),
  /** A picture of the office, by the name of its file in `papers/`. */
  z.object({
    kind: z.literal("image"),
    image: z.string(),
    heightDots: z.number().int().min(8).max(600),
    when,
  }),
  /** For the test page: the paper's width in millimetres; letters, by the printer's own code page too; the drawer. */
  z.object({ kind: z.literal("ruler"), when }),
  z.object({
    kind: z.literal("letters"),
    mode: z.enum(["raster", "wpc1258", "tcvn3"]),
    text: z.string(),
    when,
  }),
  z.object({ kind: z.literal("drawer"), when }),
]);
export type TemplateBlock = z.infer<typeof templateBlockSchema>;

const words = [
  "copy",
  "practice",
  "time",
  "currency",
  "free",
  "originals",
  "copies",
  "setsCount",
  "workingDays",
  "hours",
  "sameDay",
  "counter",
  "post",
  "online",
] as const;

/** What papers call what is computed, e.g. `{count} ngày làm việc`. */
const paperWordsSchema = z
  .object(
    Object.fromEntries(words.map((word) => [word, localizedTextSchema])) as Record<
      (typeof words)[number],
      typeof localizedTextSchema
    >,
  )
  .extend({
    /** Of a component that was not handed in again, from `{code}`; an office that has no words for it prints the code. */
    reused: localizedTextSchema.optional(),
  });
export type PaperWords = z.infer<typeof paperWordsSchema>;

/** Shape and wording of every paper of an office, whole. */
export const paperDesignSchema = z.object({
  words: paperWordsSchema,
  /** How long a paper is good for while it waits for its printer; after that a person decides. */
  lifeMinutes: z.record(rollPaperSchema, z.number().int().min(1).max(100_000)),
  layouts: z.record(rollPaperSchema, z.array(templateBlockSchema).min(1).max(120)),
  /** PNGs in base64, by name. */
  images: z.record(z.string(), z.base64().max(200_000)),
});
export type PaperDesign = z.infer<typeof paperDesignSchema>;

/** A design with the state that a change of it is based on. */
export const officePapersSchema = z.object({ basedOn: z.string(), design: paperDesignSchema });
export type OfficePapers = z.infer<typeof officePapersSchema>;

const frame = ["superior", "office", "officeAddress", "phone", "place"];

/** What may stand in braces on each paper, and the lists it can show entry by entry. */
export const paperFields: Record<
  RollPaper,
  { values: readonly string[]; lists: Readonly<Record<string, readonly string[]>> }
> = {
  ticket: {
    values: [...frame, "label", "group", "count", "waiting", "first", "priority", "issued", "note", "code"],
    lists: {},
  },
  appointment: { values: [...frame, "group", "slot", "name", "booking", "code"], lists: {} },
  receipt: {
    values: [
      ...frame,
      "dossier",
      "procedure",
      "name",
      "citizenNumber",
      "taxCode",
      "address",
      "contactPhone",
      "email",
      "submitter",
      "signer",
      "sets",
      "processing",
      "received",
      "due",
      "delivery",
      "fee",
      "ticket",
      "note",
      "clerk",
      "code",
    ],
    lists: { components: ["name", "originals", "copies", "amounts"] },
  },
  feeReceipt: {
    values: [
      ...frame,
      "number",
      "dossier",
      "payer",
      "total",
      "totalInWords",
      "method",
      "at",
      "cashier",
      "code",
    ],
    lists: { items: ["name", "amount"] },
  },
  test: {
    values: [...frame, "printer", "connection", "model", "width", "textMode", "at", "drawer", "code"],
    lists: {},
  },
};
