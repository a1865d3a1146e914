import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { rollPaperSchema } from "../../contract/entities.ts";
import { isAppError } from "../../contract/errors.ts";
import { languageSchema } from "../../contract/text.ts";
import { loadCatalogue } from "../../electron/station/catalogue/load.ts";
import { loadPaperDesign } from "../../electron/station/printing/design-files.ts";
import { previewPaper } from "../../electron/station/printing/layout/preview.ts";
import { samplePaper } from "../../electron/station/printing/samples.ts";
import { root } from "../project.ts";

/** `npm run papers`: the office's papers as pictures, with example content; every kind where none is named. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    office: { type: "string", default: join(root, "data/phu-ninh") },
    language: { type: "string", default: "vi" },
    width: { type: "string", default: "576" },
    out: { type: "string", default: join(root, ".run/papers") },
  },
});

try {
  const office = resolve(values.office);
  const { catalogue } = await loadCatalogue(office);
  const design = await loadPaperDesign(join(office, "papers"));
  const language = languageSchema.parse(values.language);
  const width = Number(values.width);
  const kinds =
    positionals.length === 0 ? rollPaperSchema.options : rollPaperSchema.array().parse(positionals);
  for (const kind of kinds) {
    const paper = samplePaper(kind, catalogue, { design, images: design.images, language }, width);
    const file = join(values.out, `${kind}-${language}-${width}.png`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, await previewPaper(paper, width, async (png) => Buffer.from(png, "base64")));
    console.log(file);
  }
} catch (error) {
  if (!isAppError(error)) throw error;
  console.error(`${error.code}: ${JSON.stringify(error.data)}`);
  process.exitCode = 1;
}
