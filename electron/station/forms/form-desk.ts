import { join } from "node:path";
import type { Transaction } from "kysely";
import { v7 as uuidv7 } from "uuid";
import type { Dossier } from "../../../contract/dossier.ts";
import type { PrintJob } from "../../../contract/entities.ts";
import { AppError } from "../../../contract/errors.ts";
import {
  type ExportProgress,
  type FormTemplate,
  formOfStep,
  type StepForm,
} from "../../../contract/form-calls.ts";
import {
  type FormId,
  type FormPaper,
  type FormSet,
  formValuesSchemas,
  OFFICE_FORMS,
} from "../../../contract/forms.ts";
import type { PageWork } from "../../../contract/station-process.ts";
import { officeDay, officeInstant } from "../../../contract/time.ts";
import { dossierById, handoverById, historyOf } from "../../../db/dossiers.ts";
import { formOverride, formPaperById, formPapersOf } from "../../../db/forms.ts";
import { lastCopyOf, printJobById, printJobOf, updatePrintJob } from "../../../db/print-jobs.ts";
import { dossiersAccepted, dossiersDue, handoversGiven, handoversWith } from "../../../db/register.ts";
import { once } from "../../../db/requests.ts";
import type { StoreSchema } from "../../../db/schema.ts";
import type { StationContext } from "../context.ts";
import type { Payments } from "../dossiers/payments.ts";
import { type AtCounter, requireHead } from "../staff/desk.ts";
import { formDocument, formFields } from "./document.ts";
import { type ProvenStep, receiptFormValues, stepFormValues } from "./dossier-forms.rules.ts";
import { exampleValues } from "./example.rules.ts";
import type { Forms, NewForm } from "./forms.ts";
import {
  cashReportFormValues,
  controlFormValues,
  dailyListFormValues,
  handoverFormValues,
} from "./list-forms.rules.ts";
import { fileNameOf, removeOldFiles, unwritten } from "./made-files.ts";
import type { DoPageWork } from "./page-queue.ts";
import { registerAsPdf, registerAsSpreadsheet } from "./register-export.ts";
import { checkTemplate, describeFields, TemplateFault } from "./template.ts";

type Trx = Transaction<StoreSchema>;

export type PaperToMake =
  | { form: "receipt" | "control" | StepForm; dossier: string }
  | { form: "handover"; handover: string }
  | { form: "dailyList"; day: string }
  | { form: "cashReport"; day: string; cashier: string | null };

const DAY_MS = 24 * 60 * 60 * 1000;

/** What people do with forms: open, print, make anew, word in their own way; and the register as a file. */
export class FormDesk {
  readonly #station: StationContext;
  readonly #forms: Forms;
  readonly #payments: Payments;
  readonly #folder: string;
  readonly #doPageWork: DoPageWork | null;
  /** The day on which old files were looked for last. */
  #tidied = "";

  /** @param options.folder where PDFs and spreadsheets are put; they are kept for a month. */
  constructor(options: {
    station: StationContext;
    forms: Forms;
    payments: Payments;
    folder: string;
    doPageWork: DoPageWork | null;
  }) {
    this.#station = options.station;
    this.#forms = options.forms;
    this.#payments = options.payments;
    this.#folder = options.folder;
    this.#doPageWork = options.doPageWork;
  }

  sets(): FormSet[] {
    return this.#forms.library.sets;
  }

  /** The forms about a subject, each with its latest print job. */
  async papers(subject: string): Promise<(FormPaper & { job: PrintJob })[]> {
    const { db } = this.#station.store;
    const papers = await formPapersOf(db, subject);
    return Promise.all(
      papers.map(async (paper) => ({ ...paper, job: printJobOf(await lastCopyOf(db, "form", paper.id)) })),
    );
  }

  /** Makes a form of what is known now; one that says the same is not made twice. */
  async make(by: AtCounter, requestId: string, paper: PaperToMake): Promise<PrintJob> {
    const { store, now } = this.#station;
    const at = now();
    const request = { id: requestId, call: "forms.make", input: { paper, by: by.staff.id } };
    const id = await once(store, request, at, async (trx) => {
      const form = await this.#formOf(trx, paper, at);
      const content = JSON.stringify(formValuesSchemas[form.form].parse(form.values));
      for (const earlier of await formPapersOf(trx, form.subject)) {
        if (earlier.form !== form.form) continue;
        const row = await formPaperById(trx, earlier.id);
        if (row?.content === content) return earlier.id;
      }
      const id = uuidv7();
      await this.#forms.queue(trx, { ...form, id });
      return id;
    });
    this.#station.wakePrinting();
    return printJobOf(await lastCopyOf(store.db, "form", id));
  }

