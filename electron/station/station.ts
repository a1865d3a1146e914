import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { type Logger, pino } from "pino";
import { v7 as uuidv7 } from "uuid";
import type { Procedure } from "../../contract/catalogue.ts";
import type { SyncState } from "../../contract/entities.ts";
import type { PrinterStep } from "../../contract/printers.ts";
import type { Settings } from "../../contract/settings.ts";
import type { Health } from "../../contract/station.ts";
import { officeDay } from "../../contract/time.ts";
import { currentCatalogue } from "../../db/catalogue.ts";
import { EventLog } from "../../db/event-log.ts";
import { markInterruptedJobs } from "../../db/print-jobs.ts";
import { rebuildStale } from "../../db/projections.ts";
import { forgetReplicaBefore } from "../../db/replica.ts";
import { forgetRequestsBefore, once } from "../../db/requests.ts";
import { stationPlace } from "../../db/station-identity.ts";
import { Store } from "../../db/store.ts";
import { Administration } from "./admin/administration.ts";
import { Attachments } from "./attachments/attachments.ts";
import { adoptCatalogue } from "./catalogue/current.ts";
import { loadCatalogue } from "./catalogue/load.ts";
import { ProcedureCatalogue } from "./catalogue/procedure-catalogue.ts";
import { PublishedOffice } from "./catalogue/published-office.ts";
import { Changes } from "./changes.ts";
import type { StationContext } from "./context.ts";
import { DossierDesk } from "./dossiers/desk-facts.ts";
import { DossierFinder } from "./dossiers/finder.ts";
import { Handovers } from "./dossiers/handovers.ts";
import { DossierIntake } from "./dossiers/intake.ts";
import { DossierLife } from "./dossiers/life.ts";
import { IntakeNotices } from "./dossiers/notices.ts";
import { Payments } from "./dossiers/payments.ts";
import { DossierPapers } from "./forms/dossier-papers.ts";
import { FormDesk } from "./forms/form-desk.ts";
import { Forms } from "./forms/forms.ts";
import { type FormLibrary, loadForms } from "./forms/load.ts";
import { type DoPageWork, PageQueue } from "./forms/page-queue.ts";
import { Hall } from "./hall/hall.ts";
import { DeskWork } from "./intake/desk-work.ts";
import { LodgedDossiers } from "./lodged/lodged.ts";
import { CurrentDesign } from "./printing/current-design.ts";
import { loadPaperDesign } from "./printing/design-files.ts";
import type { Patience } from "./printing/driver.ts";
import { Papers } from "./printing/papers.ts";
import { Printing } from "./printing/printing.ts";
import { StationPrinters } from "./printing/station-printers.ts";
import type { BookInput } from "./queue/appointments.ts";
import { type AtCounter, Desk, placeOf } from "./staff/desk.ts";
import { adoptPins } from "./staff/pins.ts";
import { AttachmentFiles } from "./sync/attachment-files.ts";
import { SyncWorker } from "./sync/engine/worker.ts";
import { StoredSyncLog } from "./sync/stored-sync-log.ts";

/** How long the answer to a request is kept for a window that asks again. */
const REQUEST_MEMORY_MS = 7 * 24 * 60 * 60 * 1000;

/** How long other PCs' tickets are kept. */
const REPLICA_MEMORY_MS = 31 * 24 * 60 * 60 * 1000;

/** What comes down of these kinds changes the catalogue at once. */
const ofCatalogue = ["catalogue", "calendar", "staff"] as const;

export interface StationOptions {
  settings: Settings;
  /** A practice hall; see `forPractice`. */
  practice?: boolean;
  /** Version of the program, written into the log. */
  app: string;
  /** Folder of the screens, for browsers of the hall. */
  pages?: string | undefined;
  /** Makes and prints pages; without the shell forms wait. */
  doPageWork?: DoPageWork;
  log?: Logger;
  /** How long printers are waited for, where not as usual. */
  patience?: Patience | undefined;
}

/** The station service: the store and everything that works on it. */
export class Station {
  readonly context: StationContext;
  readonly desk: Desk;
  readonly hall: Hall;
  readonly administration: Administration;
  readonly procedureCatalogue: ProcedureCatalogue;
  readonly intake: DossierIntake;
  readonly notices: IntakeNotices;
  readonly life: DossierLife;
  readonly handovers: Handovers;
  readonly payments: Payments;
  readonly lodged: LodgedDossiers;
  readonly finder: DossierFinder;
  readonly dossierDesk: DossierDesk;
  readonly deskWork: DeskWork;
  readonly attachments: Attachments;
  readonly papers: Papers;
  readonly printing: Printing;
  readonly printers: StationPrinters;
  readonly forms: FormDesk;
  readonly #pagePrinting: PageQueue | null;
  readonly #stopped = new AbortController();
  readonly #sync: SyncWorker;

