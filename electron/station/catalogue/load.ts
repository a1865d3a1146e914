import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import {
  agencySchema,
  type Catalogue,
  calendarSchema,
  counterSchema,
  officeSchema,
  procedureSchema,
  serviceGroupSchema,
  staffSchema,
} from "../../../contract/catalogue.ts";
import { AppError, isAppError } from "../../../contract/errors.ts";
import { checkCodePattern } from "../dossiers/code.rules.ts";
import { readDataFile } from "./data-file.ts";

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
    procedures: await read("procedures.json", z.array(procedureSchema).min(1)),
    calendar: await read("calendar.json", calendarSchema),
  };
  crossCheck(folder, catalogue);
  const pins = entries.flatMap(({ id, pin }) => (pin === undefined ? [] : [[id, pin] as const]));
  return {
    catalogue,
    sha256: createHash("sha256").update(JSON.stringify(catalogue)).digest("hex"),
    pins: Object.fromEntries(pins),
  };
}

/** What one file says of another, and what must not occur twice. */
function crossCheck(folder: string, catalogue: Catalogue): void {
  const invalid = (name: string, path: string, reason: string) =>
    new AppError("DATA_FILE_INVALID", { file: join(folder, name), path, reason });
  const unique = <T>(
    name: string,
    entries: readonly T[],
    field: string,
    value: (entry: T) => string | number,
  ) => {
    const seen = new Set<string | number>();
    entries.forEach((entry, index) => {
      if (seen.has(value(entry))) throw invalid(name, `[${index}].${field}`, `occurs twice: ${value(entry)}`);
      seen.add(value(entry));
    });
  };
  const { office, agencies, serviceGroups, counters, staff, procedures, calendar } = catalogue;

  unique("agencies.json", agencies, "code", (agency) => agency.code);
  unique("service-groups.json", serviceGroups, "id", (group) => group.id);
  unique("service-groups.json", serviceGroups, "letter", (group) => group.letter);
  unique("counters.json", counters, "id", (counter) => counter.id);
  unique("counters.json", counters, "number", (counter) => counter.number);
  unique("staff.json", staff, "id", (member) => member.id);
  unique("procedures.json", procedures, "code", (procedure) => procedure.code);
  unique("calendar.json", calendar.years, "year", (year) => year.year);

  const agencyCodes = new Set(agencies.map((agency) => agency.code));
  const groupIds = new Set(serviceGroups.map((group) => group.id));
  if (!agencyCodes.has(office.agency))
    throw invalid("office.json", "agency", `unknown agency: ${office.agency}`);
  try {
    checkCodePattern(office.dossierCodePattern);
  } catch (error) {
    const reason = isAppError(error) && "reason" in error.data ? String(error.data.reason) : String(error);
    throw invalid("office.json", "dossierCodePattern", reason);
  }
  agencies.forEach((agency, index) => {
    for (const field of ["parent", "successor"] as const) {
      const code = agency[field];
      if (code !== undefined && !agencyCodes.has(code)) {
        throw invalid("agencies.json", `[${index}].${field}`, `unknown agency: ${code}`);
      }
    }
    if (agency.effectiveTo !== undefined && agency.effectiveTo < agency.effectiveFrom) {
      throw invalid("agencies.json", `[${index}].effectiveTo`, "ends before it begins");
    }
  });
  counters.forEach((counter, index) => {
    counter.serviceGroups.forEach((id, place) => {
      if (!groupIds.has(id))
        throw invalid("counters.json", `[${index}].serviceGroups[${place}]`, `unknown group: ${id}`);
    });
  });
  procedures.forEach((procedure, index) => {
    if (!groupIds.has(procedure.serviceGroup)) {
      throw invalid("procedures.json", `[${index}].serviceGroup`, `unknown group: ${procedure.serviceGroup}`);
    }
    const ids = procedure.components.map((component) => component.id);
    const twice = ids.findIndex((id, place) => ids.indexOf(id) !== place);
    if (twice !== -1)
      throw invalid("procedures.json", `[${index}].components[${twice}].id`, `occurs twice: ${ids[twice]}`);
  });
  checkYears(catalogue, (path, reason) => invalid("calendar.json", path, reason));
}

function checkYears({ calendar }: Catalogue, invalid: (path: string, reason: string) => AppError): void {
  calendar.years.forEach((year, index) => {
    const before = calendar.years[index - 1];
    if (before !== undefined && year.year !== before.year + 1)
      throw invalid(`years[${index}].year`, "a year is missing");
    // A day is looked up in its own year only: what reaches into another year is entered under both.
    const inYear = (day: string) => day.startsWith(`${year.year}-`);
    year.holidays.forEach((holiday, place) => {
      const path = `years[${index}].holidays[${place}]`;
      if (!inYear(holiday.from) || !inYear(holiday.to)) throw invalid(path, `reaches out of ${year.year}`);
      if (holiday.to < holiday.from) throw invalid(path, "ends before it begins");
      const earlier = year.holidays[place - 1];
      if (earlier !== undefined && holiday.from <= earlier.to)
        throw invalid(path, "overlaps the holiday before it, or is out of order");
    });
    year.workedDays.forEach(({ day }, place) => {
      if (!inYear(day)) throw invalid(`years[${index}].workedDays[${place}]`, `is not in ${year.year}`);
      if (year.holidays.some((holiday) => holiday.from <= day && day <= holiday.to)) {
        throw invalid(`years[${index}].workedDays[${place}]`, "is a holiday as well");
      }
    });
  });
}
