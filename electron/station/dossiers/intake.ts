import type { Transaction } from "kysely";
import { v7 as uuidv7 } from "uuid";
import type { Procedure } from "../../../contract/catalogue.ts";
import type { AcceptedDossier, Applicant, Dossier, DossierComponent } from "../../../contract/dossier.ts";
import type { Intake } from "../../../contract/dossier-calls.ts";
import { type DossierEvent, dossierAfter } from "../../../contract/dossier-life.ts";
import type { Appointment } from "../../../contract/entities.ts";
import { AppError } from "../../../contract/errors.ts";
import { PRACTICE_PREFIX } from "../../../contract/practice.ts";
import { officeDay } from "../../../contract/time.ts";
import { applicantByNumber, lastSerial } from "../../../db/dossiers.ts";
import { once } from "../../../db/requests.ts";
import type { StoreSchema } from "../../../db/schema.ts";
import { syncState } from "../../../db/sync-state.ts";
import { ticketById } from "../../../db/tickets.ts";
import { appointment } from "../calendar/appointment.rules.ts";
import type { StationContext } from "../context.ts";
import type { Papers } from "../printing/papers.ts";
import type { AtCounter } from "../staff/desk.ts";
import { dossierCode, nextSerial } from "./code.rules.ts";

/** Intake of dossiers (*tiếp nhận hồ sơ*), Decree 61/2018/NĐ-CP article 17. */
export class DossierIntake {
  readonly #station: StationContext;
  readonly #papers: Papers;

  constructor(station: StationContext, papers: Papers) {
    this.#station = station;
    this.#papers = papers;
  }

  /** What the receipt would promise if the dossier were accepted now. */
  appointment(procedureCode: string, caseId: string | null = null): Appointment {
    const { catalogue, now } = this.#station;
    const at = now();
    return this.#appointment(asCase(catalogue.procedure(procedureCode, officeDay(at)), caseId), at);
  }

  /**
   * Accepts a complete dossier: code, appointment, event and the receipt's print job in one transaction.
   *
   * @throws AppError PROCEDURE_UNKNOWN, COMPONENTS_MISSING, BAD_INPUT (a component that the procedure does not
   * have), CALENDAR_MISSING, CODE_SERIAL_EXHAUSTED, REQUEST_REUSED.
   */
  async accept(
    desk: AtCounter,
    requestId: string,
    intake: Intake,
  ): Promise<{ dossier: Dossier; printJob: string }> {
    const { store, log, catalogue, now } = this.#station;
    const at = now();
    const procedure = asCase(catalogue.procedure(intake.procedureCode, officeDay(at)), intake.caseId);
    const components = handedIn(procedure, intake.components);
    const promised = this.#appointment(procedure, at);
    const answer = await once(
      store,
      { id: requestId, call: "dossiers.accept", input: intake },
      at,
      async (trx) => {
        const { code, serial } = await this.#nextCode(trx, at);
        const accepted: AcceptedDossier = {
          id: uuidv7(),
          code,
          procedureCode: procedure.code,
          procedureName: procedure.name.vi,
          procedureVersion: procedure.effectiveFrom,
          caseId: intake.caseId,
          formSet: "tt-01-2018",
          agency: catalogue.all.office.agency,
          applicant: intake.applicant,
          submitter: intake.submitter,
          components,
          attachments: intake.attachments,
          sets: intake.sets,
          status: "accepted",
          channel: intake.channel,
          delivery: intake.delivery,
          fee: intake.fee,
          fees: intake.fees,
          note: intake.note,
          appointment: promised,
          legs: [],
          register: null,
          lookUp: "",
          batch: null,
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
        return { dossier: dossierAfter(null, event), printJob };
      },
    );
    this.#station.wakePrinting();
    this.#station.wakeSync();
    return answer;
  }

  knownApplicant(citizenNumber: string): Promise<Applicant | null> {
    return applicantByNumber(this.#station.store.db, citizenNumber);
  }

  #appointment(procedure: Procedure, receivedAt: string): Appointment {
    const { calendar } = this.#station.catalogue.all;
    return appointment(
      procedure.time,
      receivedAt,
      calendar,
      procedure.cutOff === undefined ? {} : { cutOff: procedure.cutOff },
    );
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

/**
 * A procedure as it is in one of its cases: with that case's time, papers and fee.
 *
 * @throws AppError BAD_INPUT where it has no such case.
 */
function asCase(procedure: Procedure, caseId: string | null): Procedure {
  if (caseId === null) return procedure;
  const found = procedure.cases.find(({ id }) => id === caseId);
  if (found === undefined) throw new AppError("BAD_INPUT", { path: "intake.caseId", reason: caseId });
  const { time = procedure.time, components, feeAmount = procedure.fee.amount } = found;
  return {
    ...procedure,
    time,
    fee: { ...procedure.fee, amount: feeAmount },
    components:
      components === undefined
        ? procedure.components
        : procedure.components.filter(({ id }) => components.includes(id)),
  };
}

/**
 * The components that stay with the dossier, with their names as they are today. Papers that are only shown are
 * checked but not taken.
 */
function handedIn(procedure: Procedure, given: Intake["components"]): DossierComponent[] {
  const byId = new Map(given.map((component) => [component.componentId, component]));
  for (const id of byId.keys()) {
    if (!procedure.components.some((component) => component.id === id)) {
      throw new AppError("BAD_INPUT", { path: "intake.components", reason: id });
    }
  }
  const present = (id: string) => {
    const component = byId.get(id);
    return component !== undefined && component.originals + component.copies > 0;
  };
  const missing = procedure.components.filter((component) => component.required && !present(component.id));
  if (missing.length > 0)
    throw new AppError("COMPONENTS_MISSING", { names: missing.map((component) => component.name.vi) });
  return procedure.components.flatMap((component) => {
    const got = byId.get(component.id);
    if (got === undefined || component.presentOnly || !present(component.id)) return [];
    return [{ ...got, name: component.name.vi }];
  });
}

async function ticketLabelOf(trx: Transaction<StoreSchema>, id: string): Promise<string> {
  const ticket = await ticketById(trx, id);
  if (ticket === null) throw new AppError("TICKET_UNKNOWN", { id });
  return ticket.label;
}
