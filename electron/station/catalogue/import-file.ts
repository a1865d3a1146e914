import type { Catalogue, Procedure } from "../../../contract/catalogue.ts";
import type { ImportPreview } from "../../../contract/procedure-calls.ts";
import { readCatalogueFile } from "./catalogue-file.ts";
import { type CatalogueContent, importPlan } from "./import.rules.ts";
import type { Known } from "./workbook/read-rows.ts";

export interface ImportHow {
  /** Procedures that the file does not have end the day before. */
  whole: boolean;
  today: string;
}

export interface ImportPlan {
  preview: Omit<ImportPreview, "basedOn">;
  /** Null where the file has faults. */
  content: CatalogueContent | null;
}

/** What a file of procedures would make of a catalogue. */
export async function planImport(
  catalogue: Catalogue,
  file: Uint8Array,
  { whole, today }: ImportHow,
): Promise<ImportPlan> {
  const read = await readCatalogueFile(file, knownOf(catalogue));
  const nothing = { added: [], changed: [], ended: [], divisionsChanged: 0 };
  const about = { faults: read.faults, procedures: read.procedures.length };
  if (read.faults.length > 0) return { preview: { ...about, ...nothing }, content: null };
  const plan = importPlan(catalogue, read, { whole, today });
  const line = ({ code, name, effectiveFrom }: Procedure) => ({ code, name, effectiveFrom });
  return {
    preview: {
      ...about,
      added: plan.added.map(line),
      changed: plan.changed.map(line),
      ended: plan.ended.map((entry) => ({ ...line(entry), effectiveTo: entry.effectiveTo ?? null })),
      divisionsChanged: plan.divisionsChanged,
    },
    content: plan,
  };
}

export function knownOf({ serviceGroups, divisions, agencies }: Catalogue): Known {
  return {
    serviceGroups: new Set(serviceGroups.map(({ id }) => id)),
    divisions,
    agencies: new Set(agencies.map(({ code }) => code)),
  };
}
