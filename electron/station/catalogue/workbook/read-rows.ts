import {
  type CatalogueFileFault,
  type CatalogueFileReason,
  type Division,
  divisionSchema,
  type Procedure,
  procedureSchema,
} from "../../../../contract/catalogue.ts";
import { foldText } from "../../../../contract/text.ts";
import { type FaultReason, procedureFaults, versionFaults } from "../faults.rules.ts";
import { MAIN_FEE } from "../procedure.rules.ts";
import { type Cell, shown } from "./cells.rules.ts";
import { type Column, columnsOf, type SheetKey, sheetKeys, sheetNames } from "./columns.ts";
import { NONE } from "./write-rows.ts";

/** A sheet as it stands in the file; columns count from 1. */
export interface RawSheet {
  name: string;
  rows: { number: number; cells: Map<number, Cell> }[];
}

/** What the office has that a file names and does not bring. */
export interface Known {
  serviceGroups: ReadonlySet<string>;
  divisions: readonly Division[];
  agencies: ReadonlySet<string>;
}

export interface ReadContent {
  procedures: Procedure[];
  /** Those of the file; the office's own where it brings none. */
  divisions: Division[];
  /** Nothing of the file may be used where there is one. */
  faults: CatalogueFileFault[];
}

const MOST_ROWS = 100_000;
/** More help nobody; the first ones are the cause of many that follow. */
const MOST_FAULTS = 500;

/** Reads the sheets whole: all faults at once, each with its cell. */
export function readRows(sheets: readonly RawSheet[], known: Known): ReadContent {
  return new WorkbookReading(sheets, known).read();
}

/** A row that was read: its values by column, and where it stands. */
interface ReadRow {
  sheet: SheetKey;
  number: number;
  values: Record<string, unknown>;
}

interface Version {
  row: ReadRow;
  components: ReadRow[];
  cases: ReadRow[];
  fees: ReadRow[];
  exemptions: ReadRow[];
  routes: ReadRow[];
}

class WorkbookReading {
  readonly #known: Known;
  readonly #sheets = new Map<SheetKey, RawSheet>();
  readonly #columns = new Map<SheetKey, Map<string, number>>();
  readonly faults: CatalogueFileFault[] = [];
  /** Rows with a cell that could not be read: what follows from that is not said again. */
  readonly #spoilt = new Set<ReadRow>();

  constructor(sheets: readonly RawSheet[], known: Known) {
    this.#known = known;
    for (const key of sheetKeys) {
      const named = sheets.filter(
        ({ name }) => foldText(name) === foldText(sheetNames[key]) || foldText(name) === key,
      );
      if (named.length > 1) this.#ofSheet(sheetNames[key], "sheetTwice");
      const [sheet] = named;
      if (sheet !== undefined) this.#sheets.set(key, sheet);
      else if (isNeeded(key)) this.#ofSheet(sheetNames[key], "sheetMissing");
    }
  }

  read(): ReadContent {
    const divisions = this.#divisions();
    const fields = this.#fields();
    const versions = this.#versions();
    const procedures = versions.map((version) => this.#procedure(version, fields));
    const surroundings = {
      serviceGroups: this.#known.serviceGroups,
      divisions: new Set(divisions.map(({ id }) => id)),
    };
    // A procedure of which a cell could not be read is not looked at further: it would only repeat the fault.
    procedures.forEach((procedure, index) => {
      const version = versions[index];
      if (procedure === null || version === undefined) return;
      for (const fault of procedureFaults(procedure, surroundings))
        this.#at(
          version,
          pathOf(fault.path),
          reasonOf(fault.reason),
          fault.found,
          this.#expectedOf(fault.reason),
        );
    });
    const whole = procedures.flatMap((procedure, index) => {
      const version = versions[index];
      return procedure === null || version === undefined ? [] : [{ procedure, version }];
    });
    for (const fault of versionFaults(whole.map(({ procedure }) => procedure))) {
      const version = whole[fault.index]?.version;
      if (version !== undefined) this.#at(version, [fault.path], reasonOf(fault.reason), fault.found);
    }
    return {
      procedures: whole.map(({ procedure }) => procedure),
      divisions,
      faults: this.faults.slice(0, MOST_FAULTS),
    };
  }

