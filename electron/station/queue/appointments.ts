import { randomInt } from "node:crypto";
import type { Transaction } from "kysely";
import { v7 as uuidv7 } from "uuid";
import type { ServiceGroup } from "../../../contract/catalogue.ts";
import type { CitizenCard } from "../../../contract/dossier.ts";
import { AppError } from "../../../contract/errors.ts";
import type { AppointmentBooking, Slot } from "../../../contract/queue.ts";
import { officeDay, officeWallTime } from "../../../contract/time.ts";
import { bookingByCode, bookingById, bookingsOfDay, openBookingsOf } from "../../../db/appointments.ts";
import type { StoreSchema } from "../../../db/schema.ts";
import type { Queryable } from "../../../db/store.ts";
import type { StationContext } from "../context.ts";
import type { AtCounter } from "../staff/desk.ts";
import type { Queue, TakenTicket } from "./queue.ts";
import { arrival, EARLY_MS, slotsOf } from "./slots.rules.ts";

type Trx = Transaction<StoreSchema>;

export interface BookInput {
  requestId: string;
  serviceGroup: string;
  /** When the slot begins. */
  slot: string;
  name: string;
  phone: string;
  citizenNumber?: string | null;
}

/** Letters and digits that nobody confuses. */
const ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Booked times of the hall. Each step is a step of the queue: slots are never overbooked, a code is used once. */
export class Appointments {
  readonly #station: StationContext;
  readonly #queue: Queue;

  constructor(station: StationContext, queue: Queue) {
    this.#station = station;
    this.#queue = queue;
  }

  /** @throws AppError SERVICE_GROUP_UNKNOWN */
  slots(serviceGroup: string, day: string): Promise<Slot[]> {
    const { catalogue, store, now } = this.#station;
    return this.#slots(store.db, catalogue.serviceGroup(serviceGroup), day, now());
  }

  ofDay(day: string): Promise<AppointmentBooking[]> {
    return bookingsOfDay(this.#station.store.db, day);
  }

  /** @throws AppError SERVICE_GROUP_UNKNOWN, SLOT_UNKNOWN, SLOT_FULL, REQUEST_REUSED. */
  book(by: AtCounter, { requestId, ...asked }: BookInput): Promise<AppointmentBooking> {
    const { catalogue, log } = this.#station;
    const group = catalogue.serviceGroup(asked.serviceGroup);
    return this.#queue.once({ id: requestId, call: "appointments.book", input: asked }, async (trx, at) => {
      const day = officeDay(asked.slot);
      const slot = (await this.#slots(trx, group, day, at)).find((open) => open.slot === asked.slot);
      if (slot === undefined) throw new AppError("SLOT_UNKNOWN", { slot: asked.slot });
      if (slot.left === 0) throw new AppError("SLOT_FULL", { slot: asked.slot });
      const id = uuidv7();
      await log.append(trx, at, {
        type: "appointment.booked",
        actor: by.staff.id,
        subject: id,
        data: {
          code: await this.#freeCode(trx),
          serviceGroup: group.id,
          day,
          slot: asked.slot,
          name: asked.name,
          phone: asked.phone,
          citizenNumber: asked.citizenNumber ?? null,
        },
      });
      return this.#booking(trx, id);
    });
  }

