import type { RollPaper } from "../../../contract/entities.ts";
import {
  type PaperDesign,
  type Phrase,
  paperFields,
  type TemplateBlock,
} from "../../../contract/paper-design.ts";
import { inLanguage, type Language } from "../../../contract/text.ts";
import { type Block, type Paper, paperSchema } from "./paper.rules.ts";
import { fill } from "./words.rules.ts";

type Values = Readonly<Record<string, string>>;

/** What a paper says: values by name, and lists of them. */
export interface PaperContent {
  kind: RollPaper;
  title: string;
  values: Values;
  lists: Readonly<Record<string, readonly Values[]>>;
}

/** How the office designed it, and under which names the store keeps its pictures. */
export interface PaperFrame {
  design: PaperDesign;
  /** SHA-256 by the name that the design uses. */
  images: Readonly<Record<string, string>>;
  language: Language;
}

/** The paper: the office's layout of that kind, filled in. */
export function composePaper(content: PaperContent, frame: PaperFrame): Paper {
  const { kind, title } = content;
  const blocks = (frame.design.layouts[kind] ?? []).flatMap((block) => blocksOf(block, content, frame));
  return paperSchema.parse({ kind, title, blocks });
}

function blocksOf(block: TemplateBlock, content: PaperContent, frame: PaperFrame): Block[] {
  if (!isShown(block.when, content.values)) return [];
  const say = (phrase: Phrase, values: Values = content.values) =>
    fill(typeof phrase === "string" ? phrase : inLanguage(phrase, frame.language), values).normalize("NFC");
  switch (block.kind) {
    case "text": {
      const { size = "body", bold = false, align = "left" } = block;
      return [{ kind: "text", text: say(block.text), size, bold, align }];
    }
    case "field":
      return [{ kind: "field", label: say(block.label), value: say(block.value), bold: block.bold ?? false }];
    case "items":
      return (content.lists[block.of] ?? []).map((values, index) => ({
        kind: "item",
        number: index + 1,
        text: say(block.text, values),
        right: say(block.right, values),
      }));
    case "signatures": {
      const side = ({ title, hint, name }: typeof block.left) => ({
        title: say(title),
        hint: say(hint),
        name: say(name),
      });
      return [{ kind: "signatures", left: side(block.left), right: side(block.right) }];
    }
    case "image": {
      const image = frame.images[block.image];
      return image === undefined ? [] : [{ kind: "image", image, heightDots: block.heightDots }];
    }
    case "qr":
    case "barcode":
      return [{ kind: block.kind, data: say(block.data) }];
    case "letters":
      return [{ kind: "letters", mode: block.mode, text: block.text }];
    case "space":
      return [{ kind: "space", dots: block.dots }];
    case "rule":
    case "ruler":
    case "drawer":
      return [{ kind: block.kind }];
  }
}

function isShown(when: string | undefined, values: Values): boolean {
  if (when === undefined) return true;
  const isEmpty = (name: string) => (values[name] ?? "") === "";
  return when.startsWith("!") ? isEmpty(when.slice(1)) : !isEmpty(when);
}

/** Where a design can't be filled in. */
export interface DesignFault {
  paper: RollPaper;
  /** From 1. */
  line: number;
  /** Where in the line. */
  path: string;
  reason: string;
}

/** Names in braces that the paper does not know, pictures that are not there; null where all is well. */
export function designFault(design: PaperDesign): DesignFault | null {
  for (const [kind, layout] of Object.entries(design.layouts) as [RollPaper, TemplateBlock[]][]) {
    const { values, lists } = paperFields[kind];
    for (const [index, block] of layout.entries()) {
      const fault = (path: string, reason: string) => ({ paper: kind, line: index + 1, path, reason });
      if (block.when !== undefined && !values.includes(block.when.replace("!", "")))
        return fault("when", `{${block.when}}`);
      if (block.kind === "items" && lists[block.of] === undefined) return fault("of", block.of);
      if (block.kind === "image" && design.images[block.image] === undefined)
        return fault("image", block.image);
      const known = block.kind === "items" ? (lists[block.of] ?? []) : values;
      for (const [path, text] of phrasesOf(block)) {
        const unknown = [...text.matchAll(/\{(\w+)\}/g)].find(([, name = ""]) => !known.includes(name));
        if (unknown !== undefined) return fault(path, unknown[0]);
      }
    }
  }
  return null;
}

/** Every text of a block in every language, with its place. */
function phrasesOf(block: TemplateBlock): [string, string][] {
  const found: [string, string][] = [];
  const visit = (path: string, value: unknown): void => {
    if (typeof value === "string") found.push([path, value]);
    else if (typeof value === "object" && value !== null)
      for (const [name, inner] of Object.entries(value)) visit(`${path}.${name}`, inner);
  };
  for (const [name, value] of Object.entries(block))
    if (!["kind", "when", "of", "image", "mode", "size", "align"].includes(name)) visit(name, value);
  return found;
}
