import { createHash } from "node:crypto";
import { join } from "node:path";
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
import { readDataFile } from "./data-file.ts";

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

export interface LoadedOffice {
  catalogue: Catalogue;
  /** Of the catalogue's content: the same for the same content, however the files are laid out. */
  sha256: string;
  /** First PINs by staff id. They are never part of the catalogue, which travels. */
  pins: Record<string, string>;
}

/**
 * Reads an office's data files, whole or not at all.
 *
 * @throws AppError DATA_FILE_INVALID: file, place (`[3].components[1].id`) and reason of the first fault.
 */
export async function loadCatalogue(folder: string): Promise<LoadedOffice> {
  const read = <T>(name: string, schema: z.ZodType<T>) => readDataFile(join(folder, name), schema);
  const entries = await read("staff.json", z.array(staffEntrySchema).min(1));
  const catalogue: Catalogue = {
    office: await read("office.json", officeSchema),
    agencies: await read("agencies.json", z.array(agencySchema).min(1)),
    serviceGroups: await read("service-groups.json", z.array(serviceGroupSchema).min(1)),
    counters: await read("counters.json", z.array(counterSchema).min(1)),
    staff: entries.map(({ pin: _pin, ...member }) => member),
    divisions: await read("divisions.json", z.array(divisionSchema)),
    procedures: await read("procedures.json", z.array(procedureSchema).min(1)),
    calendar: await read("calendar.json", calendarSchema),
  };
  try {
    checkCatalogue(catalogue);
  } catch (error) {
    if (!(error instanceof CatalogueFault)) throw error;
    const { part, path, reason } = error;
    throw new AppError(
      "DATA_FILE_INVALID",
      { file: join(folder, fileOf[part]), path, reason },
      { cause: error },
    );
  }
  const pins = entries.flatMap(({ id, pin }) => (pin === undefined ? [] : [[id, pin] as const]));
  return {
    catalogue,
    sha256: createHash("sha256").update(JSON.stringify(catalogue)).digest("hex"),
    pins: Object.fromEntries(pins),
  };
}
