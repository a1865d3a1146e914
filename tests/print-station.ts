import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { startVirtualPrinter, type VirtualPrinter } from "../build/printer/virtual-printer.ts";
import type { Catalogue } from "../contract/catalogue.ts";
import type { PrintJobState, RollPaper } from "../contract/entities.ts";
import type { PaperDesign } from "../contract/paper-design.ts";
import {
  type PrinterEntry,
  type PrinterSettings,
  printerSettingsSchema,
  type ThermalSettings,
} from "../contract/settings.ts";
import type { Language } from "../contract/text.ts";
import { EventLog } from "../db/event-log.ts";
import { insertPrintJob, printJobById } from "../db/print-jobs.ts";
import { stationPlace } from "../db/station-identity.ts";
import { Store } from "../db/store.ts";
import { loadCatalogue } from "../electron/station/catalogue/load.ts";
import { ticketPaper } from "../electron/station/printing/content.rules.ts";
import { loadPaperDesign } from "../electron/station/printing/design-files.ts";
import type { Patience } from "../electron/station/printing/driver.ts";
import type { Paper } from "../electron/station/printing/paper.rules.ts";
import { PrintQueue } from "../electron/station/printing/queue.ts";
import { samplePaper, sampleTicket } from "../electron/station/printing/samples.ts";
import { StoredPrintJobs } from "../electron/station/printing/stored-jobs.ts";
import { thermalDriver } from "../electron/station/printing/thermal-driver.ts";

export const officeFolder = resolve(import.meta.dirname, "../data/phu-ninh");

/** Everything happens soon in a test. */
export const shortPatience: Patience = {
  answerMs: 1000,
  paperMs: 1500,
  bytesPerSecond: 8000,
  holdMs: 20_000,
  pollMs: 60,
  idleMs: 300,
  fallbackMs: 200,
};

/** The example office's papers. */
export interface Office {
  catalogue: Catalogue;
  design: PaperDesign;
}

/** The layouts are the office's; what stands in them is fixed, so that an edited catalogue changes no approved picture. */
export async function exampleOffice(): Promise<Office> {
  const { catalogue } = await loadCatalogue(officeFolder);
  const [group, ...groups] = catalogue.serviceGroups;
  const [procedure] = catalogue.procedures;
  const [clerk] = catalogue.staff;
  if (group === undefined || procedure === undefined || clerk === undefined)
    throw new Error("empty catalogue");
  const component = (id: string, vi: string, originals: number, copies: number) => ({
    id,
    name: { vi },
    originals,
    copies,
    required: true,
    presentOnly: false,
    reusable: false,
  });
  const { texts: _texts, ...office } = catalogue.office;
  return {
    catalogue: {
      ...catalogue,
      office: {
        ...office,
        superior: { vi: "UBND huyện Phù Ninh" },
        name: { vi: "Bộ phận Tiếp nhận và Trả kết quả" },
        phone: "0210 000 0000",
      },
      serviceGroups: [{ ...group, letter: "A", name: { vi: "Chứng thực" } }, ...groups],
      procedures: [
        {
          ...procedure,
          name: { vi: "Chứng thực bản sao từ bản chính giấy tờ, văn bản" },
          components: [
            component("original", "Bản chính giấy tờ, văn bản", 1, 0),
            component("copy", "Bản sao cần chứng thực", 0, 1),
          ],
          time: { unit: "sameDay" },
        },
      ],
      staff: [{ ...clerk, name: "Nguyễn Thị Lan" }],
    },
    design: await loadPaperDesign(join(officeFolder, "papers")),
  };
}

/** A paper with example content; its pictures go by their content. */
export function example(
  { catalogue, design }: Office,
  kind: RollPaper,
  language: Language = "vi",
  widthDots = 576,
): Paper {
  return samplePaper(kind, catalogue, { design, images: design.images, language }, widthDots);
}

export const imageByContent = async (png: string) => Buffer.from(png, "base64");

