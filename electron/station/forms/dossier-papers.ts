import type { Transaction } from "kysely";
import { type FormId, type FormValues, OFFICE_FORMS } from "../../../contract/forms.ts";
import type { StoreSchema } from "../../../db/schema.ts";
import type { DossierForm, FormJob, FormPrinting } from "../dossiers/forms.ts";
import type { Papers } from "../printing/papers.ts";
import {
  feeReceiptFormValues,
  feeReceiptValues,
  receiptFormValues,
  refusalFormValues,
  refusalNoticeFormValues,
  stepFormValues,
  supplementNoticeFormValues,
} from "./dossier-forms.rules.ts";
import type { Forms } from "./forms.ts";
import { handoverFormValues } from "./list-forms.rules.ts";
import type { FormFrame } from "./words.rules.ts";

/** The papers that a dossier's steps give, as forms of its set; where no sheet can be printed, the roll takes what it can. */
export class DossierPapers implements FormPrinting {
  readonly #forms: Forms;
  readonly #receipts: Pick<Papers, "queueFeeReceipt"> | null;

  /** @param receipts prints receipts for fees on a roll; null where they are sheets. */
  constructor(forms: Forms, receipts: Pick<Papers, "queueFeeReceipt"> | null) {
    this.#forms = forms;
    this.#receipts = receipts;
  }

  setOn(day: string): string {
    return this.#forms.setOn(day);
  }

  has(form: DossierForm["form"], set: string): boolean {
    return form === "intakeNotice"
      ? this.#forms.has(set, "supplement") && this.#forms.has(set, "refusal")
      : this.#forms.has(set, form);
  }

  async queueForm(trx: Transaction<StoreSchema>, job: FormJob, content: DossierForm): Promise<void> {
    const frame = this.#forms.frame(job.at);
    if (
      content.form === "feeReceipt" &&
      this.#receipts !== null &&
      content.values.event.type === "dossier.paid"
    ) {
      const { dossier, event } = content.values;
      const receipt = feeReceiptValues(frame, { dossier, payment: event.data.payment });
      return this.#receipts.queueFeeReceipt(trx, { ...job, receipt });
    }
    const { set, form, values } = this.#filledIn(frame, content);
    await this.#forms.queue(trx, { ...job, set, form, values });
  }

  #filledIn(
    frame: FormFrame,
    content: DossierForm,
  ): { set: string; form: FormId; values: FormValues<FormId> } {
    if (content.form === "intakeNotice") {
      const { notice } = content.values;
      const set = notice.formSet;
      return notice.kind === "supplement"
        ? { set, form: "supplement", values: supplementNoticeFormValues(frame, notice) }
        : { set, form: "refusal", values: refusalNoticeFormValues(frame, notice) };
    }
    if (content.form === "handover")
      return { set: OFFICE_FORMS, form: "handover", values: handoverFormValues(frame, content.values) };
    const { form } = content;
    return { set: content.values.dossier.formSet, form, values: this.#ofStep(frame, content.values) };
  }

  /** What proves a step says the event itself. */
  #ofStep(
    frame: FormFrame,
    { dossier, event, by }: Extract<DossierForm, { values: { event: unknown } }>["values"],
  ): FormValues<FormId> {
    switch (event.type) {
      case "dossier.corrected":
        return receiptFormValues(frame, { dossier, processing: this.#forms.processingOf(dossier) });
      case "dossier.notAccepted": {
        const { reason, number } = event.data;
        return refusalFormValues(frame, { dossier, reason, number: number ?? "", by: by.name });
      }
      case "dossier.supplementRequested":
      case "dossier.paymentRequested":
      case "dossier.extended":
      case "dossier.stopped":
        return stepFormValues(frame, { dossier, event, by: by.name });
      case "dossier.paid":
        return feeReceiptFormValues(frame, { dossier, payment: event.data.payment });
      default:
        break;
    }
    throw new Error(`no form proves ${event.type}`);
  }
}