  /**
   * The paper of a print job as a PDF, opened in the program that the PC has for it.
   *
   * @throws AppError PAGES_UNAVAILABLE, PAGE_FAILED, FILE_IN_USE, FORM_PAPER_UNKNOWN
   */
  async open(id: string): Promise<{ file: string; opened: boolean }> {
    const { html, design, title, form } = await this.#forms.documentOfJob(id);
    const file = join(this.#folder, `${fileNameOf(title)}-${form}-${id.slice(-6)}.pdf`);
    void this.tidy();
    await this.#do({ do: "pdf", html, page: design.page, file });
    const result = await this.#doPageWork?.({ do: "open", file });
    return { file, opened: result?.outcome === "done" };
  }

  /** Removes files that nobody has opened for a month, once a day; see `removeOldFiles`. */
  async tidy(): Promise<void> {
    const now = this.#station.now();
    const day = officeDay(now);
    if (this.#tidied === day) return;
    this.#tidied = day;
    await removeOldFiles(this.#folder, Date.parse(now));
  }

  /** Prints a form that was only kept. @throws AppError PRINT_JOB_UNKNOWN, PRINT_JOB_STATE */
  async print(id: string): Promise<PrintJob> {
    const { store } = this.#station;
    const job = await store.write(async (trx) => {
      const row = await printJobById(trx, id);
      if (row === null || row.kind !== "form") throw new AppError("PRINT_JOB_UNKNOWN", { id });
      // Without a page printer it would wait for ever.
      if (row.state !== "kept" || this.#forms.firstState === "kept")
        throw new AppError("PRINT_JOB_STATE", { id, state: row.state });
      await updatePrintJob(trx, id, { state: "queued" });
      return printJobOf({ ...row, state: "queued" });
    });
    this.#station.wakePrinting();
    return job;
  }

  async template(set: string, form: FormId): Promise<FormTemplate> {
    const { db } = this.#station.store;
    const shipped = this.#shipped(set, form);
    const override = await formOverride(db, set, form);
    return {
      template: override?.template ?? shipped,
      shipped,
      changed:
        override === null
          ? null
          : {
              at: override.changedAt,
              by: this.#station.catalogue.staff(override.changedBy)?.name ?? override.changedBy,
            },
      fields: describeFields(formFields(form)),
      parts: Object.keys(this.#forms.library.parts),
    };
  }

  /** A template with the example filled in. @throws AppError FORM_UNKNOWN, FORM_TEMPLATE_INVALID */
  preview(set: string, form: FormId, template: string): string {
    this.#check(form, template);
    const { example } = this.#forms.library;
    const values = exampleValues(this.#forms.frame(example.dossier.acceptedAt), example);
    return formDocument(this.#forms.design(set, form, template), values[form]);
  }

  /** @throws AppError NOT_ALLOWED, FORM_UNKNOWN, FORM_TEMPLATE_INVALID */
  async save(by: AtCounter, set: string, form: FormId, template: string | null): Promise<FormTemplate> {
    const { store, log, now } = this.#station;
    requireHead(by);
    const shipped = this.#shipped(set, form);
    if (template !== null) this.#check(form, template);
    const own = template === shipped ? null : template;
    await store.write((trx) =>
      log.append(trx, now(), {
        type: "forms.changed",
        actor: by.staff.id,
        subject: `${set}/${form}`,
        data: { set, form, template: own },
      }),
    );
    this.#station.wakeSync();
    return this.template(set, form);
  }

  /** Writes the register of a period; the last that is told names the files. */
  exportRegister(input: { from: string; to: string; as: "pdf" | "xlsx" }): AsyncGenerator<ExportProgress> {
    const { store, now } = this.#station;
    const { from, to } = input;
    if (from > to) throw new AppError("BAD_INPUT", { path: "to", reason: `${to} < ${from}` });
    void this.tidy();
    const register = { db: store.db, frame: this.#forms.frame(now()), folder: this.#folder, from, to };
    if (input.as === "xlsx") return registerAsSpreadsheet(register);
    const set = this.#forms.setOn(to);
    return registerAsPdf(register, async (values, file) => {
      const { html, design } = await this.#forms.documentOf(set, "register", values);
      await this.#do({ do: "pdf", html, page: design.page, file });
    });
  }

  async #do(work: PageWork): Promise<void> {
    if (this.#doPageWork === null) throw new AppError("PAGES_UNAVAILABLE", {});
    const result = await this.#doPageWork(work);
    if (result.outcome === "done") return;
    throw work.do === "pdf"
      ? unwritten(work.file, result.detail)
      : new AppError("PAGE_FAILED", { detail: result.detail });
  }

  #shipped(set: string, form: FormId): string {
    const template = this.#forms.library.templates.get(`${set}/${form}`);
    if (template === undefined) throw new AppError("FORM_UNKNOWN", { set, form });
    return template;
  }

  #check(form: FormId, template: string): void {
    try {
      checkTemplate(template, formFields(form), Object.keys(this.#forms.library.parts));
    } catch (error) {
      if (!(error instanceof TemplateFault)) throw error;
      const { line, column, reason, found } = error;
      throw new AppError("FORM_TEMPLATE_INVALID", { line, column, reason, found });
    }
  }

  async #formOf(trx: Trx, paper: PaperToMake, at: string): Promise<Omit<NewForm<FormId>, "id">> {
    if (paper.form === "dailyList") return this.#dailyList(trx, paper.day, at);
    if (paper.form === "cashReport") return this.#cashReport(trx, paper, at);
    if (paper.form === "handover") {
      const handover = await handoverById(trx, paper.handover);
      if (handover === null) throw new AppError("HANDOVER_UNKNOWN", { id: paper.handover });
      const dossiers = await dossiersOf(trx, handover.dossiers);
      return {
        set: OFFICE_FORMS,
        form: "handover",
        subject: handover.id,
        title: handover.number,
        at,
        values: handoverFormValues(this.#forms.frame(handover.givenAt), { handover, dossiers }),
      };
    }
    const dossier = await dossierById(trx, paper.dossier);
    if (dossier === null) throw new AppError("DOSSIER_UNKNOWN", { id: paper.dossier });
    const about = { set: dossier.formSet, subject: dossier.id, title: dossier.code, at };
    if (paper.form === "control") {
      const handovers = await handoversWith(trx, dossier.id, dossier.acceptedAt);
      const values = controlFormValues(this.#forms.frame(at), { dossier, handovers });
      return { ...about, form: "control", values };
    }
    if (paper.form !== "receipt") return this.#ofStep(trx, dossier, paper.form, at);
    const values = receiptFormValues(this.#forms.frame(dossier.acceptedAt), {
      dossier,
      processing: this.#forms.processingOf(dossier),
    });
    return { ...about, form: "receipt", values };
  }

  /** The form of the last such step that the dossier has. */
  async #ofStep(
    trx: Trx,
    dossier: Dossier,
    form: StepForm,
    at: string,
  ): Promise<Omit<NewForm<FormId>, "id">> {
    const history = await historyOf(trx, dossier.id);
    const step = history.findLast(({ type }) => formOfStep(type) === form);
    if (step === undefined || !this.#forms.has(dossier.formSet, form))
      throw new AppError("FORM_UNKNOWN", { set: dossier.formSet, form });
    const event = { ...step, actor: step.by, subject: dossier.id } as unknown as ProvenStep;
    const by = this.#station.catalogue.staff(step.by)?.name ?? step.by;
    const number = "number" in event.data ? event.data.number : undefined;
    return {
      set: dossier.formSet,
      form,
      subject: dossier.id,
      title: number ?? dossier.code,
      at,
      values: stepFormValues(this.#forms.frame(step.at), { dossier, event, by }),
    };
  }

  async #cashReport(
    trx: Trx,
    { day, cashier }: { day: string; cashier: string | null },
    at: string,
  ): Promise<Omit<NewForm<FormId>, "id">> {
    const values = cashReportFormValues(this.#forms.frame(at), {
      report: await this.#payments.report(day, cashier, trx),
      cashier: cashier === null ? "" : (this.#station.catalogue.staff(cashier)?.name ?? cashier),
    });
    const subject = cashier === null ? day : `${day}/${cashier}`;
    return { set: OFFICE_FORMS, form: "cashReport", subject, title: day, at, values };
  }

  async #dailyList(trx: Trx, day: string, at: string): Promise<Omit<NewForm<FormId>, "id">> {
    const from = officeInstant(day, "00:00");
    const span = { from, until: new Date(Date.parse(from) + DAY_MS).toISOString() };
    const handovers = await handoversGiven(trx, span);
    const values = dailyListFormValues(this.#forms.frame(at), {
      day,
      accepted: await dossiersAccepted(trx, span),
      due: await dossiersDue(trx, span),
      handovers,
      dossiers: await dossiersOf(
        trx,
        handovers.flatMap(({ dossiers }) => dossiers),
      ),
    });
    return { set: OFFICE_FORMS, form: "dailyList", subject: day, title: day, at, values };
  }
}

async function dossiersOf(trx: Trx, entries: readonly { id: string }[]): Promise<Dossier[]> {
  const found: Dossier[] = [];
  for (const id of new Set(entries.map((entry) => entry.id))) {
    const dossier = await dossierById(trx, id);
    if (dossier !== null) found.push(dossier);
  }
  return found;
}