/** A ticket with that number. */
export function ticketOf({ catalogue, design }: Office, number: number): Paper {
  const group = catalogue.serviceGroups[1];
  if (group === undefined) throw new Error("no group");
  return ticketPaper({
    ticket: { ...sampleTicket(group, number), id: uuidv7() },
    group,
    waitingBefore: 3,
    office: catalogue.office,
    design,
    images: design.images,
    language: "vi",
  });
}

/** A short paper with its QR, for slow lines. */
export function slip(label: string): Paper {
  return {
    kind: "ticket",
    title: label,
    blocks: [
      { kind: "text", text: label, size: "small", bold: false, align: "left" },
      { kind: "qr", data: `motcua:ticket:${uuidv7()}:${label}` },
    ],
  };
}

/** Settings of a printer at a port of this PC. */
export function printerAt(port: number, change: Partial<PrinterEntry> = {}): ThermalSettings {
  return printerSettingsSchema.parse({
    id: "p",
    name: "Máy in",
    connection: "tcp",
    address: `127.0.0.1:${port}`,
    papers: ["ticket", "receipt", "test"],
    ...change,
  }) as ThermalSettings;
}

/** A store with its print queue, and the virtual printers around it. */
export class PrintStation {
  readonly folder = mkdtempSync(join(tmpdir(), "print-"));
  readonly office: Office;
  readonly printers: VirtualPrinter[] = [];
  #store: Store | null = null;
  #queue: PrintQueue | null = null;
  #jobs: StoredPrintJobs | null = null;

  private constructor(office: Office) {
    this.office = office;
  }

  static async open(): Promise<PrintStation> {
    const station = new PrintStation(await exampleOffice());
    station.#store = await Store.open(join(station.folder, "store"));
    return station;
  }

  async printer(options: Partial<Parameters<typeof startVirtualPrinter>[0]> = {}): Promise<VirtualPrinter> {
    const folder = join(this.folder, `printer-${this.printers.length}`);
    const printer = await startVirtualPrinter({ port: 0, folder, ...options });
    this.printers.push(printer);
    return printer;
  }

  get store(): Store {
    if (this.#store === null) throw new Error("closed");
    return this.#store;
  }

  get queue(): PrintQueue {
    if (this.#queue === null) throw new Error("not started");
    return this.#queue;
  }

  async jobs(): Promise<StoredPrintJobs> {
    this.#jobs ??= new StoredPrintJobs(
      this.store,
      new EventLog(await stationPlace(this.store)),
      () => undefined,
    );
    return this.#jobs;
  }

  /** Begins to print on these printers. */
  async print(
    printers: readonly PrinterSettings[],
    options: { patience?: Partial<Patience>; now?: () => string } = {},
  ): Promise<PrintQueue> {
    await this.#queue?.stop();
    this.#queue = new PrintQueue({
      printers,
      driverOf: (printer, patience) =>
        thermalDriver(printer, { patience, textMode: () => printer.textMode, images: imageByContent }),
      store: await this.jobs(),
      patience: { ...shortPatience, ...options.patience },
      ...(options.now === undefined ? {} : { now: options.now }),
    });
    this.#queue.start();
    return this.#queue;
  }

  /** Stores a job as the station does with the fact it proves. */
  async add(paper: Paper, job: { expiresAt?: string; printer?: string } = {}): Promise<string> {
    const id = uuidv7();
    await insertPrintJob(this.store.db, {
      id,
      kind: paper.kind,
      subject: uuidv7(),
      title: paper.title,
      copy: 1,
      createdAt: new Date().toISOString(),
      paper,
      ...job,
    });
    this.#queue?.wake();
    return id;
  }

  async state(id: string): Promise<PrintJobState | undefined> {
    return (await printJobById(this.store.db, id))?.state;
  }

  async close(): Promise<void> {
    await this.#queue?.stop();
    await this.#store?.close();
    for (const printer of this.printers) await printer.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Labels of the tickets that came out whole, in that order. */
export function labelsOf(printer: VirtualPrinter): string[] {
  return printer
    .papers()
    .filter((paper) => paper.whole)
    .flatMap((paper) => paper.qr)
    .map((qr) => qr.split(":").at(-1) ?? "");
}
