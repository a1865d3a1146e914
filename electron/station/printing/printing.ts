import type { PrintJob, RollPaper } from "../../../contract/entities.ts";
import { AppError } from "../../../contract/errors.ts";
import type { OfficePapers, PaperDesign } from "../../../contract/paper-design.ts";
import type { PrinterStatus } from "../../../contract/printers.ts";
import type { PrinterSettings, TextMode } from "../../../contract/settings.ts";
import type { Language } from "../../../contract/text.ts";
import { paperImage } from "../../../db/paper-design.ts";
import { printerRow, updatePrinter } from "../../../db/printers.ts";
import type { StationContext } from "../context.ts";
import { type AtCounter, requireHead } from "../staff/desk.ts";
import { type CurrentDesign, requireSound } from "./current-design.ts";
import type { Patience } from "./driver.ts";
import { previewPaper } from "./layout/preview.ts";
import type { Papers } from "./papers.ts";
import { PrintQueue } from "./queue.ts";
import { samplePaper } from "./samples.ts";
import { StoredPrintJobs } from "./stored-jobs.ts";
import { thermalDriver } from "./thermal-driver.ts";
import type { PrinterState } from "./worker.ts";

const DOTS_PER_METRE = 8000;

/** The station's printers: what is queued comes out, and what people see and decide of them. */
export class Printing {
  readonly #station: StationContext;
  readonly #design: CurrentDesign;
  readonly #papers: Papers;
  readonly #printers: readonly PrinterSettings[];
  readonly #queue: PrintQueue;
  /** Chosen on the screen; the others print as the settings say. */
  readonly #textModes: Map<string, TextMode>;

