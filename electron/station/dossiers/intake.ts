import type { Transaction } from "kysely";
import { v7 as uuidv7 } from "uuid";
import type { Procedure } from "../../../contract/catalogue.ts";
import {
  type AcceptedDossier,
  type Applicant,
  COUNTER_UNIT,
  type Dossier,
} from "../../../contract/dossier.ts";
import type { HeldPaper, Intake } from "../../../contract/dossier-calls.ts";
import { feeTotal } from "../../../contract/dossier-fees.ts";
import { type DossierEvent, dossierAfter } from "../../../contract/dossier-life.ts";
import type { DossierSummary } from "../../../contract/dossier-lists.ts";
import type { Appointment } from "../../../contract/entities.ts";
import { AppError } from "../../../contract/errors.ts";
import { PRACTICE_PREFIX } from "../../../contract/practice.ts";
import { officeDay } from "../../../contract/time.ts";
import { applicantByNumber, dossiersOfApplicant, lastSerial, openDossiersOf } from "../../../db/dossiers.ts";
import { once } from "../../../db/requests.ts";
import type { StoreSchema } from "../../../db/schema.ts";
import { syncState } from "../../../db/sync-state.ts";
import { ticketById } from "../../../db/tickets.ts";
import { asCase } from "../catalogue/procedure.rules.ts";
import type { StationContext } from "../context.ts";
import type { Papers } from "../printing/papers.ts";
import type { AtCounter } from "../staff/desk.ts";
import { type Promised, promised } from "./clock.rules.ts";
import { dossierCode, nextSerial } from "./code.rules.ts";
import { feesOfIntake, handedIn } from "./components.rules.ts";
import type { FormPrinting } from "./forms.ts";
import { heldPapers, requireHeld } from "./held.rules.ts";
import { stepRefused } from "./life.rules.ts";
import { requireDossier } from "./life.ts";
import { lookUpSecret, nextRegisterLine } from "./numbers.ts";
import { stepObstacle } from "./steps.rules.ts";

export interface Accepted {
  dossier: Dossier;
  /** Of the receipt (form 01). */
  printJob: string;
}

/** Intake of dossiers (*tiếp nhận hồ sơ*), Decree 61/2018/NĐ-CP article 17. */
export class DossierIntake {
  readonly #station: StationContext;
  readonly #papers: Papers;
  readonly #forms: Pick<FormPrinting, "setOn">;

  constructor(station: StationContext, papers: Papers, forms: Pick<FormPrinting, "setOn">) {
    this.#station = station;
    this.#papers = papers;
    this.#forms = forms;
  }

  /** What the receipt would promise if the dossier were accepted now. */
  appointment(procedureCode: string, caseId: string | null = null): Appointment {
    const at = this.#station.now();
    return this.#promised(this.#procedure({ procedureCode, caseId }, at), at).appointment;
  }

  /**
   * Accepts a complete dossier: code, appointment, event and the receipt's print job in one transaction.
   *
   * @throws AppError PROCEDURE_UNKNOWN, COMPONENTS_MISSING, PAPER_NOT_HELD, BAD_INPUT (a component that the procedure
   * does not have), CALENDAR_MISSING, CODE_SERIAL_EXHAUSTED, DOSSIER_UNKNOWN and DOSSIER_STEP (the lodged one that is accepted),
   * REQUEST_REUSED.
   */
  async accept(desk: AtCounter, requestId: string, intake: Intake): Promise<Accepted> {
    const at = this.#station.now();
    const request = { id: requestId, call: "dossiers.accept", input: intake };
    const accepted = await once(this.#station.store, request, at, (trx) =>
      this.#accept(trx, desk, intake, at, null),
    );
    this.#wake();
    return accepted;
  }

  /** Accepts several in one go (*nộp nhiều hồ sơ*): all of them or none. Each has its own code and receipt. */
  async acceptSeveral(desk: AtCounter, requestId: string, intakes: readonly Intake[]) {
    const at = this.#station.now();
    const batch = uuidv7();
    const request = { id: requestId, call: "dossiers.acceptSeveral", input: intakes };
    const accepted = await once(this.#station.store, request, at, async (trx) => {
      const done: Accepted[] = [];
      for (const intake of intakes) done.push(await this.#accept(trx, desk, intake, at, batch));
      return done;
    });
    this.#wake();
    return {
      dossiers: accepted.map(({ dossier }) => dossier),
      printJobs: accepted.map(({ printJob }) => printJob),
    };
  }