  #divisions(): Division[] {
    if (!this.#sheets.has("divisions")) return [...this.#known.divisions];
    const rows = this.#rows("divisions");
    this.#unique(rows, ({ values }) => text(values.id));
    return rows.flatMap((row) => {
      const { id, agency, phone } = row.values;
      if (agency !== undefined && !this.#known.agencies.has(text(agency)))
        this.#cell(row, "agency", "cellInvalid", text(agency));
      const parsed = divisionSchema.safeParse({
        id,
        name: localized(row.values, "name"),
        ...given({ agency }),
        phone: phone ?? "",
      });
      if (parsed.success) return [parsed.data];
      for (const issue of parsed.error.issues)
        this.#cell(row, issue.path.join("."), "cellInvalid", text(row.values[String(issue.path[0])]));
      return [];
    });
  }

  #fields(): Map<string, Procedure["field"]> {
    const rows = this.#rows("fields");
    this.#unique(rows, ({ values }) => text(values.code));
    return new Map(
      rows.map(({ values }) => {
        const code = text(values.code);
        return [code, { code, name: localized(values, "name") as Procedure["field"]["name"] }];
      }),
    );
  }

  #versions(): Version[] {
    const versions = this.#rows("procedures").map(
      (row): Version => ({ row, components: [], cases: [], fees: [], exemptions: [], routes: [] }),
    );
    const byCode = new Map<string, Version[]>();
    for (const version of versions) {
      const code = text(version.row.values.code);
      const others = byCode.get(code) ?? [];
      if (others.some(({ row }) => row.values.effectiveFrom === version.row.values.effectiveFrom))
        this.#cell(version.row, "code", "twice", code);
      byCode.set(code, [...others, version]);
    }
    for (const key of ["components", "cases", "fees", "exemptions", "routes"] as const)
      for (const row of this.#rows(key)) {
        // The code could not be read, which is said.
        if (row.values.code === undefined) continue;
        const code = text(row.values.code);
        const from = row.values.effectiveFrom;
        const all = byCode.get(code) ?? [];
        const fitting =
          from === undefined ? all : all.filter((version) => version.row.values.effectiveFrom === from);
        if (fitting.length === 1) fitting[0]?.[key].push(row);
        else if (fitting.length > 1) this.#cell(row, "effectiveFrom", "versionUnclear", code);
        else
          this.#cell(
            row,
            all.length === 0 ? "code" : "effectiveFrom",
            "rowWithoutProcedure",
            text(all.length === 0 ? code : from),
          );
      }
    return versions;
  }

  /** The procedure of a version's rows, or null where they do not make one. */
  #procedure(version: Version, fields: ReadonlyMap<string, Procedure["field"]>): Procedure | null {
    const before = this.faults.length;
    const { values } = version.row;
    // Nothing can belong to it.
    if (values.code === undefined || values.effectiveFrom === undefined) return null;
    const field = fields.get(text(values.field));
    if (field === undefined && values.field !== undefined)
      this.#cell(version.row, "field", "unknownField", text(values.field));
    if (version.components.length === 0) this.#cell(version.row, "code", "noComponents", text(values.code));
    const [main, ...more] = version.fees.filter(({ values: fee }) => fee.id === MAIN_FEE);
    if (main === undefined) this.#cell(version.row, "code", "noFee", text(values.code), MAIN_FEE);
    for (const again of more) this.#cell(again, "id", "twice", MAIN_FEE);
    const feeIds = new Set(version.fees.map(({ values: fee }) => fee.id));
    for (const row of version.exemptions)
      if (!feeIds.has(row.values.fee))
        this.#cell(row, "fee", "unknownFee", text(row.values.fee), [...feeIds].join(", "));
    const caseIds = new Set(version.cases.map(({ values: entry }) => entry.id));
    for (const row of version.routes)
      if (row.values.case !== undefined && !caseIds.has(row.values.case))
        this.#cell(row, "case", "unknownCase", text(row.values.case), [...caseIds].join(", "));
    if (main === undefined || field === undefined) return null;
    const { row, components, cases, fees, exemptions, routes } = version;
    const rows = [row, ...components, ...cases, ...fees, ...exemptions, ...routes];
    if (rows.some((one) => this.#spoilt.has(one))) return null;

    const feeOf = (row: ReadRow) => ({
      ...pick(row.values, ["kind", "amount", "per", "mostPerCopy", "collectAt"]),
      pageTiers: row.values.pageTiers ?? [],
      exemptions: version.exemptions
        .filter(({ values: exemption }) => exemption.fee === row.values.id)
        .map(({ values: exemption }) => ({
          ...pick(exemption, ["id", "percent", "legalBasis", "assumed"]),
          name: localized(exemption, "name"),
        })),
    });
    const parsed = procedureSchema.safeParse({
      ...pick(values, [
        "code",
        "effectiveFrom",
        "effectiveTo",
        "serviceGroup",
        "level",
        "division",
        "cutOff",
        "online",
        "supplementDays",
        "keywords",
        "source",
        "assumed",
      ]),
      name: localized(values, "name"),
      result: localized(values, "result"),
      field,
      time: this.#time(version.row),
      fee: { ...feeOf(main), text: localized(main.values, "text") },
      otherFees: othersOf(version).map((row) => ({
        id: row.values.id,
        name: localized(row.values, "name"),
        ...feeOf(row),
      })),
      components: version.components.map(({ values: component }) => ({
        ...pick(component, ["id", "originals", "copies", "presentOnly", "reusable"]),
        required: component.required ?? false,
        name: localized(component, "name"),
        ...(component["form.name"] === undefined && component["form.url"] === undefined
          ? {}
          : { form: { name: component["form.name"], ...given({ url: component["form.url"] }) } }),
      })),
      cases: version.cases.map((row) => ({
        ...pick(row.values, ["id", "components", "feeAmount", "otherFees"]),
        name: localized(row.values, "name"),
        ...given({ time: this.#time(row), route: this.#caseRoute(version, row) }),
      })),
      route: version.routes.filter(({ values: leg }) => leg.case === undefined).map((row) => this.#leg(row)),
    });
    if (parsed.success) return this.faults.length === before ? parsed.data : null;
    // What a cell could not give was said of the cell already.
    if (this.faults.length === before)
      for (const { path } of parsed.error.issues) this.#at(version, path.map(String), "cellInvalid");
    return null;
  }

  #time(row: ReadRow): unknown {
    const { "time.count": count, "time.unit": unit } = row.values;
    if (unit === undefined) {
      if (count !== undefined) this.#cell(row, "time.unit", "cellRequired");
      return undefined;
    }
    if (unit === "sameDay") {
      if (count !== undefined) this.#cell(row, "time.count", "cellInvalid", text(count));
      return { unit };
    }
    if (count === undefined) this.#cell(row, "time.count", "cellRequired");
    return { unit, count };
  }

  #leg(row: ReadRow): unknown {
    const time = this.#time(row);
    if (time === undefined && row.values["time.count"] === undefined)
      this.#cell(row, "time.unit", "cellRequired");
    return { node: row.values.node, time };
  }

  #caseRoute(version: Version, { values: { id } }: ReadRow): unknown {
    const legs = version.routes.filter(({ values: leg }) => leg.case === id && id !== undefined);
    if (legs.length === 0) return undefined;
    return legs.filter(({ values: leg }) => leg.node !== NONE).map((row) => this.#leg(row));
  }

  // --- rows and cells

  #rows(key: SheetKey): ReadRow[] {
    const sheet = this.#sheets.get(key);
    if (sheet === undefined) return [];
    const heading = this.#headings(key, sheet);
    if (heading === null) return [];
    const rows = sheet.rows.filter(
      ({ number, cells }) => number > heading && [...cells.values()].some(isFilled),
    );
    if (rows.length > MOST_ROWS) {
      this.#ofSheet(sheet.name, "tooManyRows", String(rows.length), String(MOST_ROWS));
      return [];
    }
    return rows.map(({ number, cells }) => this.#row(key, number, cells));
  }

  /** Finds the columns by their keys, or by their headings. @returns the last row of the headings, or null. */
  #headings(key: SheetKey, sheet: RawSheet): number | null {
    const wanted = columnsOf[key];
    let found = new Map<string, number>();
    let last: number | null = null;
    for (const { number, cells } of sheet.rows.filter((row) => row.number <= 6)) {
      const columns = new Map<string, number>();
      for (const [place, cell] of cells) {
        const word = foldText(shown(cell)).replace(/ ?\*$/, "");
        const column = wanted.find(
          (entry) => entry.key.toLowerCase() === word || foldText(entry.heading) === word,
        );
        if (column !== undefined && !columns.has(column.key)) columns.set(column.key, place);
      }
      // Keys and headings may both be there, in either order: both rows are headings.
      if (columns.size >= Math.min(2, wanted.length)) {
        if (columns.size >= found.size) found = columns;
        last = number;
      }
    }
    this.#columns.set(key, found);
    const missing = wanted.filter((entry) => entry.required && !found.has(entry.key));
    for (const { heading } of missing) this.#ofSheet(sheet.name, "headingMissing", "", heading);
    return missing.length > 0 ? null : last;
  }

  #row(key: SheetKey, number: number, cells: Map<number, Cell>): ReadRow {
    const row: ReadRow = { sheet: key, number, values: {} };
    for (const column of columnsOf[key]) {
      const place = this.#columns.get(key)?.get(column.key);
      const cell: Cell = (place === undefined ? undefined : cells.get(place)) ?? { kind: "empty" };
      if (column.required && !isFilled(cell)) {
        this.#cell(row, column.key, "cellRequired");
        this.#spoilt.add(row);
        continue;
      }
      const read = column.reader(cell);
      if ("value" in read) row.values[column.key] = read.value;
      else {
        this.#cell(row, column.key, read.reason, shown(cell), read.expected ?? "");
        this.#spoilt.add(row);
      }
    }
    return row;
  }

  #unique(rows: readonly ReadRow[], of: (row: ReadRow) => string): void {
    const seen = new Set<string>();
    for (const row of rows) {
      const value = of(row);
      if (value !== "" && seen.has(value))
        this.#cell(row, row.sheet === "fields" ? "code" : "id", "twice", value);
      seen.add(value);
    }
  }

  // --- faults

  #ofSheet(sheet: string, reason: CatalogueFileReason, found = "", expected = ""): void {
    this.faults.push({ sheet, row: null, column: null, heading: "", reason, found, expected });
  }

  #cell(row: ReadRow, key: string, reason: CatalogueFileReason, found = "", expected = ""): void {
    const column = columnFor(columnsOf[row.sheet], key);
    const place = this.#columns.get(row.sheet)?.get(column?.key ?? "");
    this.faults.push({
      sheet: this.#sheets.get(row.sheet)?.name ?? sheetNames[row.sheet],
      row: row.number,
      column: place === undefined ? null : letters(place),
      heading: column?.heading ?? "",
      reason,
      found: found.slice(0, 80),
      expected,
    });
  }

  /** A fault at a place in a procedure, as the cell that it came from. */
  #at(
    version: Version,
    path: readonly string[],
    reason: CatalogueFileReason,
    found = "",
    expected = "",
  ): void {
    const { row, rest } = rowFor(version, path);
    const key = rest.join(".");
    const value = row.values[columnFor(columnsOf[row.sheet], key)?.key ?? ""];
    const isMissing = reason === "cellInvalid" && value === undefined;
    this.#cell(row, key, isMissing ? "cellRequired" : reason, found === "" ? text(value) : found, expected);
  }

  #expectedOf(reason: FaultReason): string {
    return reason === "unknownGroup" ? [...this.#known.serviceGroups].join(", ") : "";
  }
}

