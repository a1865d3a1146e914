import type { Transaction } from "kysely";
import { v7 as uuidv7 } from "uuid";
import type { Staff } from "../../../contract/catalogue.ts";
import { COUNTER_UNIT, type Dossier, type Handover, type Signatory } from "../../../contract/dossier.ts";
import type { HandoverSignature } from "../../../contract/dossier-calls.ts";
import { AppError } from "../../../contract/errors.ts";
import { OFFICE_FORMS } from "../../../contract/forms.ts";
import { handoverById, handoversOf } from "../../../db/dossiers.ts";
import { once } from "../../../db/requests.ts";
import type { StoreSchema } from "../../../db/schema.ts";
import type { StationContext } from "../context.ts";
import type { AtCounter } from "../staff/desk.ts";
import type { FormPrinting } from "./forms.ts";
import { stepRefused } from "./life.rules.ts";
import { requireDossier } from "./life.ts";
import { nextPaperNumber } from "./numbers.ts";
import { signedBy } from "./signatures.ts";
import { handoverObstacle, isHead } from "./steps.rules.ts";

export interface HandOverInput {
  requestId: string;
  from: string;
  to: string;
  /** Ids. */
  dossiers: readonly string[];
  givenBy: HandoverSignature | null;
}

export interface TakeOverInput {
  requestId: string;
  handover: string;
  by: HandoverSignature | null;
  declined: readonly { id: string; reason: string }[];
}

/** Who signs a side of a list. */
type Signed = NonNullable<Handover["takenBy"]>;

/**
 * Hand-over lists (*phiếu giao nhận hồ sơ*), signed on both sides: from the counter to a division, between divisions,
 * and back with the results. A dossier is the giver's until the receiver has signed.
 */
export class Handovers {
  readonly #station: StationContext;
  readonly #forms: FormPrinting;

  constructor(station: StationContext, forms: FormPrinting) {
    this.#station = station;
    this.#forms = forms;
  }

