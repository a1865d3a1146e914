import type { Transaction } from "kysely";
import { v7 as uuidv7 } from "uuid";
import type { Priority, Ticket } from "../../../contract/entities.ts";
import { AppError } from "../../../contract/errors.ts";
import type { EventType } from "../../../contract/events.ts";
import { officeDay } from "../../../contract/time.ts";
import { once } from "../../../db/requests.ts";
import type { StoreSchema } from "../../../db/schema.ts";
import { lastNumber, openTickets, ticketById, waitingInGroup } from "../../../db/tickets.ts";
import type { StationContext } from "../context.ts";
import type { Papers } from "../printing/papers.ts";
import type { AtCounter } from "../staff/desk.ts";
import { pickNext, ticketLabel } from "./rules.ts";

type Trx = Transaction<StoreSchema>;

/** The ticket queue of one hall. Each step is one transaction: event, table and paper together or not at all. */
export class Queue {
  readonly #station: StationContext;
  readonly #papers: Papers;

  constructor(station: StationContext, papers: Papers) {
    this.#station = station;
    this.#papers = papers;
  }

  /**
   * Gives out the next number of a group and queues its paper.
   *
   * @throws AppError SERVICE_GROUP_UNKNOWN, SERVICE_GROUP_CLOSED, REQUEST_REUSED.
   */
  async take(input: { requestId: string; serviceGroup: string; priority: Priority | null }): Promise<{
    ticket: Ticket;
    waitingBefore: number;
    printJob: string;
  }> {
    const { store, log, catalogue, now } = this.#station;
    const group = catalogue.serviceGroup(input.serviceGroup);
    if (!group.open) throw new AppError("SERVICE_GROUP_CLOSED", { id: group.id });
    const at = now();
    const { requestId, ...asked } = input;
    const taken = await once(store, { id: requestId, call: "queue.take", input: asked }, at, async (trx) => {
      const day = officeDay(at);
      const waitingBefore = await waitingInGroup(trx, day, group.id);
      const number = (await lastNumber(trx, day, group.id)) + 1;
      const id = uuidv7();
      const printJob = uuidv7();
      const label = ticketLabel(group.letter, number);
      await log.append(trx, at, {
        type: "ticket.issued",
        actor: "kiosk",
        subject: id,
        data: { day, serviceGroup: group.id, number, label, priority: input.priority, printJob },
      });
      const ticket = await this.#ticket(trx, id);
      await this.#papers.queueTicket(trx, { id: printJob, ticket, group, waitingBefore, at });
      return { ticket, waitingBefore, printJob };
    });
    this.#station.wakePrinting();
    this.#changed();
    return taken;
  }

  /**
   * Calls the next ticket to the counter; null where nobody waits for it.
   *
   * @throws AppError COUNTER_BUSY while the counter still has one.
   */
  async callNext(desk: AtCounter, requestId: string): Promise<Ticket | null> {
    const { store, catalogue, now } = this.#station;
    const at = now();
    const request = { id: requestId, call: "queue.callNext", input: { counter: desk.counter.id } };
    const called = await once(store, request, at, async (trx) => {
      const open = await openTickets(trx, officeDay(at));
      const current = open.find(
        (ticket) => ticket.counter === desk.counter.id && ticket.status !== "waiting",
      );
      if (current !== undefined) throw new AppError("COUNTER_BUSY", { label: current.label });
      const next = pickNext(open, desk.counter, catalogue.all.office.queue);
      return next === null ? null : this.#step(trx, at, desk, next, "ticket.called");
    });
    this.#changed();
    return called;
  }

  /** Calls a ticket once more. @throws AppError TICKET_STATE once it is being served or finished. */
  async recall(desk: AtCounter, id: string): Promise<Ticket> {
    return this.#stepOf(desk, id, ["called"], "ticket.called");
  }

  /** The citizen is at the counter. */
  async serve(desk: AtCounter, id: string): Promise<Ticket> {
    return this.#stepOf(desk, id, ["called"], "ticket.serving");
  }

  async finish(desk: AtCounter, id: string, outcome: "served" | "noShow"): Promise<Ticket> {
    return outcome === "served"
      ? this.#stepOf(desk, id, ["called", "serving"], "ticket.served")
      : this.#stepOf(desk, id, ["called"], "ticket.noShow");
  }

  async #stepOf(desk: AtCounter, id: string, from: Ticket["status"][], type: TicketStep): Promise<Ticket> {
    const { store, now } = this.#station;
    const ticket = await store.write(async (trx) => {
      const current = await this.#ticket(trx, id);
      if (!from.includes(current.status) || current.counter !== desk.counter.id) {
        throw new AppError("TICKET_STATE", { label: current.label, status: current.status });
      }
      return this.#step(trx, now(), desk, current, type);
    });
    this.#changed();
    return ticket;
  }

  async #step(trx: Trx, at: string, desk: AtCounter, ticket: Ticket, type: TicketStep): Promise<Ticket> {
    const counter = desk.counter.id;
    const data = type === "ticket.called" ? { counter, call: ticket.calls + 1 } : { counter };
    await this.#station.log.append(trx, at, {
      type,
      actor: desk.staff.id,
      subject: ticket.id,
      data: data as never,
    });
    return this.#ticket(trx, ticket.id);
  }

  async #ticket(trx: Trx, id: string): Promise<Ticket> {
    const ticket = await ticketById(trx, id);
    if (ticket === null) throw new AppError("TICKET_UNKNOWN", { id });
    return ticket;
  }

  #changed(): void {
    this.#station.hall.notify();
    this.#station.wakeSync();
  }
}

type TicketStep = Extract<EventType, "ticket.called" | "ticket.serving" | "ticket.served" | "ticket.noShow">;
