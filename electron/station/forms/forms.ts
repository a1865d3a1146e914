import { createHash } from "node:crypto";
import type { Transaction } from "kysely";
import { z } from "zod";
import type { ProcessingTime } from "../../../contract/catalogue.ts";
import { COUNTER_UNIT, type Dossier } from "../../../contract/dossier.ts";
import { AppError } from "../../../contract/errors.ts";
import { type FormId, type FormValues, formValuesSchemas } from "../../../contract/forms.ts";
import { inLanguage, type Language } from "../../../contract/text.ts";
import { officeDay } from "../../../contract/time.ts";
import {
  formDesign,
  formOverride,
  formPaperById,
  insertFormPaper,
  keepFormDesign,
} from "../../../db/forms.ts";
import { insertPrintJob, printJobById } from "../../../db/print-jobs.ts";
import type { StoreSchema } from "../../../db/schema.ts";
import type { Queryable } from "../../../db/store.ts";
import { asCase } from "../catalogue/procedure.rules.ts";
import type { StationContext } from "../context.ts";
import { amountInWords } from "../printing/words.rules.ts";
import { type FormDesign, formDesignSchema, formDocument } from "./document.ts";
import type { FormLibrary } from "./load.ts";
import { findForm, formSetOn } from "./sets.rules.ts";
import { type FormFrame, say, timeText } from "./words.rules.ts";

type Trx = Transaction<StoreSchema>;

/** Forms are printed in the office's language, whatever the screen shows. */
const FORM_LANGUAGE: Language = "vi";

/** A form as it is made, in the transaction of the fact that it proves. */
export interface NewForm<F extends FormId> {
  /** Of the paper and of its print job. */
  id: string;
  /** The dossier's set (`formSet`); papers that no circular prescribes are found in the office's own set. */
  set: string;
  form: F;
  /** What it proves: a dossier's id, a notice's, a hand-over's, a payment's, a day. */
  subject: string;
  /** What a person calls it: a dossier code, a number. */
  title: string;
  at: string;
  values: FormValues<F>;
}

/** What a print job of a form says: which paper, and as which copy. */
export const formJobSchema = z.object({
  form: z.string(),
  copy: z.object({ number: z.number().int(), at: z.string() }).nullable(),
});
export type FormJob = z.infer<typeof formJobSchema>;

/** A form as a page, with what it takes to print it. */
export interface FormPage {
  html: string;
  design: FormDesign;
  title: string;
  form: FormId;
}

/** The forms of this station: made with the fact that they prove, and shown again as they were. */
export class Forms {
  readonly library: FormLibrary;
  readonly #station: StationContext;
  /** Of a form's print job: without a page printer nothing waits. */
  readonly firstState: "queued" | "kept";

  constructor(station: StationContext, library: FormLibrary, hasPagePrinter: boolean) {
    this.#station = station;
    this.library = library;
    this.firstState = hasPagePrinter ? "queued" : "kept";
  }

  /** The set under which a dossier is accepted on a day (`YYYY-MM-DD`). */
  setOn(day: string): string {
    return formSetOn(this.library.sets, day).id;
  }

  /** Whether a dossier of that set gets such a form. */
  has(set: string, form: FormId): boolean {
    return findForm(this.library.sets, set, form) !== null;
  }

  /** What the `…FormValues` rules need beside the fact itself. */
  frame(at: string): FormFrame {
    const { catalogue } = this.#station;
    const { office, divisions, agencies } = catalogue.all;
    const { words } = this.library;
    return {
      office,
      words,
      language: FORM_LANGUAGE,
      at,
      unitName: (id) => {
        if (id === COUNTER_UNIT) return inLanguage(words.counterUnit, FORM_LANGUAGE);
        const unit =
          divisions.find((entry) => entry.id === id) ?? agencies.find((entry) => entry.code === id);
        return unit === undefined ? id : inLanguage(unit.name, FORM_LANGUAGE);
      },
      inWords: amountInWords,
    };
  }

