import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { CatalogueFileFault } from "../contract/catalogue.ts";
import { officeDay } from "../contract/time.ts";
import { readCatalogueFile, writeCatalogueFile } from "../electron/station/catalogue/catalogue-file.ts";
import { checkCatalogue } from "../electron/station/catalogue/check.rules.ts";
import { importPlan } from "../electron/station/catalogue/import.rules.ts";
import { knownOf } from "../electron/station/catalogue/import-file.ts";
import { loadCatalogue } from "../electron/station/catalogue/load.ts";
import { root } from "./project.ts";

/** `npm run catalogue -- export|check|import FILE`: an office's procedures as a workbook (.xlsx) or as JSON. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    office: { type: "string", default: join(root, "data/phu-ninh") },
    /** What the file does not have is offered no more from today on. */
    whole: { type: "boolean", default: false },
    language: { type: "string", default: "en" },
  },
});
const [command, file] = positionals;
if (file === undefined || !["export", "check", "import"].includes(command ?? "")) {
  console.error(
    "npm run catalogue -- export|check|import FILE [--office FOLDER] [--whole] [--language vi|en|ro]",
  );
  process.exit(2);
}
const office = resolve(values.office);
const { catalogue } = await loadCatalogue(office);

if (command === "export") {
  const format = file.endsWith(".json") ? "json" : "xlsx";
  writeFileSync(file, await writeCatalogueFile(catalogue, format));
  console.log(`${catalogue.procedures.length} procedures in ${file}`);
  process.exit(0);
}

const read = await readCatalogueFile(readFileSync(file), knownOf(catalogue));
if (read.faults.length > 0) {
  const words = texts(values.language);
  for (const fault of read.faults) console.error(inWords(fault, words));
  console.error(`\n${read.faults.length} faults; nothing was imported`);
  process.exit(1);
}
const plan = importPlan(catalogue, read, { whole: values.whole, today: officeDay(Date.now()) });
checkCatalogue({ ...catalogue, procedures: plan.procedures, divisions: plan.divisions });
console.log(
  `${plan.added.length} added, ${plan.changed.length} changed, ${plan.ended.length} ended, ${plan.divisionsChanged} divisions changed`,
);
if (command === "import") {
  replace("divisions.json", plan.divisions);
  replace("procedures.json", plan.procedures);
  console.log(`Written to ${office}; a station takes it over when it starts.`);
}

/** Whole or not at all: a station may read it at any moment. */
function replace(name: string, content: unknown): void {
  const place = join(office, name);
  writeFileSync(`${place}.new`, `${JSON.stringify(content, null, 2)}\n`);
  renameSync(`${place}.new`, place);
}

function texts(language: string): Record<string, string> {
  const all = JSON.parse(readFileSync(join(root, `renderer/ui/i18n/${language}.json`), "utf8"));
  return all.fileFault;
}

function inWords(
  { sheet, row, column, reason, found, expected }: CatalogueFileFault,
  words: Record<string, string>,
): string {
  const place = [sheet, row === null ? "" : `${column ?? ""}${row}`].filter((part) => part !== "").join(" ");
  return [
    place === "" ? [] : [`${place}:`],
    words[reason] ?? reason,
    found === "" ? [] : [`“${found}”`],
    expected === "" ? [] : [`(${expected})`],
  ]
    .flat()
    .join(" ");
}