  private constructor(parts: {
    context: StationContext;
    desk: Desk;
    hall: Hall;
    administration: Administration;
    intake: DossierIntake;
    notices: IntakeNotices;
    life: DossierLife;
    handovers: Handovers;
    payments: Payments;
    lodged: LodgedDossiers;
    finder: DossierFinder;
    dossierDesk: DossierDesk;
    deskWork: DeskWork;
    attachments: Attachments;
    papers: Papers;
    printing: Printing;
    printers: StationPrinters;
    forms: FormDesk;
    pagePrinting: PageQueue | null;
    sync: SyncWorker;
  }) {
    this.context = parts.context;
    this.desk = parts.desk;
    this.hall = parts.hall;
    this.administration = parts.administration;
    this.procedureCatalogue = new ProcedureCatalogue(parts.context);
    this.intake = parts.intake;
    this.notices = parts.notices;
    this.life = parts.life;
    this.handovers = parts.handovers;
    this.payments = parts.payments;
    this.lodged = parts.lodged;
    this.finder = parts.finder;
    this.dossierDesk = parts.dossierDesk;
    this.deskWork = parts.deskWork;
    this.attachments = parts.attachments;
    this.papers = parts.papers;
    this.printing = parts.printing;
    this.printers = parts.printers;
    this.forms = parts.forms;
    this.#pagePrinting = parts.pagePrinting;
    this.#sync = parts.sync;
  }