  /** How long a dossier may take: of the procedure's version and case under which it was accepted. */
  processingOf({ procedureCode, procedureVersion, acceptedAt, caseId }: Dossier): ProcessingTime {
    const day = procedureVersion ?? officeDay(acceptedAt);
    return asCase(this.#station.catalogue.procedure(procedureCode, day), caseId).time;
  }

  /**
   * Keeps a form with the fact that it proves and queues it for the page printer; without one it is kept to be opened.
   *
   * @throws AppError FORM_UNKNOWN where the set has no such form.
   */
  async queue<F extends FormId>(trx: Trx, input: NewForm<F>): Promise<void> {
    const { id, form, subject, title, at } = input;
    const { set, design } = await this.#designOf(trx, input.set, form);
    const text = JSON.stringify(design);
    const sha256 = createHash("sha256").update(text).digest("hex");
    await keepFormDesign(trx, sha256, text);
    const content = formValuesSchemas[form].parse(input.values);
    await insertFormPaper(trx, { id, set, form, subject, title, design: sha256, createdAt: at, content });
    const job: FormJob = { form: id, copy: null };
    await insertPrintJob(trx, {
      id,
      kind: "form",
      // Each paper has its own copies: of one dossier there are several.
      subject: id,
      title,
      copy: 1,
      createdAt: at,
      paper: job,
      state: this.firstState,
    });
  }

  /**
   * The paper as a page, as it was when it was made.
   *
   * @throws AppError FORM_PAPER_UNKNOWN
   */
  async document({ form, copy }: FormJob): Promise<FormPage> {
    const { db } = this.#station.store;
    const paper = await formPaperById(db, form);
    if (paper === null) throw new AppError("FORM_PAPER_UNKNOWN", { id: form });
    const design = formDesignSchema.parse(JSON.parse(await formDesign(db, paper.design)));
    const frame = this.frame(paper.created_at);
    const { copyMark } = frame.words;
    const html = formDocument(design, JSON.parse(paper.content) as Record<string, unknown>, {
      copyMark:
        copy === null ? null : say(frame, copyMark, { copy: copy.number, time: timeText(frame, copy.at) }),
      practiceMark: this.#practiceMark(),
      title: paper.title,
    });
    return { html, design, title: paper.title, form: paper.form };
  }

  /** The paper of a print job. @throws AppError FORM_PAPER_UNKNOWN */
  async documentOfJob(id: string): Promise<FormPage> {
    const job = await printJobById(this.#station.store.db, id);
    if (job?.kind !== "form") throw new AppError("FORM_PAPER_UNKNOWN", { id });
    return this.document(formJobSchema.parse(JSON.parse(job.paper)));
  }

  /** A form that is not kept, as it looks now. @throws AppError FORM_UNKNOWN */
  async documentOf<F extends FormId>(set: string, form: F, values: FormValues<F>): Promise<FormPage> {
    const { design } = await this.#designOf(this.#station.store.db, set, form);
    const practiceMark = this.#practiceMark();
    const { name } = design.form;
    return { html: formDocument(design, values, { practiceMark, title: name }), design, title: name, form };
  }

  #practiceMark(): string | null {
    return this.#station.practice ? inLanguage(this.library.words.practiceMark, FORM_LANGUAGE) : null;
  }

  /** How a form looks now: the office's own wording where it has one. */
  async #designOf(db: Queryable, setId: string, form: FormId): Promise<{ set: string; design: FormDesign }> {
    const found = findForm(this.library.sets, setId, form);
    if (found === null) throw new AppError("FORM_UNKNOWN", { set: setId, form });
    const { set, entry } = found;
    const override = await formOverride(db, set.id, form);
    const template = override?.template ?? this.library.templates.get(`${set.id}/${form}`) ?? "";
    return { set: set.id, design: this.design(set.id, form, template, entry) };
  }

  /** All that decides how a form with that template looks. */
  design(
    setId: string,
    form: FormId,
    template: string,
    entry = findForm(this.library.sets, setId, form)?.entry,
  ): FormDesign {
    const { parts, style, pages, sets } = this.library;
    if (entry === undefined) throw new AppError("FORM_UNKNOWN", { set: setId, form });
    const law = sets.find(({ id }) => id === setId)?.law ?? "";
    return {
      template,
      parts: { ...parts },
      style,
      page: entry.page,
      pageStyle: pages[entry.page],
      form: { number: entry.number ?? "", name: inLanguage(entry.name, FORM_LANGUAGE), law },
    };
  }
}
