import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import { AppError } from "../../../contract/errors.ts";
import { type FormPage, type FormSet, formSetSchema } from "../../../contract/forms.ts";
import { readDataFile } from "../catalogue/data-file.ts";
import { formFields } from "./document.ts";
import { type FormExample, formExampleSchema } from "./example.rules.ts";
import { faultOfSets } from "./sets.rules.ts";
import { checkTemplate, TemplateFault } from "./template.ts";
import { type FormWords, formWordsSchema } from "./words.rules.ts";

/** The files that say how pages are laid out. */
const pageStyles: Record<FormPage, string> = {
  A4: "a4.css",
  A5: "a5.css",
  "A4 landscape": "a4-landscape.css",
};

/** The forms of an office as its files say: sets, templates, the parts that templates share, typography, wording. */
export interface FormLibrary {
  sets: FormSet[];
  words: FormWords;
  /** To show forms with. */
  example: FormExample;
  /** By set and form: `tt-01-2018/receipt`. */
  templates: ReadonlyMap<string, string>;
  parts: Readonly<Record<string, string>>;
  /** What is the same for all papers, and by page. */
  style: string;
  pages: Readonly<Record<FormPage, string>>;
}

/**
 * Reads `forms/` of an office, whole or not at all.
 *
 * @throws AppError DATA_FILE_INVALID: file, place (line and column of a template) and reason of the first fault.
 */
export async function loadForms(folder: string): Promise<FormLibrary> {
  const text = async (file: string) => {
    try {
      return (await readFile(file, "utf8")).replace(/^\uFEFF/, "").normalize("NFC");
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new AppError("DATA_FILE_INVALID", { file, path: "", reason });
    }
  };
  const folders = await foldersIn(folder);
  const sets: FormSet[] = [];
  for (const name of folders.filter((entry) => entry !== "parts")) {
    const file = join(folder, name, "set.json");
    const set = await readDataFile(file, formSetSchema as z.ZodType<FormSet>);
    if (set.id !== name)
      throw new AppError("DATA_FILE_INVALID", { file, path: "id", reason: `is not ${name}` });
    sets.push(set);
  }
  const fault = faultOfSets(sets);
  if (fault !== null)
    throw new AppError("DATA_FILE_INVALID", {
      file: join(folder, fault.set, "set.json"),
      path: fault.path,
      reason: fault.reason,
    });
  const parts: Record<string, string> = {};
  for (const file of (await readdir(join(folder, "parts")).catch(() => [])).sort())
    if (file.endsWith(".html"))
      parts[file.slice(0, -".html".length)] = await text(join(folder, "parts", file));
  const templates = new Map<string, string>();
  for (const set of sets) {
    for (const { form } of set.forms) {
      const file = join(folder, set.id, `${form}.html`);
      const template = await text(file);
      requireSound(file, () => checkTemplate(template, formFields(form), Object.keys(parts)));
      templates.set(`${set.id}/${form}`, template);
    }
  }
  // A part stands on several forms: it may name what all of those have that use it.
  for (const [name, part] of Object.entries(parts)) {
    const users = sets.flatMap((set) =>
      set.forms.filter(({ form }) => (templates.get(`${set.id}/${form}`) ?? "").includes(`{{> ${name}}}`)),
    );
    for (const { form } of users) {
      const file = join(folder, "parts", `${name}.html`);
      requireSound(file, () => checkTemplate(part, formFields(form), []));
    }
  }
  return {
    sets,
    words: await readDataFile(join(folder, "words.json"), formWordsSchema),
    example: await readDataFile(join(folder, "example.json"), formExampleSchema as z.ZodType<FormExample>),
    templates,
    parts,
    style: await text(join(folder, "style.css")),
    pages: {
      A4: await text(join(folder, pageStyles.A4)),
      A5: await text(join(folder, pageStyles.A5)),
      "A4 landscape": await text(join(folder, pageStyles["A4 landscape"])),
    },
  };
}

function requireSound(file: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error;
    const { line, column, message } = error;
    throw new AppError("DATA_FILE_INVALID", {
      file,
      path: `line ${line}, column ${column}`,
      reason: message,
    });
  }
}

async function foldersIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError("DATA_FILE_INVALID", { file: folder, path: "", reason });
  }
}
