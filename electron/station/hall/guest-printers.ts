import { v7 as uuidv7 } from "uuid";
import { AppError, type ErrorCode } from "../../../contract/errors.ts";
import type { PcPrinters, PrinterStep, ToldPrinters } from "../../../contract/printers.ts";
import { Changes, changed } from "../changes.ts";
import type { StationContext } from "../context.ts";
import type { StationPrinters } from "../printing/station-printers.ts";
import type { Desk, Place } from "../staff/desk.ts";
import { type HallPrinters, PACE_MS, takeForOther } from "./hall-printers.ts";

/** How long a person waits for the answer of the other PC. */
const ORDER_MS = 8000;

interface Order {
  id: string;
  at: Place;
  step: PrinterStep;
  /** Told to the member: whatever becomes of it there, it is not told again. */
  given: boolean;
  settle(failure: AppError | null): void;
}

/** A member as its printers are known here. */
interface GuestPrinterState {
  told: ToldPrinters | null;
  orders: Map<string, Order>;
  ordered: Changes;
}

export interface GuestPrintersOptions {
  station: StationContext;
  own: StationPrinters;
  desk: Desk;
  /** The name of this PC or of a member. */
  nameOf: (pc: string) => string;
  patienceMs?: number;
}

/** The host's part: what each member has told, and the steps that are asked of one through here. */
export class GuestPrinters implements HallPrinters {
  readonly #options: GuestPrintersOptions;
  readonly #guests = new Map<string, GuestPrinterState>();

  constructor(options: GuestPrintersOptions) {
    this.#options = options;
  }

  elsewhere(): PcPrinters[] {
    const { nameOf } = this.#options;
    return [...this.#guests].flatMap(([pc, { told }]) =>
      told === null ? [] : [{ ...told, pc, name: nameOf(pc) }],
    );
  }

  tell(pc: string, told: ToldPrinters): void {
    this.#guest(pc).told = told;
    this.#options.station.health.notify();
  }

  /** The line to a member is gone. */
  left(pc: string): void {
    const guest = this.#guests.get(pc);
    if (guest === undefined) return;
    this.#guests.delete(pc);
    for (const order of guest.orders.values()) order.settle(this.#away(pc));
    this.#options.station.health.notify();
  }

  /** For a member: the printers of all other PCs, this one's among them, each time they change. */
  async *watchFor(pc: string, signal: AbortSignal | undefined): AsyncGenerator<PcPrinters[]> {
    const { station, own, nameOf } = this.#options;
    const self = station.log.place.station;
    const read = async (): Promise<PcPrinters[]> => [
      { ...(await own.told()), pc: self, name: nameOf(self) },
      ...this.elsewhere().filter((other) => other.pc !== pc),
    ];
    yield* changed(station.health.watch(read, signal, PACE_MS));
  }

  async order(at: Place, pc: string, step: PrinterStep): Promise<void> {
    const { station, own, desk, nameOf, patienceMs = ORDER_MS } = this.#options;
    if (pc === station.log.place.station) return takeForOther({ own, desk, name: nameOf(pc) }, at, step);
    const guest = this.#guests.get(pc);
    if (guest?.told == null) throw this.#away(pc);
    await new Promise<void>((resolve, reject) => {
      const id = uuidv7();
      const settle = (failure: AppError | null) => {
        clearTimeout(late);
        guest.orders.delete(id);
        if (failure === null) resolve();
        else reject(failure);
      };
      const late = setTimeout(() => settle(this.#away(pc)), patienceMs);
      guest.orders.set(id, { id, at, step, given: false, settle });
      guest.ordered.notify();
    });
  }

  /** For a member: the steps that are asked of it, each once. */
  async *askedOf(pc: string, signal: AbortSignal | undefined) {
    const guest = this.#guest(pc);
    for await (const orders of guest.ordered.watch(async () => [...guest.orders.values()], signal)) {
      for (const order of orders) {
        const { id, at, step } = order;
        if (order.given || !guest.orders.has(id)) continue;
        order.given = true;
        yield { id, at, step };
      }
    }
  }

  done(pc: string, id: string, failure: { code: string; data: unknown } | null): void {
    const error = failure === null ? null : new AppError(failure.code as ErrorCode, failure.data as never);
    this.#guests.get(pc)?.orders.get(id)?.settle(error);
  }

  #away(pc: string): AppError {
    return new AppError("PC_AWAY", { name: this.#options.nameOf(pc) });
  }

  #guest(pc: string): GuestPrinterState {
    const known = this.#guests.get(pc);
    if (known !== undefined) return known;
    const guest = { told: null, orders: new Map(), ordered: new Changes() };
    this.#guests.set(pc, guest);
    return guest;
  }
}