  /**
   * Gives dossiers to a unit with one list: all of them or none.
   *
   * @throws AppError DIVISION_UNKNOWN, DOSSIER_UNKNOWN, DOSSIER_STEP (`handOver`), BAD_INPUT (to itself, or one twice),
   * NOT_ALLOWED, SIGN_IN_REFUSED, SIGN_IN_LOCKED, REQUEST_REUSED.
   */
  async give(desk: AtCounter, { requestId, ...input }: HandOverInput) {
    const { store, now } = this.#station;
    const { from, to } = input;
    for (const unit of [from, to]) this.#requireUnit(unit);
    if (from === to) throw new AppError("BAD_INPUT", { path: "to", reason: to });
    if (new Set(input.dossiers).size !== input.dossiers.length)
      throw new AppError("BAD_INPUT", { path: "dossiers", reason: "twice" });
    const giver = await this.#signs(desk, from, input.givenBy);
    const at = now();
    const request = {
      id: requestId,
      call: "dossiers.handOver",
      input: { from, to, dossiers: input.dossiers, by: giver.staff ?? giver.name },
    };
    const given = await once(store, request, at, (trx) => this.#give(trx, desk, input, giver, at));
    this.#station.wakePrinting();
    this.#station.wakeSync();
    return given;
  }

  /**
   * The receiver signs. What is not declined is taken; what is declined stays with the giver. All declined: the list is
   * taken back.
   *
   * @throws AppError HANDOVER_UNKNOWN, HANDOVER_CLOSED, BAD_INPUT (declines what is not on the list), NOT_ALLOWED,
   * SIGN_IN_REFUSED, SIGN_IN_LOCKED, REQUEST_REUSED.
   */
  async take(desk: AtCounter, { requestId, handover: id, by, declined }: TakeOverInput): Promise<Handover> {
    const { store, now } = this.#station;
    const list = await requireHandover(store.db, id);
    const receiver = await this.#signs(desk, list.to, by);
    const at = now();
    const request = {
      id: requestId,
      call: "dossiers.takeOver",
      input: { id, declined, by: receiver.staff ?? receiver.name },
    };
    const taken = await once(store, request, at, (trx) => this.#take(trx, desk, id, receiver, declined, at));
    this.#station.wakeSync();
    return taken;
  }

  /** Lists given in a period of days, and those from before that nobody has signed. */
  of(from: string, to: string): Promise<Handover[]> {
    return handoversOf(this.#station.store.db, from, to);
  }

  async #give(
    trx: Transaction<StoreSchema>,
    desk: AtCounter,
    { from, to, dossiers: ids }: Omit<HandOverInput, "requestId">,
    giver: Signed,
    at: string,
  ): Promise<{ handover: Handover; printJob: string | null }> {
    const asked = { staff: desk.staff, at, office: this.#station.catalogue.all };
    const dossiers: Dossier[] = [];
    for (const id of ids) {
      const dossier = await requireDossier(trx, id);
      const obstacle = handoverObstacle(dossier, from, asked);
      if (obstacle !== null) throw stepRefused(dossier, "handOver", obstacle);
      dossiers.push(dossier);
    }
    const list = uuidv7();
    const number = await nextPaperNumber(trx, "handover", at);
    const printJob = this.#forms.has("handover", OFFICE_FORMS) ? uuidv7() : null;
    const givenBy: Signatory = { id: giver.staff ?? "", name: giver.name };
    for (const { id } of dossiers) {
      await this.#station.log.append(trx, at, {
        type: "dossier.handedOver",
        actor: giver.staff ?? desk.staff.id,
        subject: id,
        data: { handover: list, number, from, to, givenBy, printJob },
      });
    }
    const handover = await requireHandover(trx, list);
    if (printJob !== null) {
      const job = { id: printJob, subject: list, title: number, at };
      await this.#forms.queueForm(trx, job, { form: "handover", values: { handover, dossiers } });
    }
    return { handover, printJob };
  }

  async #take(
    trx: Transaction<StoreSchema>,
    desk: AtCounter,
    id: string,
    receiver: Signed,
    declined: TakeOverInput["declined"],
    at: string,
  ): Promise<Handover> {
    const { log } = this.#station;
    const list = await requireHandover(trx, id);
    if (list.takenAt !== null) throw new AppError("HANDOVER_CLOSED", { number: list.number });
    const unknown = declined.find((line) => !list.dossiers.some((dossier) => dossier.id === line.id));
    if (unknown !== undefined) throw new AppError("BAD_INPUT", { path: "declined", reason: unknown.id });
    const actor = receiver.staff ?? desk.staff.id;
    for (const { id: subject } of list.dossiers) {
      const reason = declined.find((line) => line.id === subject)?.reason;
      if (reason === undefined) {
        const data = { handover: id, to: list.to, by: receiver };
        await log.append(trx, at, { type: "dossier.takenOver", actor, subject, data });
      } else {
        const data = { handover: id, reason };
        await log.append(trx, at, { type: "dossier.handoverDeclined", actor, subject, data });
      }
    }
    return requireHandover(trx, id);
  }

  /**
   * Who signs for a unit: for the counter whoever is signed in there, for a division one of its officers or the head by
   * PIN, for either a name as it stands on the printed list.
   */
  async #signs(desk: AtCounter, unit: string, signature: HandoverSignature | null): Promise<Signed> {
    if (signature !== null && "name" in signature) return { name: signature.name, staff: null, how: "paper" };
    const staff = signature === null ? desk.staff : await signedBy(this.#station, signature);
    if (!signsFor(staff, unit)) throw new AppError("NOT_ALLOWED", { role: staff.role });
    return { name: staff.name, staff: staff.id, how: "pin" };
  }

  /** @throws AppError DIVISION_UNKNOWN */
  #requireUnit(unit: string): void {
    if (unit !== COUNTER_UNIT) this.#station.catalogue.division(unit);
  }
}

function signsFor(staff: Staff, unit: string): boolean {
  if (isHead(staff)) return true;
  return unit === COUNTER_UNIT ? staff.role === "clerk" : staff.division === unit;
}

async function requireHandover(db: Parameters<typeof handoverById>[0], id: string): Promise<Handover> {
  const handover = await handoverById(db, id);
  if (handover === null) throw new AppError("HANDOVER_UNKNOWN", { id });
  return handover;
}
