import type { Catalogue } from "../../../contract/catalogue.ts";
import { AppError, isAppError } from "../../../contract/errors.ts";
import { checkCodePattern } from "../dossiers/code.rules.ts";
import { type FaultReason, procedureFaults, versionFaults } from "./faults.rules.ts";

export type CataloguePart = keyof Catalogue;

const reasons: Record<FaultReason, string> = {
  twice: "occurs twice",
  unknownDivision: "unknown division",
  unknownGroup: "unknown group",
  unknownComponent: "unknown component",
  unknownFee: "unknown fee",
  routeTime: "the route's legs do not add up to the time",
  tierOrder: "tiers are out of order",
  tiersByPage: "tiers and a most per copy are for a fee by the page",
  endsBeforeItBegins: "ends before it begins",
  versionsOverlap: "two versions in force at once",
};

/** Where a catalogue contradicts itself: its part, the place in it (`[3].components[1].id`) and the reason. */
export class CatalogueFault extends Error {
  readonly part: CataloguePart;
  readonly path: string;
  readonly reason: string;

  constructor(part: CataloguePart, path: string, reason: string) {
    super(`${part}${path}: ${reason}`);
    this.name = "CatalogueFault";
    this.part = part;
    this.path = path;
    this.reason = reason;
  }
}

/** The same check, whose first fault is told to a person. @throws AppError CATALOGUE_INVALID */
export function requireSound(catalogue: Catalogue): void {
  try {
    checkCatalogue(catalogue);
  } catch (error) {
    if (!(error instanceof CatalogueFault)) throw error;
    throw new AppError(
      "CATALOGUE_INVALID",
      { path: `${error.part}${error.path}`, reason: error.reason },
      { cause: error },
    );
  }
}

/**
 * What one part says of another, and what must not occur twice.
 *
 * @throws CatalogueFault at the first fault.
 */
export function checkCatalogue(catalogue: Catalogue): void {
  const invalid = (part: CataloguePart, path: string, reason: string) =>
    new CatalogueFault(part, path, reason);
  const unique = <T>(
    part: CataloguePart,
    entries: readonly T[],
    field: string,
    value: (entry: T) => string | number,
  ) => {
    const seen = new Set<string | number>();
    entries.forEach((entry, index) => {
      if (seen.has(value(entry))) throw invalid(part, `[${index}].${field}`, `occurs twice: ${value(entry)}`);
      seen.add(value(entry));
    });
  };
  const { office, agencies, serviceGroups, counters, staff, divisions, procedures, calendar } = catalogue;

  unique("agencies", agencies, "code", (agency) => agency.code);
  unique("serviceGroups", serviceGroups, "id", (group) => group.id);
  unique("serviceGroups", serviceGroups, "letter", (group) => group.letter);
  unique("counters", counters, "id", (counter) => counter.id);
  unique("counters", counters, "number", (counter) => counter.number);
  unique("staff", staff, "id", (member) => member.id);
  unique("divisions", divisions, "id", (division) => division.id);
  unique("calendar", calendar.years, "year", (year) => year.year);

  const agencyCodes = new Set(agencies.map((agency) => agency.code));
  const groupIds = new Set(serviceGroups.map((group) => group.id));
  if (!agencyCodes.has(office.agency)) throw invalid("office", "agency", `unknown agency: ${office.agency}`);
  try {
    checkCodePattern(office.dossierCodePattern);
  } catch (error) {
    const reason = isAppError(error) && "reason" in error.data ? String(error.data.reason) : String(error);
    throw invalid("office", "dossierCodePattern", reason);
  }
  agencies.forEach((agency, index) => {
    for (const field of ["parent", "successor"] as const) {
      const code = agency[field];
      if (code !== undefined && !agencyCodes.has(code)) {
        throw invalid("agencies", `[${index}].${field}`, `unknown agency: ${code}`);
      }
    }
    if (agency.effectiveTo !== undefined && agency.effectiveTo < agency.effectiveFrom) {
      throw invalid("agencies", `[${index}].effectiveTo`, "ends before it begins");
    }
  });
  counters.forEach((counter, index) => {
    counter.serviceGroups.forEach((id, place) => {
      if (!groupIds.has(id))
        throw invalid("counters", `[${index}].serviceGroups[${place}]`, `unknown group: ${id}`);
    });
  });
  const [overlap] = versionFaults(procedures);
  if (overlap !== undefined)
    throw invalid(
      "procedures",
      `[${overlap.index}].${overlap.path}`,
      `${reasons[overlap.reason]}: ${overlap.found}`,
    );
  const divisionIds = new Set(divisions.map((division) => division.id));
  const requireDivision = (part: CataloguePart, path: string, id: string | undefined) => {
    if (id !== undefined && !divisionIds.has(id)) throw invalid(part, path, `unknown division: ${id}`);
  };
  divisions.forEach(({ agency }, index) => {
    if (agency !== undefined && !agencyCodes.has(agency))
      throw invalid("divisions", `[${index}].agency`, `unknown agency: ${agency}`);
  });
  staff.forEach(({ division }, index) => {
    requireDivision("staff", `[${index}].division`, division);
  });
  procedures.forEach((procedure, index) => {
    const [fault] = procedureFaults(procedure, {
      divisions: divisionIds,
      serviceGroups: groupIds,
    });
    if (fault !== undefined)
      throw invalid("procedures", `[${index}].${fault.path}`, `${reasons[fault.reason]}: ${fault.found}`);
  });
  checkWeek(catalogue, (path, reason) => invalid("calendar", path, reason));
  checkYears(catalogue, (path, reason) => invalid("calendar", path, reason));
}

function checkWeek({ calendar }: Catalogue, invalid: (path: string, reason: string) => CatalogueFault): void {
  // A count of working days in a week without one would never end; worked weekend days have Monday's hours.
  if (calendar.week[0].length === 0) throw invalid("week[0]", "nobody works on Mondays");
  calendar.week.forEach((periods, day) => {
    periods.forEach((period, place) => {
      const path = `week[${day}][${place}]`;
      if (period.to <= period.from) throw invalid(path, "ends before it begins");
      const earlier = periods[place - 1];
      if (earlier !== undefined && period.from < earlier.to)
        throw invalid(path, "overlaps the period before it, or is out of order");
    });
  });
}

function checkYears(
  { calendar }: Catalogue,
  invalid: (path: string, reason: string) => CatalogueFault,
): void {
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
