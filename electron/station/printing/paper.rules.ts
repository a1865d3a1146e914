import { z } from "zod";
import { rollPaperSchema } from "../../../contract/entities.ts";
import { type PaperDesign, textSizeSchema } from "../../../contract/paper-design.ts";
import { practiceQr } from "../../../contract/practice.ts";
import { inLanguage, type Language } from "../../../contract/text.ts";
import { fill, timeText } from "./words.rules.ts";

/** What a paper is made of, from top to bottom. Text may hold line breaks and is wrapped, never cut. */
export const blockSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("text"),
    text: z.string(),
    size: textSizeSchema.default("body"),
    bold: z.boolean().default(false),
    align: z.enum(["left", "center"]).default("left"),
  }),
  /** A label with its value; the value moves below where both do not fit on a line. */
  z.object({
    kind: z.literal("field"),
    label: z.string(),
    value: z.string(),
    bold: z.boolean().default(false),
  }),
  /** A numbered line with something at its right end. */
  z.object({ kind: z.literal("item"), number: z.number().int(), text: z.string(), right: z.string() }),
  /** Two columns for signatures, with room to sign and a name below. */
  z.object({
    kind: z.literal("signatures"),
    left: z.object({ title: z.string(), hint: z.string(), name: z.string() }),
    right: z.object({ title: z.string(), hint: z.string(), name: z.string() }),
  }),
  z.object({ kind: z.literal("rule") }),
  /** Empty room, in dots. */
  z.object({ kind: z.literal("space"), dots: z.number().int().min(1).max(400) }),
  z.object({ kind: z.literal("qr"), data: z.string().max(300) }),
  /** CODE128. */
  z.object({ kind: z.literal("barcode"), data: z.string().max(80) }),
  /** A picture that the store keeps, by the SHA-256 of its PNG. */
  z.object({ kind: z.literal("image"), image: z.string(), heightDots: z.number().int().min(8).max(600) }),
  z.object({ kind: z.literal("ruler") }),
  /** The same letters whatever the printer's own way is. */
  z.object({ kind: z.literal("letters"), mode: z.enum(["raster", "wpc1258", "tcvn3"]), text: z.string() }),
  /** Opens the cash drawer, where there is one. */
  z.object({ kind: z.literal("drawer") }),
]);
export type Block = z.infer<typeof blockSchema>;

/** A paper as it is stored with its fact and printed: content, not yet dots. */
export const paperSchema = z.object({
  kind: rollPaperSchema,
  title: z.string(),
  blocks: z.array(blockSchema).min(1),
});
export type Paper = z.infer<typeof paperSchema>;

/**
 * The same paper marked as a copy (*bản sao*), above, below and in its codes: nobody can take it for the first one, even
 * where an end was torn off.
 */
export function asCopy(
  paper: Paper,
  input: { copy: number; at: string; design: PaperDesign; language?: Language },
): Paper {
  const { words } = input.design;
  const language = input.language ?? "vi";
  const text = fill(inLanguage(words.copy, language), {
    copy: String(input.copy),
    time: timeText(input.at, words, language),
  });
  const mark: Block = { kind: "text", text, size: "large", bold: true, align: "center" };
  const marked = paper.blocks.map((block) =>
    block.kind === "qr" ? { ...block, data: `${block.data}:copy${input.copy}` } : block,
  );
  return { ...paper, blocks: [mark, { kind: "rule" }, ...marked, { kind: "rule" }, mark] };
}

/** The same paper as practice (*luyện tập*): above, below and in the QR, so that nobody can use it for a real one. */
export function asPractice(paper: Paper, input: { design: PaperDesign; language: Language }): Paper {
  const text = inLanguage(input.design.words.practice, input.language);
  const mark: Block = { kind: "text", text, size: "title", bold: true, align: "center" };
  const marked = paper.blocks.map((block) =>
    block.kind === "qr" ? { ...block, data: practiceQr(block.data) } : block,
  );
  return { ...paper, blocks: [mark, { kind: "rule" }, ...marked, { kind: "rule" }, mark] };
}