  /** Open dossiers of the same applicant for the same procedure. */
  duplicates(procedureCode: string, applicant: Applicant): Promise<DossierSummary[]> {
    return openDossiersOf(this.#station.store.db, procedureCode, applicant);
  }

  knownApplicant(citizenNumber: string): Promise<Applicant | null> {
    return applicantByNumber(this.#station.store.db, citizenNumber);
  }

  /** What need not be handed in, because an earlier dossier of the applicant has it. */
  async heldPapers(of: {
    procedureCode: string;
    caseId: string | null;
    applicantNumber: string;
  }): Promise<HeldPaper[]> {
    const procedure = this.#procedure(of, this.#station.now());
    return heldPapers(procedure, await dossiersOfApplicant(this.#station.store.db, of.applicantNumber));
  }

  async #accept(
    trx: Transaction<StoreSchema>,
    desk: AtCounter,
    intake: Intake,
    at: string,
    batch: string | null,
  ): Promise<Accepted> {
    const { log, catalogue } = this.#station;
    const procedure = this.#procedure(intake, at);
    const components = handedIn(procedure, intake.components);
    await this.#requireHeld(trx, procedure, intake);
    const { appointment, legs } = this.#promised(procedure, at);
    const fees = feesOfIntake(procedure, intake.fees, intake.fee);
    const lodged = intake.lodged === null ? null : await this.#lodged(trx, desk, intake.lodged, at);
    const attached = new Set(intake.attachments.map(({ sha256 }) => sha256));
    const { code, serial } = await this.#nextCode(trx, at);
    const accepted: AcceptedDossier = {
      id: lodged?.id ?? uuidv7(),
      code,
      procedureCode: procedure.code,
      procedureName: procedure.name.vi,
      procedureVersion: procedure.effectiveFrom,
      caseId: intake.caseId,
      formSet: this.#forms.setOn(officeDay(at)),
      agency: catalogue.all.office.agency,
      applicant: intake.applicant,
      submitter: intake.submitter,
      components,
      attachments: [
        ...(lodged?.attachments ?? []).filter(({ sha256 }) => !attached.has(sha256)),
        ...intake.attachments,
      ],
      sets: intake.sets,
      status: "accepted",
      channel: intake.channel,
      delivery: intake.delivery,
      fee: feeTotal(fees),
      fees,
      note: intake.note,
      appointment,
      legs,
      register: await nextRegisterLine(trx, at),
      lookUp: lookUpSecret(),
      batch,
      ticketLabel: intake.ticket === null ? null : await ticketLabelOf(trx, intake.ticket),
      acceptedBy: { id: desk.staff.id, name: desk.staff.name },
      acceptedAt: at,
    };
    const printJob = uuidv7();
    const event: DossierEvent & { type: "dossier.accepted" } = {
      type: "dossier.accepted",
      at,
      actor: desk.staff.id,
      subject: accepted.id,
      data: { dossier: accepted, serial, printJob },
    };
    await log.append(trx, at, event);
    await this.#papers.queueReceipt(trx, { id: printJob, dossier: accepted, procedure, at });
    return { dossier: dossierAfter(lodged, event), printJob };
  }

  /** @throws AppError PAPER_NOT_HELD */
  async #requireHeld(
    trx: Transaction<StoreSchema>,
    procedure: Procedure,
    { components, applicant }: Intake,
  ): Promise<void> {
    if (components.every(({ reusedFrom }) => reusedFrom === null)) return;
    const number = applicant.citizenNumber ?? applicant.taxCode;
    const earlier = number === null ? [] : await dossiersOfApplicant(trx, number);
    requireHeld(procedure, components, heldPapers(procedure, earlier));
  }

  /** @throws AppError DOSSIER_UNKNOWN, DOSSIER_STEP unless it is lodged here and not accepted yet. */
  async #lodged(
    trx: Transaction<StoreSchema>,
    { staff }: AtCounter,
    id: string,
    at: string,
  ): Promise<Dossier> {
    const dossier = await requireDossier(trx, id);
    // What can be refused now can be accepted now.
    const obstacle = stepObstacle(dossier, "refuse", { staff, at, office: this.#station.catalogue.all });
    if (obstacle !== null) throw stepRefused(dossier, "accept", obstacle);
    return dossier;
  }

  #procedure({ procedureCode, caseId }: Pick<Intake, "procedureCode" | "caseId">, at: string): Procedure {
    return asCase(this.#station.catalogue.procedure(procedureCode, officeDay(at)), caseId);
  }

  #promised(procedure: Procedure, at: string): Promised {
    const { catalogue } = this.#station;
    const nameOf = (node: string) =>
      (node === COUNTER_UNIT ? catalogue.all.office : catalogue.division(node)).name.vi;
    return promised(procedure, at, catalogue.all.calendar, nameOf);
  }

  #wake(): void {
    this.#station.wakePrinting();
    this.#station.wakeSync();
  }

  async #nextCode(trx: Transaction<StoreSchema>, at: string): Promise<{ code: string; serial: number }> {
    const { office } = this.#station.catalogue.all;
    const day = officeDay(at);
    const sync = await syncState(trx);
    const range = { first: sync.serial_first, last: sync.serial_last };
    const serial = nextSerial(await lastSerial(trx, day), range, day);
    const code = dossierCode(office.dossierCodePattern, { agency: office.agency, day, serial });
    return { code: this.#station.practice ? `${PRACTICE_PREFIX}${code}` : code, serial };
  }
}

export async function ticketLabelOf(trx: Transaction<StoreSchema>, id: string): Promise<string> {
  const ticket = await ticketById(trx, id);
  if (ticket === null) throw new AppError("TICKET_UNKNOWN", { id });
  return ticket.label;
}
