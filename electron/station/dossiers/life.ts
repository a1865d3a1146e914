import type { Transaction } from "kysely";
import { v7 as uuidv7 } from "uuid";
import type { Procedure, Staff } from "../../../contract/catalogue.ts";
import type { Dossier } from "../../../contract/dossier.ts";
import type { DossierView, HistoryEntry, PinSignature } from "../../../contract/dossier-calls.ts";
import { type DossierEvent, dossierAfter } from "../../../contract/dossier-life.ts";
import type { DossierStep, DossierStepKind } from "../../../contract/dossier-steps.ts";
import { AppError } from "../../../contract/errors.ts";
import { officeDay } from "../../../contract/time.ts";
import { dossierById, historyOf, papersOf } from "../../../db/dossiers.ts";
import { once } from "../../../db/requests.ts";
import type { StoreSchema } from "../../../db/schema.ts";
import type { Queryable } from "../../../db/store.ts";
import { asCase } from "../catalogue/procedure.rules.ts";
import type { StationContext } from "../context.ts";
import type { AtCounter } from "../staff/desk.ts";
import { competentAgency } from "./agencies.rules.ts";
import type { DossierForm, FormPrinting } from "./forms.ts";
import { decide, numberOf, requireStep } from "./life.rules.ts";
import { nextPaperNumber } from "./numbers.ts";
import { procedureOf } from "./procedures.ts";
import { signedBy } from "./signatures.ts";
import { type Asked, possibleSteps } from "./steps.rules.ts";

/** Which paper proves a step, where the office has it. */
const papers: Partial<Record<DossierStepKind, Exclude<DossierForm["form"], "intakeNotice" | "handover">>> = {
  correct: "receipt",
  refuse: "refusal",
  requestSupplement: "supplement",
  requestPayment: "paymentRequest",
  pay: "feeReceipt",
  stop: "stop",
  extend: "apology",
};

export interface Stepped {
  dossier: Dossier;
  printJob: string | null;
}

/** A dossier's life after its acceptance, step by step (Decree 61/2018/NĐ-CP, articles 17 to 20). */
export class DossierLife {
  readonly #station: StationContext;
  readonly #forms: FormPrinting;

  constructor(station: StationContext, forms: FormPrinting) {
    this.#station = station;
    this.#forms = forms;
  }

  /** All that is known of a dossier, with the steps that whoever is signed in may take. @throws AppError DOSSIER_UNKNOWN */
  async view(desk: AtCounter, id: string): Promise<DossierView> {
    const { db } = this.#station.store;
    const dossier = await requireDossier(db, id);
    const history = await historyOf(db, id);
    return {
      dossier,
      agency: this.#agencyOf(dossier),
      steps: possibleSteps(dossier, this.#asked(desk.staff, this.#station.now())),
      history: history.map((entry) => this.#named(entry)),
      papers: await papersOf(db, id),
    };
  }

  /**
   * Takes a step: event, tables and paper in one transaction.
   *
   * @param signature Of who answers for it instead of the one who is signed in: the head, or an officer.
   * @throws AppError DOSSIER_UNKNOWN, DOSSIER_STEP, NEW_DATE_UNFIT, PAYMENT_TOO_HIGH, COMPONENTS_MISSING, BAD_INPUT,
   * CALENDAR_MISSING, PROCEDURE_UNKNOWN, REQUEST_REUSED, SIGN_IN_REFUSED, SIGN_IN_LOCKED.
   */
  async step(
    desk: AtCounter,
    requestId: string,
    id: string,
    step: DossierStep,
    signature: PinSignature | null = null,
  ): Promise<Stepped> {
    const { store, now } = this.#station;
    const staff = signature === null ? desk.staff : await signedBy(this.#station, signature);
    const at = now();
    const request = { id: requestId, call: "dossiers.step", input: { id, step, by: staff.id } };
    const stepped = await once(store, request, at, async (trx) =>
      this.#take(trx, await requireDossier(trx, id), step, staff, at),
    );
    this.#station.wakePrinting();
    this.#station.wakeSync();
    return stepped;
  }

  async #take(
    trx: Transaction<StoreSchema>,
    before: Dossier,
    step: DossierStep,
    staff: Staff,
    at: string,
  ): Promise<Stepped> {
    const asked = this.#asked(staff, at);
    // Before a number is looked up: what is refused has none.
    requireStep(before, step, asked);
    const form = papers[step.kind] ?? null;
    const printJob = form !== null && this.#forms.has(form, before.formSet) ? uuidv7() : null;
    const numbered = numberOf(step);
    const number = numbered === null ? "" : await nextPaperNumber(trx, numbered, at);
    const signatory = { id: staff.id, name: staff.name };
    const event = decide(before, step, asked, {
      signatory,
      procedure: await procedureOf(this.#station, trx, before),
      corrected: this.#corrected(before, step),
      number,
      newId: uuidv7(),
      printJob,
    });
    const dossier = dossierAfter(before, event);
    await this.#station.log.append(trx, at, event);
    if (form !== null && printJob !== null) {
      const job = {
        id: printJob,
        subject: subjectOf(event),
        title: number === "" ? before.code : number,
        at,
      };
      await this.#forms.queueForm(trx, job, { form, values: { dossier, event, by: signatory } });
    }
    return { dossier, printJob };
  }

  /** The procedure that a correction names: the version that was in force when the dossier was received. */
  #corrected(dossier: Dossier, step: DossierStep): Procedure | null {
    if (step.kind !== "correct" || step.correction.procedure === undefined) return null;
    const { code, caseId } = step.correction.procedure;
    const day = officeDay(dossier.appointment.receivedAt);
    return asCase(this.#station.catalogue.procedure(code, day), caseId);
  }

  #agencyOf({ agency }: Dossier): DossierView["agency"] {
    const { agencies, office } = this.#station.catalogue.all;
    const day = officeDay(this.#station.now());
    const code = competentAgency(agency === "" ? office.agency : agency, day, agencies);
    return { code, name: agencies.find((entry) => entry.code === code)?.name ?? { vi: code } };
  }

  #asked(staff: Staff, at: string): Asked {
    return { staff, at, office: this.#station.catalogue.all };
  }

  #named(entry: HistoryEntry): HistoryEntry {
    return { ...entry, by: this.#station.catalogue.staff(entry.by)?.name ?? entry.by };
  }
}

/** @throws AppError DOSSIER_UNKNOWN */
export async function requireDossier(db: Queryable, id: string): Promise<Dossier> {
  const dossier = await dossierById(db, id);
  if (dossier === null) throw new AppError("DOSSIER_UNKNOWN", { id });
  return dossier;
}

function subjectOf(event: DossierEvent): string {
  return event.type === "dossier.paid" ? event.data.payment.id : event.subject;
}
