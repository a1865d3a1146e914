import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { eventData } from "../../contract/events.ts";
import { plainCheck } from "./plain.ts";

const schemas = Object.entries(eventData) as [string, z.ZodType][];
const checked = schemas.flatMap(([type, schema]) => {
  const check = plainCheck(schema);
  return check === null ? [] : [{ type, schema, check }];
});

/**
 * Values for a schema.
 *
 * @param noise now and then one is of another kind, left out, too much or in another place.
 */
function valuesOf(schema: z.core.$ZodType, noise: boolean): fc.Arbitrary<unknown> {
  const fitting = fittingOf(schema, noise);
  return noise ? fc.oneof({ arbitrary: fitting, weight: 60 }, fc.jsonValue()) : fitting;
}

function fittingOf(schema: z.core.$ZodType, noise: boolean): fc.Arbitrary<unknown> {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const inner = (part: z.core.$ZodType) => valuesOf(part, noise);
  switch (def.type) {
    case "string":
      return stringsOf(def, noise);
    case "number":
      return noise
        ? fc.oneof(fc.integer({ min: -1, max: 200 }), fc.double())
        : fc.integer({ min: 1, max: 5 });
    case "boolean":
      return fc.boolean();
    case "enum":
      return fc.constantFrom(...Object.values(def.entries));
    case "literal":
      return fc.constantFrom(...def.values);
    case "nullable":
      return fc.option(inner(def.innerType));
    case "optional":
    case "default":
      return inner(def.innerType);
    case "array":
      return fc.array(inner(def.element), { minLength: noise ? 0 : 1, maxLength: 3 });
    case "union":
      return fc.oneof(...def.options.map(inner));
    case "object":
      return objectsOf(def.shape, noise);
    default:
      throw new Error(`no values of ${def.type}`);
  }
}

const formats: Record<string, { right: fc.Arbitrary<string>; wrong: fc.Arbitrary<string> }> = {
  uuid: { right: fc.uuid(), wrong: fc.uuid().map((id) => id.slice(1)) },
  email: { right: fc.constantFrom("an@phuninh.gov.vn", "a.b@c.vn"), wrong: fc.constantFrom("", "an@") },
  date: {
    right: fc.constantFrom("2026-02-28", "2024-02-29"),
    wrong: fc.constantFrom("2026-02-29", "2026-13-01"),
  },
  datetime: {
    right: fc.constant("2026-11-24T01:00:00.000Z"),
    wrong: fc.constantFrom("2026-11-24T01:00:00Z", "2026-11-24T25:00:00.000Z"),
  },
};
const written = {
  right: fc.constantFrom("Nguyễn Thị Lan", "An"),
  wrong: fc.constantFrom("Nguyễn".normalize("NFD"), " An ", "A\u0000n", "A\u200bn", "", "x".repeat(2001)),
};

function stringsOf(def: z.core.$ZodStringDef, noise: boolean): fc.Arbitrary<string> {
  const { right, wrong } = formats["format" in def ? String(def.format) : ""] ?? written;
  const patterns = (def.checks ?? []).flatMap(({ _zod }) =>
    "pattern" in _zod.def && _zod.def.pattern instanceof RegExp ? [fc.stringMatching(_zod.def.pattern)] : [],
  );
  const fitting = patterns.length > 0 ? fc.oneof(...patterns) : right;
  return noise ? fc.oneof({ arbitrary: fitting, weight: 30 }, wrong, fc.string()) : fitting;
}

function objectsOf(shape: z.core.$ZodShape, noise: boolean): fc.Arbitrary<unknown> {
  const entries = Object.entries(shape).map(([key, part]) => {
    const mayMiss = (part as z.core.$ZodTypes)._zod.def.type === "optional";
    const left = mayMiss ? fc.boolean() : fc.integer({ min: 0, max: 60 }).map((dice) => noise && dice === 0);
    return fc.tuple(fc.constant(key), valuesOf(part, noise), left);
  });
  return fc.tuple(fc.tuple(...entries), fc.integer({ min: 0, max: 40 })).map(([parts, dice]) => {
    const kept: [string, unknown][] = parts.flatMap(([key, value, left]) => (left ? [] : [[key, value]]));
    if (noise && dice === 0) kept.reverse();
    if (noise && dice === 1) kept.push(["more", 1]);
    return Object.fromEntries(kept);
  });
}

describe("the quick check of what an event says", () => {
  it("knows the types that there are many of", () => {
    const types = checked.map(({ type }) => type);
    expect(types).toEqual(
      expect.arrayContaining([
        "dossier.accepted",
        "dossier.decided",
        "ticket.issued",
        "ticket.served",
        "paper.settled",
      ]),
    );
    expect(types.length).toBeGreaterThan(schemas.length * 0.8);
  });

  it.each(checked)(
    "says yes to $type only where zod leaves it as it is, and always then",
    ({ schema, check }) => {
      let taken = 0;
      const alike = (value: unknown) => {
        const json: unknown = JSON.parse(JSON.stringify(value));
        const parsed = schema.safeParse(json);
        const isSame = parsed.success && JSON.stringify(parsed.data) === JSON.stringify(json);
        expect(check(json)).toBe(isSame);
        if (parsed.success) expect(check(JSON.parse(JSON.stringify(parsed.data)))).toBe(true);
        if (parsed.success) taken += 1;
      };
      fc.assert(fc.property(valuesOf(schema, true), alike), { numRuns: 300 });
      fc.assert(fc.property(valuesOf(schema, false), alike));
      expect(taken).toBeGreaterThan(50);
    },
  );

  it.each([
    ["a refinement", z.object({ a: z.string().refine((text) => text === "x") })],
    ["a refined object", z.object({ a: z.string() }).refine(() => false)],
    ["a transformation", z.string().transform((text) => text.length)],
    ["a value read from text", z.coerce.number()],
    ["other keys", z.looseObject({ a: z.string() })],
    ["a union of which one changes what it takes", z.union([z.string().trim(), z.literal(" a")])],
    ["a format of more than a pattern", z.url()],
    ["a refined enum", z.enum(["a"]).refine(() => false)],
  ])("leaves %s to zod", (_name, schema) => {
    expect(plainCheck(schema)).toBeNull();
  });
});
