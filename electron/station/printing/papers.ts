import type { Transaction } from "kysely";
import { v7 as uuidv7 } from "uuid";
import type { Procedure, ServiceGroup } from "../../../contract/catalogue.ts";
import type { AcceptedDossier } from "../../../contract/dossier.ts";
import { type PrintJob, undecidedStates } from "../../../contract/entities.ts";
import { AppError } from "../../../contract/errors.ts";
import type { AppointmentBooking, Ticket } from "../../../contract/queue.ts";
import type { Language, LocalizedText } from "../../../contract/text.ts";
import {
  finishedPrintJobs,
  firstPrintJob,
  insertPrintJob,
  lastCopy,
  type NewPrintJob,
  printJobById,
  printJobOf,
  updatePrintJob,
} from "../../../db/print-jobs.ts";
import { updatePrinter } from "../../../db/printers.ts";
import type { PrintJobRow, StoreSchema } from "../../../db/schema.ts";
import type { StationContext } from "../context.ts";
import { formJobSchema } from "../forms/forms.ts";
import type { AtCounter } from "../staff/desk.ts";
import {
  appointmentPaper,
  type FeeReceipt,
  type Frame,
  feeReceiptPaper,
  receiptPaper,
  testPaper,
  ticketPaper,
} from "./content.rules.ts";
import type { CurrentDesign } from "./current-design.ts";
import { printedUntil } from "./life.rules.ts";
import { asCopy, asPractice, type Paper, paperSchema } from "./paper.rules.ts";

type Trx = Transaction<StoreSchema>;

/** Papers are printed in the office's language, whatever the screen shows. */
const PAPER_LANGUAGE: Language = "vi";

/** How many finished papers a list shows. */
const LISTED = 40;

/** What a test page says of its printer. */
export type TestedPrinter = Parameters<typeof testPaper>[0]["printer"];

/** The papers of this station: each is a job, stored with the fact that it proves, and what people decide on it. */
export class Papers {
  readonly #station: StationContext;
  readonly #design: CurrentDesign;
  readonly #formState: "queued" | "kept";

  /** @param formState of the job of a form on A4 or A5: without a page printer it is kept. */
  constructor(station: StationContext, design: CurrentDesign, formState: "queued" | "kept" = "kept") {
    this.#station = station;
    this.#design = design;
    this.#formState = formState;
  }

  async queueTicket(
    trx: Trx,
    input: {
      id: string;
      ticket: Ticket;
      group: ServiceGroup;
      waitingBefore: number;
      /** The hall's own advice, where another PC keeps the queue. */
      note?: LocalizedText | undefined;
      at: string;
    },
  ): Promise<void> {
    const { id, ticket, group, waitingBefore, note, at } = input;
    const paper = ticketPaper({ ticket, group, waitingBefore, note, ...this.frame() });
    await this.#queue(trx, { id, subject: ticket.id, at }, paper);
  }