  /**
   * Opens the store, takes over the office's data files and starts printing and sending.
   *
   * @throws AppError STORE_…, DATA_FILE_INVALID: nothing runs then.
   */
  static async start(options: StationOptions): Promise<Station> {
    const { settings } = options;
    const files = await loadCatalogue(settings.catalogueFolder);
    const papers = await loadPaperDesign(join(settings.catalogueFolder, "papers"));
    const forms = await loadForms(join(settings.catalogueFolder, "forms"));
    const store = await Store.open(settings.dataFolder);
    try {
      await rebuildStale(store);
      return await Station.#compose(store, options, files, papers, forms);
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  static async #compose(
    store: Store,
    options: StationOptions,
    files: Awaited<ReturnType<typeof loadCatalogue>>,
    paperFiles: Awaited<ReturnType<typeof loadPaperDesign>>,
    library: FormLibrary,
  ): Promise<Station> {
    const { settings, practice = false, app, pages, patience, doPageWork = null } = options;
    const hallLog = options.log ?? pino({ level: "silent" });
    const now = () => new Date().toISOString();
    const log = new EventLog(await stationPlace(store));
    await openLog(store, log, app, files.catalogue.office.agency, now());
    const catalogue = await adoptCatalogue(store, log, files, now());
    await adoptPins(store, files.pins);
    const design = await CurrentDesign.adopt(store, log, paperFiles, now());
    await markInterruptedJobs(store);
    const replicaFrom = officeDay(Date.now() - REPLICA_MEMORY_MS);
    await store.write((trx) => forgetReplicaBefore(trx, replicaFrom));
    await forgetRequestsBefore(store, new Date(Date.now() - REQUEST_MEMORY_MS).toISOString());

    let printing: Printing | null = null;
    let lodged: LodgedDossiers | null = null;
    let published: PublishedOffice | null = null;
    const health = new Changes();
    const hallChanges = new Changes();
    const attachmentFiles = new AttachmentFiles(store);
    const sync: SyncWorker = new SyncWorker({
      log: new StoredSyncLog(store, log, {
        app,
        agency: files.catalogue.office.agency,
        onReceived: async (kinds) => {
          // The whole of it is read anew: only where it can be another.
          const received = ofCatalogue.some((kind) => kinds.has(kind))
            ? await currentCatalogue(store.db)
            : null;
          if (received !== null && received.sha256 !== catalogue.sha256) catalogue.replace(received);
          await lodged?.settle();
          await published?.settle();
          hallChanges.notify();
        },
      }),
      district: settings.district,
      files: attachmentFiles,
      wanted: attachmentFiles,
      app,
      name: files.catalogue.office.name.vi,
      report: async () => ({
        printers: (printing?.conditions() ?? []).map(({ printer, condition }) => ({
          name: printer.name,
          condition,
        })),
        freeDiskBytes: await freeDiskBytes(settings.dataFolder),
        ...(published === null ? {} : { office: await published.report() }),
      }),
      onChange: () => health.notify(),
    });
    let hall: Hall | null = null;
    let pagePrinting: PageQueue | null = null;
    const context: StationContext = {
      store,
      log,
      catalogue,
      now,
      anyHour: settings.anyHour,
      practice,
      hostPlace: () => hall?.place ?? 0,
      presence: () => hall?.presence() ?? new Map(),
      hall: hallChanges,
      health,
      wakePrinting: () => {
        printing?.wake();
        pagePrinting?.wake();
        // A paper that waits for its printer changes nothing else.
        health.notify();
      },
      wakeSync: () => {
        sync.wake();
        health.notify();
      },
    };
    published = new PublishedOffice(context);
    await published.settle();
    const forms = new Forms(context, library, settings.pagePrinter !== undefined);
    const folder = join(settings.dataFolder, "papers");
    const printer = settings.pagePrinter;
    pagePrinting =
      printer === undefined || doPageWork === null
        ? null
        : new PageQueue({
            station: context,
            forms,
            printer,
            doPageWork,
            onChange: () => health.notify(),
          });
    const papers = new Papers(context, design, forms.firstState);
    const hasReceiptRoll = settings.printers.some(
      ({ papers: kinds }) => kinds.includes("receipt") || kinds.includes("feeReceipt"),
    );
    // Without a page printer a citizen who paid would leave with nothing.
    const dossierPapers = new DossierPapers(forms, printer === undefined && hasReceiptRoll ? papers : null);
    printing = await Printing.open(context, design, papers, settings.printers, patience);
    const desk = new Desk(context);
    const printers = new StationPrinters({ station: context, printing, papers, pagePrinting, desk });
    hall = await Hall.start({
      station: context,
      papers,
      printers,
      desk,
      settings: settings.hall,
      app,
      pages,
      log: hallLog,
    });
    const intake = new DossierIntake(context, papers, dossierPapers);
    const deskWork = new DeskWork(context, intake);
    const payments = new Payments(context);
    lodged = new LodgedDossiers(context, dossierPapers, (id) =>
      sync.ask((client) => client.lodged.take({ id })),
    );
    const attachments = new Attachments({
      station: context,
      scanFolder: settings.scanFolder,
      papersFolder: folder,
      doPageWork,
    });
    await Promise.all([deskWork.start(), attachments.start()]);
    const station = new Station({
      context,
      papers,
      desk,
      hall,
      administration: new Administration(context, desk, hall),
      intake,
      deskWork,
      attachments,
      notices: new IntakeNotices(context, dossierPapers),
      life: new DossierLife(context, dossierPapers),
      handovers: new Handovers(context, dossierPapers),
      payments,
      lodged,
      finder: new DossierFinder(context),
      forms: new FormDesk({ station: context, forms, payments, folder, doPageWork }),
      dossierDesk: new DossierDesk(context),
      printing,
      printers,
      pagePrinting,
      sync,
    });
    void published.follow(station.#stopped.signal);
    printing.start();
    pagePrinting?.start();
    void station.forms.tidy();
    sync.start();
    return station;
  }

  /** The hall's queue, wherever it is kept. */
  get queue() {
    return this.hall.queue;
  }

  /** The procedures in force today. */
  procedures(): Procedure[] {
    return this.context.catalogue.procedures(officeDay(this.context.now()));
  }

  /** @throws AppError PROCEDURE_UNKNOWN */
  procedure(code: string): Procedure {
    return this.context.catalogue.procedure(code, officeDay(this.context.now()));
  }

  /** Takes a step about a printer or its paper, at this PC or at another of the hall. @throws AppError as there. */
  printerStep(by: AtCounter, pc: string | null, step: PrinterStep): Promise<void> {
    return pc === null ? this.printers.take(by, step) : this.hall.printers.order(placeOf(by), pc, step);
  }

  /** Books with the hall's host and prints the slip here, where the citizen stands. */
  async bookAppointment(by: AtCounter, input: BookInput) {
    const { store, catalogue, now } = this.context;
    const booking = await this.queue.book(by, input);
    const { requestId, ...asked } = input;
    const request = { id: `${requestId}/slip`, call: "appointments.slip", input: asked };
    const at = now();
    const printed = await once(store, request, at, async (trx) => {
      const printJob = uuidv7();
      const group = catalogue.serviceGroup(booking.serviceGroup);
      await this.papers.queueAppointment(trx, { id: printJob, booking, group, at });
      return { booking, printJob };
    });
    this.context.wakePrinting();
    return printed;
  }

  async health(): Promise<Health> {
    const { store, log } = this.context;
    const [own, head] = await Promise.all([this.printers.read(), log.head(store.db)]);
    return {
      ...own,
      elsewhere: this.hall.printers.elsewhere(),
      // The worker knows the log as of its last turn; what was written since then waits as well.
      sync: { ...this.#sync.state(), lastSeq: head.seq },
      now: this.context.now(),
    };
  }

  syncNow(): Promise<SyncState> {
    return this.#sync.syncNow();
  }

  /** Finishes the paper being printed and the request on its way, then closes the store. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.hall.stop();
    this.attachments.stop();
    await Promise.all([this.printing.stop(), this.#pagePrinting?.stop(), this.#sync.stop()]);
    await this.context.store.close();
  }
}

async function freeDiskBytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}

async function openLog(store: Store, log: EventLog, app: string, agency: string, now: string): Promise<void> {
  await store.write(async (trx) => {
    if ((await log.head(trx)).seq > 0) return;
    await log.append(trx, now, {
      type: "station.opened",
      actor: "station",
      subject: log.place.station,
      data: { app, agency, reason: "new" },
    });
  });
}
