import { v7 as uuidv7 } from "uuid";
import type { IntakeNotice } from "../../../contract/dossier.ts";
import type { NoticeRequest } from "../../../contract/dossier-calls.ts";
import { AppError } from "../../../contract/errors.ts";
import { officeDay } from "../../../contract/time.ts";
import { noticesOf } from "../../../db/dossiers.ts";
import { once } from "../../../db/requests.ts";
import type { StationContext } from "../context.ts";
import type { AtCounter } from "../staff/desk.ts";
import type { FormPrinting } from "./forms.ts";
import { ticketLabelOf } from "./intake.ts";
import { nextPaperNumber } from "./numbers.ts";

/**
 * Papers for those whose dossier is not accepted: what is missing, all at once (form 02), or why it can't be accepted
 * (form 03). They are kept, though no dossier came of it (Decree 61/2018/NĐ-CP, article 17).
 */
export class IntakeNotices {
  readonly #station: StationContext;
  readonly #forms: FormPrinting;

  constructor(station: StationContext, forms: FormPrinting) {
    this.#station = station;
    this.#forms = forms;
  }

  /** @throws AppError PROCEDURE_UNKNOWN, TICKET_UNKNOWN, BAD_INPUT (nothing is named that is missing), REQUEST_REUSED. */
  async give(desk: AtCounter, requestId: string, { ticket, ...asked }: NoticeRequest) {
    const { store, log, catalogue, now } = this.#station;
    if (asked.kind === "supplement" && asked.items.length === 0)
      throw new AppError("BAD_INPUT", { path: "notice.items", reason: "empty" });
    const at = now();
    const procedure = catalogue.procedure(asked.procedureCode, officeDay(at));
    const request = { id: requestId, call: "dossiers.giveNotice", input: { ...asked, ticket } };
    const given = await once(store, request, at, async (trx) => {
      const notice: IntakeNotice = {
        id: uuidv7(),
        ...asked,
        items: asked.kind === "supplement" ? asked.items : [],
        number: await nextPaperNumber(trx, asked.kind, at),
        formSet: this.#forms.setOn(officeDay(at)),
        procedureName: procedure.name.vi,
        ticketLabel: ticket === null ? null : await ticketLabelOf(trx, ticket),
        by: { id: desk.staff.id, name: desk.staff.name },
        at,
      };
      const printJob = this.#forms.has("intakeNotice", notice.formSet) ? uuidv7() : null;
      await log.append(trx, at, {
        type: notice.kind === "supplement" ? "intake.supplementAsked" : "intake.refused",
        actor: desk.staff.id,
        subject: notice.id,
        data: { notice, printJob },
      });
      if (printJob !== null) {
        const job = { id: printJob, subject: notice.id, title: notice.number, at };
        await this.#forms.queueForm(trx, job, { form: "intakeNotice", values: { notice } });
      }
      return { notice, printJob };
    });
    this.#station.wakePrinting();
    this.#station.wakeSync();
    return given;
  }

  /** Those of a period of days. */
  of(from: string, to: string): Promise<IntakeNotice[]> {
    return noticesOf(this.#station.store.db, from, to);
  }
}