  private constructor(
    station: StationContext,
    design: CurrentDesign,
    papers: Papers,
    printers: readonly PrinterSettings[],
    textModes: Map<string, TextMode>,
    patience?: Patience,
  ) {
    this.#station = station;
    this.#design = design;
    this.#papers = papers;
    this.#printers = printers;
    this.#textModes = textModes;
    const { store, log } = station;
    this.#queue = new PrintQueue({
      printers,
      driverOf: (printer, given) => this.#driver(printer, given),
      store: new StoredPrintJobs(store, log, () => station.wakeSync()),
      ...(patience === undefined ? {} : { patience }),
    });
    this.#queue.onChange(() => station.health.notify());
  }

  static async open(
    station: StationContext,
    design: CurrentDesign,
    papers: Papers,
    settings: readonly PrinterSettings[],
    patience?: Patience,
  ): Promise<Printing> {
    const textModes = new Map<string, TextMode>();
    for (const { id } of settings) {
      const { text_mode } = await printerRow(station.store.db, id);
      if (text_mode !== null) textModes.set(id, text_mode);
    }
    const printers = settings.map((printer) => withSlips(printer, settings));
    return new Printing(station, design, papers, printers, textModes, patience);
  }

  start(): void {
    this.#queue.start();
  }

  wake(): void {
    this.#queue.wake();
  }

  stop(): Promise<void> {
    return this.#queue.stop();
  }

  /** How each printer is, for the report to the district. */
  conditions(): PrinterState[] {
    return this.#queue.statuses();
  }

  async statuses(openJobs: readonly PrintJob[]): Promise<PrinterStatus[]> {
    return Promise.all(
      this.#queue.statuses().map(async ({ printer, condition, cause, since, checkedAt, printing }) => {
        const row = await printerRow(this.#station.store.db, printer.id);
        return {
          id: printer.id,
          name: printer.name,
          connection: printer.connection,
          address: addressOf(printer),
          papers: printer.papers,
          fallbackFor: printer.fallbackFor,
          condition,
          cause,
          since,
          printing,
          pending: openJobs.filter((job) => isFor(job, printer)).length,
          checkedAt,
          roll: {
            model: printer.model,
            widthDots: printer.widthDots,
            textMode: this.#textMode(printer),
            usedMetres: row.used_dots / DOTS_PER_METRE,
            metres: printer.rollMetres,
            changedAt: row.roll_changed_at,
            unconfirmed: printer.connection === "spooler" || printer.confirmation === "sent",
          },
        };
      }),
    );
  }

  /** @throws AppError PRINTER_UNKNOWN */
  test(id: string): Promise<PrintJob> {
    const printer = this.#require(id);
    const { name, model, widthDots, drawer } = printer;
    return this.#papers.test(
      {
        id,
        name,
        connection: `${printer.connection} ${addressOf(printer)}`,
        model,
        width: widthDots,
        textMode: this.#textMode(printer),
      },
      drawer,
    );
  }

  /** @throws AppError PRINTER_UNKNOWN, PRINTER_UNSUITED, PRINT_JOB_UNKNOWN, PRINT_JOB_STATE */
  async move(id: string, printer: string): Promise<PrintJob> {
    this.#require(printer);
    return this.#papers.move(id, printer);
  }

  /** @throws AppError PRINTER_UNKNOWN */
  async rollChanged(id: string): Promise<void> {
    this.#require(id);
    const { store, now, health } = this.#station;
    await store.write((trx) => updatePrinter(trx, id, { used_dots: 0, roll_changed_at: now() }));
    health.notify();
  }

  /** @throws AppError PRINTER_UNKNOWN, NOT_ALLOWED */
  async setTextMode(by: AtCounter, id: string, textMode: TextMode): Promise<void> {
    requireHead(by);
    this.#require(id);
    const { store, health } = this.#station;
    await store.write((trx) => updatePrinter(trx, id, { text_mode: textMode }));
    this.#textModes.set(id, textMode);
    health.notify();
  }

  /** Shape and wording of the papers as they are in force. */
  design(): OfficePapers {
    const { design, sha256 } = this.#design.current;
    return { basedOn: sha256, design };
  }

  /** @throws AppError NOT_ALLOWED, PAPERS_CHANGED, PAPERS_INVALID */
  async saveDesign(by: AtCounter, change: OfficePapers): Promise<OfficePapers> {
    requireHead(by);
    const saved = await this.#design.save(change, by.staff.id, this.#station.now());
    this.#station.wakeSync();
    return saved;
  }

  /** A paper with example content as a PNG. @throws AppError PAPERS_INVALID */
  async preview(asked: {
    kind: RollPaper;
    language: Language;
    widthDots: number;
    design: PaperDesign;
  }): Promise<Buffer> {
    const { kind, language, widthDots, design } = asked;
    requireSound(design);
    // The pictures of a draft are not kept yet: here they go by their content.
    const frame = { design, images: design.images, language };
    const paper = samplePaper(kind, this.#station.catalogue.all, frame, widthDots);
    return previewPaper(paper, widthDots, async (png) => Buffer.from(png, "base64"));
  }

  /** What prints on it; another kind of printer gets its driver here. */
  #driver(printer: PrinterSettings, patience: Patience) {
    return thermalDriver(printer, {
      patience,
      textMode: () => this.#textMode(printer),
      images: (sha256) => paperImage(this.#station.store.db, sha256),
    });
  }

  #textMode({ id, textMode }: PrinterSettings): TextMode {
    return this.#textModes.get(id) ?? textMode;
  }

  #require(id: string): PrinterSettings {
    const printer = this.#printers.find((entry) => entry.id === id);
    if (printer === undefined) throw new AppError("PRINTER_UNKNOWN", { id });
    return printer;
  }
}

/** What a printer hangs on, as a person would look for it. */
function addressOf(printer: PrinterSettings): string {
  switch (printer.connection) {
    case "tcp":
      return printer.address;
    case "device":
      return printer.path;
    case "spooler":
      return printer.queue;
  }
}

/** Whether a job waits for that printer. */
function isFor(job: PrintJob, printer: PrinterSettings): boolean {
  return job.printer === null ? printer.papers.some((kind) => kind === job.kind) : job.printer === printer.id;
}

/** Slips and receipts for fees come out where receipts do, unless a printer is named for them. */
function withSlips(printer: PrinterSettings, all: readonly PrinterSettings[]): PrinterSettings {
  const unnamed = (["appointment", "feeReceipt"] as const).filter(
    (kind) => !all.some(({ papers }) => papers.includes(kind)),
  );
  const like = (kinds: readonly RollPaper[]) => (kinds.includes("receipt") ? [...kinds, ...unnamed] : kinds);
  return {
    ...printer,
    papers: [...like(printer.papers)],
    fallbackFor: [...like(printer.fallbackFor)],
  };
}