/** A file of procedures needs these; the others may be left out. */
function isNeeded(key: SheetKey): boolean {
  return key === "procedures" || key === "components" || key === "fees" || key === "fields";
}

function othersOf(version: Version): ReadRow[] {
  return version.fees.filter(({ values }) => values.id !== MAIN_FEE);
}

/** The row that a place in a procedure came from, and the place within it. */
function rowFor(version: Version, path: readonly string[]): { row: ReadRow; rest: readonly string[] } {
  const [part = "", index = "", ...rest] = path;
  const place = Number(index);
  const fallback = { row: version.row, rest: path };
  const within = (row: ReadRow | undefined, left: readonly string[]) =>
    row === undefined ? fallback : { row, rest: left };
  const exemption = (fee: unknown, [, at = "", ...left]: readonly string[]) =>
    within(version.exemptions.filter(({ values }) => values.fee === fee)[Number(at)], left);
  switch (part) {
    case "components":
      return within(version.components[place], rest);
    case "route":
      return within(
        version.routes.filter(({ values }) => values.case === undefined)[index === "" ? 0 : place],
        rest,
      );
    case "cases": {
      const row = version.cases[place];
      if (rest[0] !== "route") return within(row, rest);
      const legs = version.routes.filter(({ values }) => values.case === row?.values.id);
      return within(legs[Number(rest[1] ?? 0)] ?? row, rest.slice(2));
    }
    case "fee":
      if (index === "exemptions") return exemption(MAIN_FEE, [index, ...rest]);
      return within(
        version.fees.find(({ values }) => values.id === MAIN_FEE),
        [index, ...rest],
      );
    case "otherFees": {
      const row = othersOf(version)[place];
      return rest[0] === "exemptions" ? exemption(row?.values.id, rest) : within(row, rest);
    }
    default:
      return fallback;
  }
}