  /** @throws AppError APPOINTMENT_UNKNOWN, APPOINTMENT_USED, REQUEST_REUSED. */
  cancel(by: AtCounter, requestId: string, id: string): Promise<AppointmentBooking> {
    return this.#queue.once(
      { id: requestId, call: "appointments.cancel", input: { id } },
      async (trx, at) => {
        const booking = await this.#booking(trx, id);
        if (booking.status !== "booked") throw new AppError("APPOINTMENT_USED", { code: booking.code });
        await this.#station.log.append(trx, at, {
          type: "appointment.cancelled",
          actor: by.staff.id,
          subject: id,
          data: {},
        });
        return this.#booking(trx, id);
      },
    );
  }

  /**
   * Gives out a number by the code of an appointment. Whoever comes in time goes by the appointed time, whoever comes
   * late waits as everybody does; the office's hours and quotas for numbers do not bind who was promised a time.
   *
   * @throws AppError APPOINTMENT_UNKNOWN, APPOINTMENT_USED, APPOINTMENT_TOO_EARLY, REQUEST_REUSED.
   */
  checkIn(requestId: string, typed: string, printJob: string | null): Promise<TakenTicket> {
    const code = readCode(typed);
    return this.#queue.once({ id: requestId, call: "queue.take", input: { code } }, async (trx, at) => {
      const booking = await bookingByCode(trx, code);
      if (booking === null) throw new AppError("APPOINTMENT_UNKNOWN", { code });
      if (booking.status !== "booked") throw new AppError("APPOINTMENT_USED", { code });
      return this.#arrive(trx, at, booking, printJob);
    });
  }

  /**
   * Gives out a number for the appointment that the holder of a citizen card has today, as `checkIn` does.
   *
   * @returns null where there is none, or it was used.
   * @throws AppError APPOINTMENT_TOO_EARLY.
   */
  async checkInByCard(
    requestId: string,
    card: CitizenCard,
    printJob: string | null,
  ): Promise<TakenTicket | null> {
    const request = { id: requestId, call: "queue.checkInByCard", input: {} };
    const taken = await this.#queue.once(request, async (trx, at) => {
      // Shortly before midnight it may be one of tomorrow.
      const days = [officeDay(at), officeDay(Date.parse(at) + EARLY_MS)];
      const [booking] = await openBookingsOf(trx, card.citizenNumber, days);
      return booking === undefined ? null : this.#arrive(trx, at, booking, printJob);
    });
    if (taken !== null) this.#queue.remember(taken.ticket.id, { card, dossierCode: null });
    return taken;
  }

  /** One with an appointment is here. */
  async #arrive(
    trx: Trx,
    at: string,
    booking: AppointmentBooking,
    printJob: string | null,
  ): Promise<TakenTicket> {
    const { catalogue, log } = this.#station;
    const come = arrival(booking.slot, at, catalogue.all.office.queue);
    if (come.kind === "early") {
      const clock = officeWallTime(booking.slot).slice(11, 16);
      throw new AppError("APPOINTMENT_TOO_EARLY", { day: booking.day, clock });
    }
    const taken = await this.#queue.issue(trx, at, {
      group: catalogue.serviceGroup(booking.serviceGroup),
      priority: null,
      printJob,
      appointment: booking.id,
      ...(come.kind === "inTime" ? { queuedFrom: come.queuedFrom } : {}),
    });
    await log.append(trx, at, {
      type: "appointment.used",
      actor: "kiosk",
      subject: booking.id,
      data: { ticket: taken.ticket.id },
    });
    return taken;
  }

  async #slots(db: Queryable, group: ServiceGroup, day: string, now: string): Promise<Slot[]> {
    const booked = (await bookingsOfDay(db, day))
      .filter(({ serviceGroup }) => serviceGroup === group.id)
      .map(({ slot }) => slot);
    return slotsOf(group, this.#station.catalogue.all.calendar, day, booked, now);
  }

  async #booking(db: Queryable, id: string): Promise<AppointmentBooking> {
    const booking = await bookingById(db, id);
    if (booking === null) throw new AppError("APPOINTMENT_UNKNOWN", { code: id });
    return booking;
  }

  async #freeCode(trx: Trx): Promise<string> {
    for (;;) {
      const code = Array.from({ length: 6 }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
      if ((await bookingByCode(trx, code)) === null) return code;
    }
  }
}

/** A code as it is typed or scanned: small letters, blanks, the whole text of the slip's QR. */
function readCode(typed: string): string {
  return typed
    .trim()
    .replace(/^motcua:appointment:/i, "")
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, "");
}
