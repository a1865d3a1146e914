import { expect, test } from "vitest";
import { printerConditionSchema, printJobStateSchema } from "../../../contract/entities.ts";
import { errorCodes, errorData } from "../../../contract/errors.ts";
import { prioritySchema } from "../../../contract/queue.ts";
import en from "./en.json";
import ro from "./ro.json";
import vi from "./vi.json";

type Texts = { [key: string]: string | Texts };

function flat(texts: Texts, prefix = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === "string") found.set(prefix + key, value);
    else for (const [inner, text] of flat(value, `${prefix}${key}.`)) found.set(inner, text);
  }
  return found;
}

/** Plural forms are one text: each language has the forms that it needs. */
const plural = /_(zero|one|two|few|many|other)$/;
const keysOf = (texts: Map<string, string>) =>
  new Set([...texts.keys()].map((key) => key.replace(plural, "")));
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? "");

const catalogues = { vi: flat(vi), en: flat(en), ro: flat(ro) };
const sources = import.meta.glob<string>("../../**/*.{ts,tsx}", {
  query: "?raw",
  import: "default",
  eager: true,
});
const code = Object.entries(sources)
  .filter(([path]) => !path.includes(".test."))
  .map(([, text]) => text)
  .join("\n");

test.each(["en", "ro"] as const)("%s has the texts of vi, with the same figures in them", (language) => {
  expect([...keysOf(catalogues[language])].sort()).toEqual([...keysOf(catalogues.vi)].sort());
  for (const [key, text] of catalogues[language]) {
    const base = key.replace(plural, "");
    const original = catalogues.vi.get(key) ?? catalogues.vi.get(`${base}_other`) ?? catalogues.vi.get(base);
    expect([key, ...new Set(placeholders(text))].sort()).toEqual(
      [key, ...new Set(placeholders(original ?? ""))].sort(),
    );
  }
});

test("plural forms are those of the language", () => {
  for (const [language, texts] of Object.entries(catalogues)) {
    const forms = new Set<string>(new Intl.PluralRules(language).resolvedOptions().pluralCategories);
    const plurals = [...texts.keys()].filter((key) => plural.test(key));
    for (const base of new Set(plurals.map((key) => key.replace(plural, "")))) {
      const there = plurals.filter((key) => key.replace(plural, "") === base);
      expect([base, ...there.map((key) => key.slice(base.length + 1)).sort()]).toEqual([
        base,
        ...[...forms].sort(),
      ]);
    }
  }
});

test("every error of the contract has its text, and no other", () => {
  const texts = [...catalogues.vi.keys()].filter((key) => key.startsWith("error."));
  expect(texts.sort()).toEqual(errorCodes.map((name) => `error.${name}`).sort());
});

test.each(errorCodes)("the text of %s uses only figures that the error carries", (name) => {
  const carried = Object.keys(errorData[name].shape);
  for (const texts of Object.values(catalogues)) {
    for (const placeholder of placeholders(texts.get(`error.${name}`) ?? "")) {
      expect(carried).toContain(placeholder);
    }
  }
});

test("every value that is put into words has its words", () => {
  for (const kind of prioritySchema.options) expect(catalogues.vi.has(`priority.${kind}`)).toBe(true);
  for (const state of printJobStateSchema.options)
    expect(catalogues.vi.has(`print.state.${state}`)).toBe(true);
  for (const condition of printerConditionSchema.options) {
    expect(catalogues.vi.has(`print.condition.${condition}`)).toBe(true);
  }
});

test("every text is used, by its key or by the family that a template names", () => {
  const families = [...code.matchAll(/`([a-zA-Z.]+\.)\$\{/g)].map(([, family]) => family ?? "");
  const unused = [...keysOf(catalogues.vi)].filter(
    (key) => !code.includes(`"${key}"`) && !families.some((family) => key.startsWith(family)),
  );
  expect(unused).toEqual([]);
});
