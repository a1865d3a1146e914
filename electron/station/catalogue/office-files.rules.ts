import { z } from "zod";
import {
  agencySchema,
  type Catalogue,
  calendarSchema,
  counterSchema,
  divisionSchema,
  officeSchema,
  procedureSchema,
  serviceGroupSchema,
  staffSchema,
} from "../../../contract/catalogue.ts";
import { AppError } from "../../../contract/errors.ts";
import { CatalogueFault, type CataloguePart, checkCatalogue } from "./check.rules.ts";
import { dataFile } from "./data-file.rules.ts";

const fileOf: Record<CataloguePart, string> = {
  office: "office.json",
  agencies: "agencies.json",
  serviceGroups: "service-groups.json",
  counters: "counters.json",
  staff: "staff.json",
  divisions: "divisions.json",
  procedures: "procedures.json",
  calendar: "calendar.json",
};

/** A member of staff as in the file: with the PIN to begin with, where the office gives one. */
const staffEntrySchema = staffSchema.extend({
  pin: z
    .string()
    .regex(/^\d{4,12}$/)
    .optional(),
});

/** Where an office's data files lie. */
export interface OfficeFolder {
  /** Path of a file by its name, as failures show it. */
  path(name: string): string;
  read(path: string): Promise<string>;
}

export interface OfficeFiles {
  catalogue: Catalogue;
  /** First PINs by staff id. They are never part of the catalogue, which travels. */
  pins: Record<string, string>;
}

/**
 * An office's data files, whole or not at all.
 *
 * @throws AppError DATA_FILE_INVALID: file, place (`[3].components[1].id`) and reason of the first fault.
 */
export async function officeFrom(folder: OfficeFolder): Promise<OfficeFiles> {
  const read = <T>(part: CataloguePart, schema: z.ZodType<T>) =>
    dataFile(folder.path(fileOf[part]), folder.read, schema);
  const entries = await read("staff", z.array(staffEntrySchema).min(1));
  const catalogue: Catalogue = {
    office: await read("office", officeSchema),
    agencies: await read("agencies", z.array(agencySchema).min(1)),
    serviceGroups: await read("serviceGroups", z.array(serviceGroupSchema).min(1)),
    counters: await read("counters", z.array(counterSchema).min(1)),
    staff: entries.map(({ pin: _pin, ...member }) => member),
    divisions: await read("divisions", z.array(divisionSchema)),
    procedures: await read("procedures", z.array(procedureSchema).min(1)),
    calendar: await read("calendar", calendarSchema),
  };
  try {
    checkCatalogue(catalogue);
  } catch (error) {
    if (!(error instanceof CatalogueFault)) throw error;
    const { part, path, reason } = error;
    throw new AppError(
      "DATA_FILE_INVALID",
      { file: folder.path(fileOf[part]), path, reason },
      { cause: error },
    );
  }
  const pins = entries.flatMap(({ id, pin }) => (pin === undefined ? [] : [[id, pin] as const]));
  return { catalogue, pins: Object.fromEntries(pins) };
}
