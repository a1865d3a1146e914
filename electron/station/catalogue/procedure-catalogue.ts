import type { Catalogue, Procedure, ProcedureVersion } from "../../../contract/catalogue.ts";
import { AppError } from "../../../contract/errors.ts";
import type { ImportPreview, ProcedureDetail, ProcedureLine } from "../../../contract/procedure-calls.ts";
import { officeDay } from "../../../contract/time.ts";
import type { StationContext } from "../context.ts";
import { type AtCounter, requireHead } from "../staff/desk.ts";
import type { CatalogueFormat } from "./catalogue-file.ts";
import { planImportAside, writeCatalogueAside } from "./file-aside.ts";
import type { CatalogueContent } from "./import.rules.ts";
import { procedureDetail, procedureList, withProcedure } from "./procedure-list.rules.ts";
import { putInForce } from "./put-in-force.ts";

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
    const { procedures } = catalogue.all;
    return { basedOn: catalogue.sha256, ...procedureList(procedures, query, limit, this.#today()) };
  }

  /** @param code null for what the form of a new procedure needs. @throws AppError PROCEDURE_UNKNOWN */
  detail(by: AtCounter, code: string | null): ProcedureDetail {
    requireHead(by);
    const { all, sha256 } = this.#station.catalogue;
    return { basedOn: sha256, ...procedureDetail(all, code, this.#today()) };
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
      await this.#putInForce(by, withProcedure(catalogue.all, change.procedure, change.former));
      return this.detail(by, change.procedure.code);
    });
  }

  async exportFile(by: AtCounter, format: CatalogueFormat): Promise<{ name: string; file: string }> {
    requireHead(by);
    const bytes = await writeCatalogueAside(this.#station.catalogue.all, format);
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
    const today = this.#today();
    const { preview, content } = await planImportAside(all, Buffer.from(file, "base64"), { whole, today });
    return { preview: { basedOn: sha256, ...preview }, content };
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
