import { z } from "zod";
import {
  catalogueFileFaultSchema,
  divisionSchema,
  procedureSchema,
  procedureVersionSchema,
  serviceGroupSchema,
} from "./catalogue.ts";
import { namedErrors as base } from "./named-errors.ts";
import { localizedTextSchema } from "./text.ts";
import { daySchema } from "./time.ts";

const session = z.string().min(16).max(100);
/** Hash of the catalogue that the screen has read: what was saved since is not overwritten. */
const basedOn = z.string();
/** Base64 of at most 20 MB. */
const file = z.base64().max(28 * 1024 * 1024);

/** A procedure as a line of the catalogue's list, by the version in force or next to come. */
export const procedureLineSchema = z.object({
  code: z.string(),
  name: localizedTextSchema,
  field: localizedTextSchema,
  effectiveFrom: daySchema,
  effectiveTo: daySchema.nullable(),
  state: z.enum(["inForce", "future", "ended"]),
  versions: z.number().int(),
});
export type ProcedureLine = z.infer<typeof procedureLineSchema>;

/** All versions of a procedure, the latest first, and what a form may choose from. */
export const procedureDetailSchema = z.object({
  basedOn,
  versions: z.array(procedureSchema),
  today: daySchema,
  divisions: z.array(divisionSchema),
  serviceGroups: z.array(serviceGroupSchema),
  fields: z.array(procedureSchema.shape.field),
});
export type ProcedureDetail = z.infer<typeof procedureDetailSchema>;

const importedSchema = z.object({ code: z.string(), name: localizedTextSchema, effectiveFrom: daySchema });

/** What an import changes, or why it changes nothing. */
export const importPreviewSchema = z.object({
  basedOn,
  /** With one of them nothing is imported. */
  faults: z.array(catalogueFileFaultSchema),
  /** How many there are in the file. */
  procedures: z.number().int(),
  added: z.array(importedSchema),
  changed: z.array(importedSchema),
  ended: z.array(importedSchema.extend({ effectiveTo: daySchema.nullable() })),
  divisionsChanged: z.number().int(),
});
export type ImportPreview = z.infer<typeof importPreviewSchema>;

/** The catalogue of procedures as the head and administrators keep it. All fail by NOT_ALLOWED for others. */
export const procedureCalls = {
  list: base
    .input(
      z.object({ session, query: z.string().max(200), limit: z.number().int().min(1).max(500).default(100) }),
    )
    .output(z.object({ basedOn, total: z.number().int(), lines: z.array(procedureLineSchema) })),
  detail: base.input(z.object({ session, code: z.string().nullable() })).output(procedureDetailSchema),
  /**
   * With the first day that `former` has, it is corrected; with a later one it becomes a new version and `former` ends
   * the day before; without `former` it is a new procedure. Fails by CATALOGUE_CHANGED, PROCEDURE_UNSOUND,
   * VERSION_EXISTS, VERSION_TOO_EARLY, PROCEDURE_UNKNOWN.
   */
  save: base
    .input(
      z.object({ session, basedOn, procedure: procedureSchema, former: procedureVersionSchema.nullable() }),
    )
    .output(procedureDetailSchema),
  exportFile: base
    .input(z.object({ session, format: z.enum(["xlsx", "json"]) }))
    .output(z.object({ name: z.string(), file: z.base64() })),
  /** What an import would change; nothing is changed. */
  preview: base.input(z.object({ session, file, whole: z.boolean() })).output(importPreviewSchema),
  /** Imports all of the file or nothing. Fails by CATALOGUE_CHANGED, CATALOGUE_INVALID. */
  importFile: base
    .input(z.object({ session, basedOn, file, whole: z.boolean() }))
    .output(importPreviewSchema),
};
