import { createHash, randomBytes } from "node:crypto";
import type { Transaction } from "kysely";
import type { Counter, Staff } from "../../../contract/catalogue.ts";
import { AppError } from "../../../contract/errors.ts";
import type { SignIn, StaffPin } from "../../../contract/station.ts";
import { officeDay } from "../../../contract/time.ts";
import type { StoreSchema } from "../../../db/schema.ts";
import { endSession, openSession, openSessions, type SessionRow } from "../../../db/sessions.ts";
import type { Queryable } from "../../../db/store.ts";
import type { StationContext } from "../context.ts";
import { checkPin, pinRow } from "./pins.ts";

/** A member of staff at a counter, for the length of a call. */
export interface AtCounter {
  staff: Staff;
  counter: Counter;
}

/** Who takes a step, in the words that another PC of the hall understands. */
export interface Place {
  counter: string;
  staff: string;
}

/** @throws AppError NOT_ALLOWED where another asks for a step of the head or an administrator. */
export function requireHead({ staff }: AtCounter): void {
  if (staff.role !== "head" && staff.role !== "admin")
    throw new AppError("NOT_ALLOWED", { role: staff.role });
}

/** Who works where. A sign-in lasts until sign-out or the end of the office's day. */
export class Desk {
  readonly #station: StationContext;
  /** Sign-ins that a window has shown since the service began: one that a power cut left open stands for nobody. */
  readonly #shown = new Set<string>();

  constructor(station: StationContext) {
    this.#station = station;
  }

  /**
   * Signs in at a counter. Whoever was signed in there before is signed out, unless a ticket is still being served:
   * colleagues take over a counter without waiting for the one who forgot to sign out.
   *
   * An officer of a division has no counter to call people to: lists and steps are signed by PIN where a clerk works.
   *
   * @throws AppError SIGN_IN_REFUSED, SIGN_IN_LOCKED, COUNTER_UNKNOWN, COUNTER_TAKEN, NOT_ALLOWED.
   */
  async signIn(input: { staff: string; counter: string; pin: string }): Promise<SignIn> {
    const { store, catalogue, log, now } = this.#station;
    const counter = catalogue.counter(input.counter);
    const staff = catalogue.staff(input.staff);
    await checkPin(store, input.staff, input.pin, now());
    if (staff === null) throw new AppError("SIGN_IN_REFUSED", {});
    if (staff.role === "officer") throw new AppError("NOT_ALLOWED", { role: staff.role });
    const secret = randomBytes(24).toString("base64url");
    this.#shown.add(sessionId(secret));
    await store.write(async (trx) => {
      const at = now();
      for (const open of await openSessions(trx)) {
        if (open.counter !== counter.id && open.staff !== staff.id) continue;
        if (open.staff !== staff.id) await this.#refuseWhileServing(trx, counter, open);
        await this.#end(trx, open, at);
      }
      await trx
        .insertInto("sessions")
        .values({
          id: sessionId(secret),
          staff: staff.id,
          counter: counter.id,
          started_at: at,
          ended_at: null,
        })
        .execute();
      await log.append(trx, at, {
        type: "staff.signedIn",
        actor: staff.id,
        subject: staff.id,
        data: { staff: staff.id, counter: counter.id },
      });
    });
    this.#changed();
    return { session: secret, staff, counter };
  }

  /** The sign-in behind a session, or null where it has ended. */
  async resume(session: string): Promise<SignIn | null> {
    const open = await this.#find(session);
    return open === null ? null : { session, ...open };
  }

  /** @throws AppError NOT_SIGNED_IN */
  async require(session: string): Promise<AtCounter> {
    const open = await this.#find(session);
    if (open === null) throw new AppError("NOT_SIGNED_IN", {});
    return open;
  }

  async signOut(session: string): Promise<void> {
    const { store, now } = this.#station;
    await store.write(async (trx) => {
      const open = await openSession(trx, sessionId(session));
      if (open !== null) await this.#end(trx, open, now());
    });
    this.#changed();
  }

