import type { Catalogue, Procedure, ProcedureVersion } from "../../../contract/catalogue.ts";
import { AppError } from "../../../contract/errors.ts";
import type { ImportPreview, ProcedureDetail, ProcedureLine } from "../../../contract/procedure-calls.ts";
import { officeDay } from "../../../contract/time.ts";
import type { StationContext } from "../context.ts";
import { type AtCounter, requireHead } from "../staff/desk.ts";
import { type CatalogueFormat, readCatalogueFile, writeCatalogueFile } from "./catalogue-file.ts";
import { procedureFaults, versionFaults } from "./faults.rules.ts";
import { type CatalogueContent, importPlan } from "./import.rules.ts";
import { putInForce } from "./put-in-force.ts";
import { searchProcedures } from "./search.rules.ts";
import { shownVersion, stateOn, withVersion } from "./versions.rules.ts";
import type { Known } from "./workbook/read-rows.ts";

/** The office's procedures (*danh mục thủ tục*), kept by its head: looked through, edited by versions, exported, imported. */
export class ProcedureCatalogue {
  readonly #station: StationContext;

  constructor(station: StationContext) {
    this.#station = station;
  }

  list(
    by: AtCounter,
    query: string,
    limit: number,
  ): { basedOn: string; total: number; lines: ProcedureLine[] } {
    requireHead(by);
    const { catalogue } = this.#station;
    const today = this.#today();
    const versions = byCode(catalogue.all.procedures);
    const shown = [...versions.values()].flatMap((all) => shownVersion(all, today) ?? []);
    const found = searchProcedures(shown, query, null);
    return {
      basedOn: catalogue.sha256,
      total: found.length,
      lines: found.slice(0, limit).map((entry) => ({
        code: entry.code,
        name: entry.name,
        field: entry.field.name,
        effectiveFrom: entry.effectiveFrom,
        effectiveTo: entry.effectiveTo ?? null,
        state: stateOn(entry, today),
        versions: versions.get(entry.code)?.length ?? 1,
      })),
    };
  }

  /** @param code null for what the form of a new procedure needs. @throws AppError PROCEDURE_UNKNOWN */
  detail(by: AtCounter, code: string | null): ProcedureDetail {
    requireHead(by);
    const { all, sha256 } = this.#station.catalogue;
    const versions = all.procedures.filter((entry) => entry.code === code);
    if (code !== null && versions.length === 0) throw new AppError("PROCEDURE_UNKNOWN", { code });
    const fields = new Map(all.procedures.map(({ field }) => [field.code, field]));
    return {
      basedOn: sha256,
      versions: versions.sort((a, b) => b.effectiveFrom.localeCompare(a.effectiveFrom)),
      today: this.#today(),
      divisions: all.divisions,
      serviceGroups: all.serviceGroups,
      fields: [...fields.values()],
    };
  }

  /** @throws AppError NOT_ALLOWED, CATALOGUE_CHANGED, PROCEDURE_UNSOUND, VERSION_EXISTS, VERSION_TOO_EARLY. */
  save(
    by: AtCounter,
    change: { basedOn: string; procedure: Procedure; former: ProcedureVersion | null },
  ): Promise<ProcedureDetail> {
    requireHead(by);
    const { catalogue } = this.#station;
    return catalogue.inTurn(async () => {
      this.#requireSame(change.basedOn);
      const procedures = withVersion(catalogue.all.procedures, change.procedure, change.former);
      requireSoundProcedure(change.procedure, procedures, catalogue.all);
      await this.#putInForce(by, { ...catalogue.all, procedures });
      return this.detail(by, change.procedure.code);
    });
  }

  async exportFile(by: AtCounter, format: CatalogueFormat): Promise<{ name: string; file: string }> {
    requireHead(by);
    const bytes = await writeCatalogueFile(this.#station.catalogue.all, format);
    return {
      name: `danh-muc-thu-tuc-${this.#today()}.${format}`,
      file: Buffer.from(bytes).toString("base64"),
    };
  }

  async preview(by: AtCounter, file: string, whole: boolean): Promise<ImportPreview> {
    requireHead(by);
    return (await this.#plan(file, whole)).preview;
  }

  /**
   * All of the file or nothing.
   *
   * @throws AppError CATALOGUE_CHANGED where somebody saved since the preview; CATALOGUE_INVALID where the file does not
   * go together with what is there.
   */
  importFile(
    by: AtCounter,
    input: { basedOn: string; file: string; whole: boolean },
  ): Promise<ImportPreview> {
    requireHead(by);
    const { catalogue } = this.#station;
    return catalogue.inTurn(async () => {
      this.#requireSame(input.basedOn);
      const { preview, content } = await this.#plan(input.file, input.whole);
      if (content === null) return preview;
      await this.#putInForce(by, {
        ...catalogue.all,
        procedures: [...content.procedures],
        divisions: [...content.divisions],
      });
      return { ...preview, basedOn: catalogue.sha256 };
    });
  }

  async #plan(
    file: string,
    whole: boolean,
  ): Promise<{ preview: ImportPreview; content: CatalogueContent | null }> {
    const { all, sha256 } = this.#station.catalogue;
    const read = await readCatalogueFile(Buffer.from(file, "base64"), knownOf(all));
    const nothing = { added: [], changed: [], ended: [], divisionsChanged: 0 };
    const about = { basedOn: sha256, faults: read.faults, procedures: read.procedures.length };
    if (read.faults.length > 0) return { preview: { ...about, ...nothing }, content: null };
    const plan = importPlan(all, read, { whole, today: this.#today() });
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

  async #putInForce(by: AtCounter, wanted: Catalogue): Promise<void> {
    await putInForce(this.#station, by.staff.id, wanted);
    this.#station.wakeSync();
  }

  #requireSame(basedOn: string): void {
    if (basedOn !== this.#station.catalogue.sha256) throw new AppError("CATALOGUE_CHANGED", {});
  }

  #today(): string {
    return officeDay(this.#station.now());
  }
}

/** @throws AppError PROCEDURE_UNSOUND with the first fault, as a file's would be said. */
function requireSoundProcedure(procedure: Procedure, all: readonly Procedure[], catalogue: Catalogue): void {
  const { serviceGroups, divisions } = knownOf(catalogue);
  const surroundings = { serviceGroups, divisions: new Set(divisions.map(({ id }) => id)) };
  const versions = all.filter(({ code }) => code === procedure.code);
  const [fault] = [...procedureFaults(procedure, surroundings), ...versionFaults(versions)];
  if (fault !== undefined)
    throw new AppError("PROCEDURE_UNSOUND", {
      code: procedure.code,
      reason: fault.reason,
      found: fault.found,
    });
}

export function knownOf({ serviceGroups, divisions, agencies }: Catalogue): Known {
  return {
    serviceGroups: new Set(serviceGroups.map(({ id }) => id)),
    divisions,
    agencies: new Set(agencies.map(({ code }) => code)),
  };
}

function byCode(procedures: readonly Procedure[]): Map<string, Procedure[]> {
  const versions = new Map<string, Procedure[]>();
  for (const entry of procedures) {
    const all = versions.get(entry.code);
    if (all === undefined) versions.set(entry.code, [entry]);
    else all.push(entry);
  }
  return versions;
}
