import Mustache from "mustache";
import { z } from "zod";
import type { TemplateFaultReason } from "../../../contract/errors.ts";
import type { FormField } from "../../../contract/form-calls.ts";

/**
 * Templates of forms: HTML with Mustache's tags, which have no logic that could run. Every value is escaped: a name that
 * looks like a tag comes out as the text that it is.
 */

/** Where a template is wrong, counted from 1, why, and what stands there. */
export class TemplateFault extends Error {
  readonly line: number;
  readonly column: number;
  readonly reason: TemplateFaultReason;
  readonly found: string;

  constructor(template: string, offset: number, reason: TemplateFaultReason, found = "") {
    const before = template.slice(0, offset).split("\n");
    super(found === "" ? reason : `${reason}: ${found}`);
    this.name = "TemplateFault";
    this.line = before.length;
    this.column = (before.at(-1)?.length ?? 0) + 1;
    this.reason = reason;
    this.found = found;
  }
}

/** One of Mustache's tokens: kind, content, where it begins and ends in the template, what is inside a section. */
type Token = [kind: string, value: string, start: number, end: number, inside?: Token[] | string];

/** What would load, send or run something: none of it has a place on a paper. */
const FORBIDDEN = new RegExp(
  [
    "<\\s*/?\\s*(?:script|iframe|frame|frameset|object|embed|applet|link|meta|base|form|input|button|audio|video|svg|math)\\b",
    "\\son[a-z]+\\s*=",
    "javascript:",
    "@import",
    "url\\((?!\\s*[\"']?data:)",
    "\\s(?:src|href|srcset|action)\\s*=(?!\\s*[\"']?(?:\\{\\{|data:))",
  ].join("|"),
  "i",
);

/**
 * Checks a template against what its form can show.
 *
 * @throws TemplateFault at the first fault: broken tags, names that the form does not have, what could load or run
 * something.
 */
export function checkTemplate(template: string, fields: z.ZodType, parts: readonly string[]): void {
  const forbidden = FORBIDDEN.exec(template);
  if (forbidden !== null)
    throw new TemplateFault(template, forbidden.index, "forbidden", forbidden[0].trim());
  checkTokens(template, tokensOf(template), [fields], parts);
}

function tokensOf(template: string): Token[] {
  // What was parsed before is found again: a fault has to be found anew each time.
  Mustache.clearCache();
  try {
    return Mustache.parse(template) as unknown as Token[];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const [, offset] = / at (\d+)$/.exec(message) ?? [];
    const [, kind, section = ""] = /^(Unclosed|Unopened) section "(.*)"/.exec(message) ?? [];
    const reason =
      kind === undefined ? "unclosedTag" : kind === "Unclosed" ? "unclosedSection" : "unopenedSection";
    throw new TemplateFault(template, Number(offset ?? 0), reason, section);
  }
}

function checkTokens(
  template: string,
  tokens: readonly Token[],
  contexts: readonly z.ZodType[],
  parts: readonly string[],
): void {
  for (const [kind, name, start, , inside] of tokens) {
    if (kind === "text" || kind === "!") continue;
    const fault = (reason: TemplateFaultReason) => new TemplateFault(template, start, reason, name);
    if (kind === "&") throw fault("unescaped");
    if (kind === "=") throw fault("otherBraces");
    // It goes on until the end of the next one.
    if (/[{\n]/.test(name)) throw new TemplateFault(template, start, "unclosedTag");
    if (kind === ">") {
      if (!parts.includes(name)) throw fault("unknownPart");
      continue;
    }
    const found = lookUp(name, contexts);
    if (found === null) throw fault("unknownField");
    if (kind === "name") {
      if (!(bare(found) instanceof z.ZodString)) throw fault("noText");
      continue;
    }
    const entry = found instanceof z.ZodArray ? (found.element as z.ZodType) : bare(found);
    const within = kind === "#" && entry instanceof z.ZodObject ? [entry, ...contexts] : contexts;
    if (Array.isArray(inside)) checkTokens(template, inside, within, parts);
  }
}

/** As Mustache looks a name up: its first part in the nearest context that has it. */
function lookUp(name: string, contexts: readonly z.ZodType[]): z.ZodType | null {
  const [first = "", ...rest] = name.split(".");
  for (const context of contexts) {
    let found = fieldOf(context, first);
    if (found === null) continue;
    for (const part of rest) {
      found = fieldOf(found, part);
      if (found === null) return null;
    }
    return found;
  }
  return null;
}

function fieldOf(schema: z.ZodType, name: string): z.ZodType | null {
  const object = bare(schema);
  if (!(object instanceof z.ZodObject) || !Object.hasOwn(object.shape, name)) return null;
  return object.shape[name] as z.ZodType;
}

function bare(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodNullable ? (schema.unwrap() as z.ZodType) : schema;
}

/** Fills a checked template in. */
export function fillTemplate(
  template: string,
  values: unknown,
  parts: Readonly<Record<string, string>>,
): string {
  return Mustache.render(template, values, parts);
}

/** What a template can name, for whoever edits it. */
export function describeFields(schema: z.ZodType): FormField[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).map(([name, field]) => {
    if (field instanceof z.ZodArray)
      return { name, kind: "list", fields: describeFields(field.element as z.ZodType) };
    const inner = bare(field as z.ZodType);
    if (inner instanceof z.ZodObject) return { name, kind: "group", fields: describeFields(inner) };
    return { name, kind: inner instanceof z.ZodBoolean ? "choice" : "text", fields: [] };
  });
}
