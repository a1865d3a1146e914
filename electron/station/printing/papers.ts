import type { Transaction } from "kysely";
import { v7 as uuidv7 } from "uuid";
import type { Procedure, ServiceGroup } from "../../../contract/catalogue.ts";
import type { AcceptedDossier } from "../../../contract/dossier.ts";
import type { PrintJob } from "../../../contract/entities.ts";
import { AppError } from "../../../contract/errors.ts";
import type { AppointmentBooking, Ticket } from "../../../contract/queue.ts";
import type { Language, LocalizedText } from "../../../contract/text.ts";
import {
  firstPrintJob,
  insertPrintJob,
  lastCopy,
  type NewPrintJob,
  printJobById,
  printJobOf,
  updatePrintJob,
} from "../../../db/print-jobs.ts";
import type { PrintJobRow, StoreSchema } from "../../../db/schema.ts";
import type { StationContext } from "../context.ts";
import type { AtCounter } from "../staff/desk.ts";
import {
  appointmentPaper,
  asCopy,
  asPractice,
  type Paper,
  type PaperTexts,
  paperSchema,
  receiptPaper,
  ticketPaper,
} from "./paper.rules.ts";

type Trx = Transaction<StoreSchema>;

/** Papers are printed in the office's language, whatever the screen shows. */
const PAPER_LANGUAGE: Language = "vi";

/** The papers of this station: each is a job, stored with the fact that it proves, and what people decide on it. */
export class Papers {
  readonly #station: StationContext;
  readonly #texts: PaperTexts;

  constructor(station: StationContext, texts: PaperTexts) {
    this.#station = station;
    this.#texts = texts;
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
    const { ticket, group, waitingBefore, note } = input;
    const paper = ticketPaper({ ticket, group, waitingBefore, note, ...this.#frame() });
    await this.#queue(trx, {
      id: input.id,
      kind: "ticket",
      subject: ticket.id,
      title: ticket.label,
      copy: 1,
      createdAt: input.at,
      paper,
    });
  }

  async queueAppointment(
    trx: Trx,
    input: { id: string; booking: AppointmentBooking; group: ServiceGroup; at: string },
  ): Promise<void> {
    const { booking, group } = input;
    await this.#queue(trx, {
      id: input.id,
      kind: "appointment",
      subject: booking.id,
      title: booking.code,
      copy: 1,
      createdAt: input.at,
      paper: appointmentPaper({ booking, group, ...this.#frame() }),
    });
  }

  async queueReceipt(
    trx: Trx,
    input: { id: string; dossier: AcceptedDossier; procedure: Procedure; at: string },
  ): Promise<void> {
    const { dossier, procedure } = input;
    const paper = receiptPaper({ dossier, procedure, ...this.#frame() });
    await this.#queue(trx, {
      id: input.id,
      kind: "receipt",
      subject: dossier.id,
      title: dossier.code,
      copy: 1,
      createdAt: input.at,
      paper,
    });
  }

  /** Queues the first paper; in a practice hall it says so. */
  async #queue(trx: Trx, job: NewPrintJob & { paper: Paper }): Promise<void> {
    const paper = this.#station.practice ? asPractice(job.paper, this.#frame()) : job.paper;
    await insertPrintJob(trx, { ...job, paper });
  }

  async job(id: string): Promise<PrintJob> {
    return printJobOf(await requireJob(this.#station.store.db, id));
  }

  /**
   * A person says whether the paper of a doubtful job came out. If it did not, it is printed again, unmarked: it is
   * still the first paper that anybody gets.
   *
   * @throws AppError PRINT_JOB_UNKNOWN, PRINT_JOB_STATE where there is no doubt to settle.
   */
  async settle(desk: AtCounter, id: string, cameOut: boolean): Promise<PrintJob> {
    return this.#decide(id, ["unknown", "failed"], async (trx, job, at) => {
      await updatePrintJob(
        trx,
        id,
        cameOut
          ? { state: "printed", condition: null, finished_at: at }
          : { state: "queued", condition: null, next_try_at: null },
      );
      await this.#settled(trx, desk, job, at, cameOut ? "printed" : "notPrinted");
    });
  }

  /** Gives a paper up. Its ticket or dossier stays as it is. */
  async cancel(desk: AtCounter, id: string): Promise<PrintJob> {
    return this.#decide(id, ["queued", "waiting", "unknown", "failed"], async (trx, job, at) => {
      await updatePrintJob(trx, id, { state: "cancelled", finished_at: at });
      await this.#settled(trx, desk, job, at, "cancelled");
    });
  }

  /** Prints a finished paper once more, marked as a copy with its number and time. */
  async again(desk: AtCounter, id: string): Promise<PrintJob> {
    const copyId = uuidv7();
    await this.#decide(id, ["printed", "cancelled"], async (trx, job, at) => {
      const copy = (await lastCopy(trx, job.kind, job.subject)) + 1;
      const first = await firstPrintJob(trx, job.kind, job.subject);
      const original = paperSchema.parse(JSON.parse(first.paper));
      // The first paper says already that it is practice.
      await insertPrintJob(trx, {
        id: copyId,
        kind: job.kind,
        subject: job.subject,
        title: job.title,
        copy,
        createdAt: at,
        paper: asCopy(original, { copy, at, texts: this.#texts }),
      });
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
    from: PrintJob["state"][],
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

  #frame() {
    return { office: this.#station.catalogue.all.office, texts: this.#texts, language: PAPER_LANGUAGE };
  }
}

async function requireJob(db: Parameters<typeof printJobById>[0], id: string): Promise<PrintJobRow> {
  const job = await printJobById(db, id);
  if (job === null) throw new AppError("PRINT_JOB_UNKNOWN", { id });
  return job;
}