  /** Who of the staff has a PIN here. @throws AppError NOT_ALLOWED */
  async pins(by: AtCounter): Promise<StaffPin[]> {
    requireHead(by);
    const { store, catalogue } = this.#station;
    const rows = await store.db.selectFrom("staff_pins").select("staff").execute();
    const known = new Set(rows.map(({ staff }) => staff));
    return catalogue.all.staff.map(({ id, name, title }) => ({
      staff: id,
      name,
      title,
      hasPin: known.has(id),
    }));
  }

  /** Gives somebody a PIN on this PC, or another one. @throws AppError NOT_ALLOWED, BAD_INPUT (nobody of the staff) */
  async setPin(by: AtCounter, staff: string, pin: string): Promise<void> {
    requireHead(by);
    const { store, catalogue, log, now } = this.#station;
    if (catalogue.staff(staff) === null) throw new AppError("BAD_INPUT", { path: "staff", reason: staff });
    const row = await pinRow(staff, pin);
    await store.write(async (trx) => {
      await trx.replaceInto("staff_pins").values(row).execute();
      await log.append(trx, now(), {
        type: "staff.pinSet",
        actor: by.staff.id,
        subject: staff,
        data: { staff },
      });
    });
    this.#station.wakeSync();
  }

  /** Who is signed in at each counter today, at this PC and at the others of its hall. */
  async staffByCounter(db: Queryable): Promise<Map<string, Staff>> {
    const found = new Map<string, Staff>(this.#station.presence());
    for (const open of await this.#openToday(db)) {
      const staff = this.#station.catalogue.staff(open.staff);
      if (staff !== null) found.set(open.counter, staff);
    }
    return found;
  }

  /** Somebody works at a window of this PC. */
  async isAttended(): Promise<boolean> {
    return (await this.#openToday(this.#station.store.db)).some(({ id }) => this.#shown.has(id));
  }

  /**
   * Who takes a step from another PC of the hall, which vouches for the sign-in.
   *
   * @throws AppError NOT_SIGNED_IN where nobody of that name works here, COUNTER_UNKNOWN.
   */
  elsewhere({ counter, staff }: Place): AtCounter {
    const { catalogue } = this.#station;
    const member = catalogue.staff(staff);
    if (member === null) throw new AppError("NOT_SIGNED_IN", {});
    return { counter: catalogue.counter(counter), staff: member };
  }

  async #openToday(db: Queryable): Promise<SessionRow[]> {
    const today = officeDay(this.#station.now());
    return (await openSessions(db)).filter(({ started_at }) => officeDay(started_at) === today);
  }

  async #find(session: string): Promise<AtCounter | null> {
    const { store, catalogue, health, now } = this.#station;
    const open = await openSession(store.db, sessionId(session));
    if (open === null || officeDay(open.started_at) !== officeDay(now())) return null;
    const staff = catalogue.staff(open.staff);
    if (staff === null) return null;
    if (!this.#shown.has(open.id)) {
      this.#shown.add(open.id);
      health.notify();
    }
    return { staff, counter: catalogue.counter(open.counter) };
  }

  async #refuseWhileServing(
    trx: Transaction<StoreSchema>,
    counter: Counter,
    open: SessionRow,
  ): Promise<void> {
    const serving = await trx
      .selectFrom("tickets")
      .select("id")
      .where("counter", "=", counter.id)
      .where("status", "=", "serving")
      .executeTakeFirst();
    if (serving === undefined) return;
    throw new AppError("COUNTER_TAKEN", {
      counter: String(counter.number),
      staff: this.#station.catalogue.staff(open.staff)?.name ?? open.staff,
    });
  }

  async #end(trx: Transaction<StoreSchema>, open: SessionRow, at: string): Promise<void> {
    await endSession(trx, open.id, at);
    await this.#station.log.append(trx, at, {
      type: "staff.signedOut",
      actor: open.staff,
      subject: open.staff,
      data: { staff: open.staff, counter: open.counter },
    });
  }

  #changed(): void {
    this.#station.hall.notify();
    this.#station.wakeSync();
  }
}

/** The store keeps only a hash: who reads the store can't act as a clerk. */
function sessionId(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

export function placeOf(desk: AtCounter): Place {
  return { counter: desk.counter.id, staff: desk.staff.id };
}