  async queueAppointment(
    trx: Trx,
    input: { id: string; booking: AppointmentBooking; group: ServiceGroup; at: string },
  ): Promise<void> {
    const { id, booking, group, at } = input;
    await this.#queue(
      trx,
      { id, subject: booking.id, at },
      appointmentPaper({ booking, group, ...this.frame() }),
    );
  }

  async queueReceipt(
    trx: Trx,
    input: { id: string; dossier: AcceptedDossier; procedure: Procedure; at: string },
  ): Promise<void> {
    const { id, dossier, procedure, at } = input;
    await this.#queue(
      trx,
      { id, subject: dossier.id, at },
      receiptPaper({ dossier, procedure, ...this.frame() }),
    );
  }

  /** @param input.subject what the payment is known by: one receipt for each. */
  async queueFeeReceipt(
    trx: Trx,
    input: { id: string; subject: string; receipt: FeeReceipt; at: string },
  ): Promise<void> {
    const { id, subject, receipt, at } = input;
    await this.#queue(trx, { id, subject, at }, feeReceiptPaper({ ...receipt, ...this.frame() }));
  }

  /** Prints the test page on that printer. */
  async test(printer: TestedPrinter, drawer: boolean): Promise<PrintJob> {
    const id = uuidv7();
    const at = this.#station.now();
    const paper = testPaper({ printer, drawer, at, ...this.frame() });
    await this.#station.store.write((trx) =>
      this.#queue(trx, { id, subject: id, at, printer: printer.id }, paper),
    );
    this.#station.wakePrinting();
    return this.job(id);
  }

  /** The papers that were finished last, or those whose title contains `query`. */
  finished(query: string): Promise<PrintJob[]> {
    return finishedPrintJobs(this.#station.store.db, query.trim(), LISTED);
  }

  async job(id: string): Promise<PrintJob> {
    return printJobOf(await requireJob(this.#station.store.db, id));
  }

  /**
   * A person says whether the paper of a doubtful job came out. If it did not, it is printed again, unmarked: it is
   * still the first paper that anybody gets. What its printer may still hold of it is cleared before.
   *
   * @throws AppError PRINT_JOB_UNKNOWN, PRINT_JOB_STATE where there is no doubt to settle.
   */
  async settle(desk: AtCounter, id: string, cameOut: boolean): Promise<PrintJob> {
    return this.#decide(id, undecidedStates, async (trx, job, at) => {
      await updatePrintJob(
        trx,
        id,
        cameOut
          ? { state: "printed", condition: null, finished_at: at }
          : { state: "queued", condition: null, next_try_at: null, expires_at: this.#expiry(job.kind, at) },
      );
      if (!cameOut) await forgetIn(trx, job);
      await this.#settled(trx, desk, job, at, cameOut ? "printed" : "notPrinted");
    });
  }

  /** Gives a paper up. Its ticket or dossier stays as it is. */
  async cancel(desk: AtCounter, id: string): Promise<PrintJob> {
    return this.#decide(id, ["queued", "waiting", ...undecidedStates], async (trx, job, at) => {
      await updatePrintJob(trx, id, { state: "cancelled", finished_at: at });
      if (job.state === "unknown") await forgetIn(trx, job);
      await this.#settled(trx, desk, job, at, "cancelled");
    });
  }

  /**
   * Gives a paper that was not begun to another printer on a roll, and a fresh life with it.
   *
   * @throws AppError as `settle`; PRINTER_UNSUITED for a form, which no roll takes.
   */
  async move(id: string, printer: string): Promise<PrintJob> {
    return this.#decide(id, ["queued", "waiting", "expired", "failed"], async (trx, job, at) => {
      if (job.kind === "form") throw new AppError("PRINTER_UNSUITED", { id, printer });
      await updatePrintJob(trx, id, {
        state: "queued",
        condition: null,
        next_try_at: null,
        printer,
        expires_at: this.#expiry(job.kind, at),
      });
    });
  }

  /** Prints a finished paper once more, marked as a copy with its number and time. */
  async again(desk: AtCounter, id: string): Promise<PrintJob> {
    const copyId = uuidv7();
    await this.#decide(id, ["printed", "cancelled", "kept"], async (trx, job, at) => {
      const copy = (await lastCopy(trx, job.kind, job.subject)) + 1;
      const first = await firstPrintJob(trx, job.kind, job.subject);
      const original: unknown = JSON.parse(first.paper);
      const again = { id: copyId, subject: job.subject, at, copy, title: job.title };
      if (job.kind === "form") {
        const { subject, title } = job;
        await insertPrintJob(trx, {
          id: copyId,
          kind: "form",
          subject,
          title,
          copy,
          createdAt: at,
          paper: { ...formJobSchema.parse(original), copy: { number: copy, at } },
          state: this.#formState,
        });
      } else {
        const { design } = this.#design.current;
        await this.#queue(trx, again, asCopy(paperSchema.parse(original), { copy, at, design }));
      }
      await this.#station.log.append(trx, at, {
        type: "paper.requestedAgain",
        actor: desk.staff.id,
        subject: job.subject,
        data: { printJob: copyId, kind: job.kind, subject: job.subject, copy },
      });
    });
    return this.job(copyId);
  }

  async #decide(
    id: string,
    from: readonly PrintJob["state"][],
    decide: (trx: Trx, job: PrintJobRow, at: string) => Promise<void>,
  ): Promise<PrintJob> {
    const job = await this.#station.store.write(async (trx) => {
      const current = await requireJob(trx, id);
      if (!from.includes(current.state)) throw new AppError("PRINT_JOB_STATE", { id, state: current.state });
      await decide(trx, current, this.#station.now());
      return printJobOf(await requireJob(trx, id));
    });
    this.#station.wakePrinting();
    this.#station.wakeSync();
    return job;
  }

  async #settled(
    trx: Trx,
    desk: AtCounter,
    job: PrintJobRow,
    at: string,
    outcome: "printed" | "notPrinted" | "cancelled",
  ): Promise<void> {
    await this.#station.log.append(trx, at, {
      type: "paper.settled",
      actor: desk.staff.id,
      subject: job.subject,
      data: { printJob: job.id, kind: job.kind, subject: job.subject, copy: job.copy, outcome, by: "person" },
    });
  }

  /** Queues a paper; in a practice hall it says so. The copy of one says it already. */
  async #queue(
    trx: Trx,
    job: Pick<NewPrintJob, "id" | "subject"> & {
      at: string;
      copy?: number;
      title?: string;
      printer?: string;
    },
    content: Paper,
  ): Promise<void> {
    const isPractice = this.#station.practice && (job.copy ?? 1) === 1;
    const paper = isPractice ? asPractice(content, this.frame()) : content;
    const { id, subject, at, copy = 1, title = paper.title, printer = null } = job;
    const expiresAt = this.#expiry(paper.kind, at);
    const { kind } = paper;
    await insertPrintJob(trx, { id, kind, subject, title, copy, createdAt: at, paper, printer, expiresAt });
  }

  /** A form is as good tomorrow as today. */
  #expiry(kind: PrintJob["kind"], from: string): string | null {
    return kind === "form" ? null : printedUntil(kind, from, this.#design.current.design.lifeMinutes[kind]);
  }

  /** What every paper is made with. */
  frame(): Frame {
    const { design, images } = this.#design.current;
    return { office: this.#station.catalogue.all.office, design, images, language: PAPER_LANGUAGE };
  }
}

/** Whatever its printer still holds of a doubtful paper must not come out beside its reprint, or any more at all. */
async function forgetIn(trx: Trx, job: PrintJobRow): Promise<void> {
  if (job.kind !== "form" && job.sent_to !== null) await updatePrinter(trx, job.sent_to, { clear_first: 1 });
}

async function requireJob(db: Parameters<typeof printJobById>[0], id: string): Promise<PrintJobRow> {
  const job = await printJobById(db, id);
  if (job === null) throw new AppError("PRINT_JOB_UNKNOWN", { id });
  return job;
}