/** The column of a place in a row: `pageTiers.0.fromPage` stands in `pageTiers`, `time` in `time.count`. */
function columnFor(columns: readonly Column[], key: string): Column | undefined {
  const [first = ""] = key.split(".");
  return (
    columns.find((column) => column.key === key) ??
    columns.find((column) => column.key === first) ??
    columns.find((column) => column.key.startsWith(`${first}.`) && first !== "") ??
    columns.find((column) => column.key === (key === "" || first === "" ? "time.count" : "")) ??
    columns[0]
  );
}

/** `cases[1].components[0]` as its parts. */
function pathOf(path: string): string[] {
  return path.split(/[.[\]]+/).filter((part) => part !== "");
}

function reasonOf(reason: FaultReason): CatalogueFileReason {
  return reason;
}

function isFilled(cell: Cell): boolean {
  return cell.kind !== "empty" && !(cell.kind === "text" && cell.text.trim() === "");
}

/** 1 is A, 27 is AA. */
export function letters(place: number): string {
  let left = place;
  let name = "";
  while (left > 0) {
    name = String.fromCharCode(65 + ((left - 1) % 26)) + name;
    left = Math.floor((left - 1) / 26);
  }
  return name;
}

function text(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}

function localized(values: Record<string, unknown>, key: string): unknown {
  return { vi: values[`${key}.vi`], ...given({ en: values[`${key}.en`], ro: values[`${key}.ro`] }) };
}

function pick(values: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> {
  return given(Object.fromEntries(keys.map((key) => [key, values[key]])));
}

/** Without what is undefined: in a catalogue it is not there at all. */
function given(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
