import { implement } from "@orpc/server";
import { RPCHandler } from "@orpc/server/ws";
import type { Logger } from "pino";
import type { WebSocket } from "ws";
import type { Staff } from "../../../contract/catalogue.ts";
import {
  type HallEvent,
  hallContract,
  type Known,
  type Member,
  type Roster,
} from "../../../contract/hall.ts";
import {
  EVENTS_AT_ONCE,
  hallEvents,
  knownEvents,
  logName,
  ownLogMentions,
  storeReplica,
} from "../../../db/replica.ts";
import { ticketById } from "../../../db/tickets.ts";
import { Changes } from "../changes.ts";
import type { StationContext } from "../context.ts";
import { toRpcError } from "../failures.ts";
import type { HostedQueue } from "../queue/hosted-queue.ts";
import { ticketAt } from "../queue/steps.rules.ts";
import type { Desk } from "../staff/desk.ts";
import type { GuestPrinters } from "./guest-printers.ts";
import { sinceYesterday } from "./since.ts";

/** A member that is connected to this host. */
interface Guest {
  member: Member;
  socket: WebSocket;
  /** How far it has stored this host's events. */
  storedSeq: number;
  counters: Map<string, Staff>;
}

export interface GuestsOptions {
  station: StationContext;
  queue: HostedQueue;
  printers: GuestPrinters;
  desk: Desk;
  roster: () => Roster;
  log: Logger;
}

/** How long an answer waits for another PC's replica: longer, and the citizen's number matters more than the replica. */
const REPLICA_MS = 300;

/** The members that are connected to this host: what they ask, what they are told, how far their replicas are. */
export class Guests {
  readonly #options: GuestsOptions;
  readonly #guests = new Set<Guest>();
  readonly #handler: RPCHandler<{ guest: Guest }>;
  /** The roster changed. */
  readonly #rosters = new Changes();
  /** A replica has come further. */
  readonly #replicas = new Changes();

  constructor(options: GuestsOptions) {
    this.#options = options;
    this.#handler = new RPCHandler(this.#router());
  }

  get connected(): Set<string> {
    return new Set([...this.#guests].map(({ member }) => member.id));
  }

  /** Who has signed in at the members' counters. */
  presence(): Map<string, Staff> {
    return new Map([...this.#guests].flatMap(({ counters }) => [...counters]));
  }

  serve(socket: WebSocket, member: Member): void {
    // A PC that reconnects before its old line is noticed to be gone has one line.
    for (const former of this.#guests) if (former.member.id === member.id) this.#end(former);
    const guest: Guest = { member, socket, storedSeq: 0, counters: new Map() };
    this.#guests.add(guest);
    socket.once("close", () => this.#left(guest));
    void this.#handler.upgrade(socket, { context: { guest } });
    this.#options.station.hall.notify();
  }

  rosterChanged(): void {
    this.#rosters.notify();
    this.#options.station.hall.notify();
  }

  /** Ends the line of a member that was removed. */
  dismiss(id: string): void {
    for (const guest of this.#guests) if (guest.member.id === id) this.#end(guest);
  }

  /** Resolves when one member has stored what stands in this host's log now, or after a moment. */
  async replicated(): Promise<void> {
    if (this.#guests.size === 0) return;
    const { store, log } = this.#options.station;
    const { seq } = await log.head(store.db);
    const late = AbortSignal.timeout(REPLICA_MS);
    const furthest = async () => Math.max(...[...this.#guests].map(({ storedSeq }) => storedSeq), -1);
    for await (const stored of this.#replicas.watch(furthest, late)) {
      if (stored >= seq || this.#guests.size === 0) return;
    }
  }

  close(): void {
    for (const guest of this.#guests) this.#end(guest);
  }

  #end(guest: Guest): void {
    this.#left(guest);
    guest.socket.terminate();
  }

  #left(guest: Guest): void {
    if (!this.#guests.delete(guest)) return;
    this.#options.printers.left(guest.member.id);
    this.#replicas.notify();
    this.#options.station.hall.notify();
  }

  #router() {
    const { station, queue, desk, printers, log } = this.#options;
    const os = implement(hallContract)
      .$context<{ guest: Guest }>()
      .use(async ({ next }) => {
        try {
          return await next();
        } catch (error) {
          throw toRpcError(error, log);
        }
      });
    return os.router({
      queue: {
        watchBoard: os.queue.watchBoard.handler(async function* ({ signal }) {
          yield* station.hall.watch(() => queue.board(), signal);
        }),
        take: os.queue.take.handler(({ input }) => queue.takeFor(input, null)),
        step: os.queue.step.handler(({ input }) =>
          queue.step(desk.elsewhere(input.at), input.requestId, input.step),
        ),
        checkIn: os.queue.checkIn.handler(({ input }) => queue.checkInFor(input.requestId, input.code, null)),
        checkInByCard: os.queue.checkInByCard.handler(({ input }) =>
          queue.checkInByCardFor(input.requestId, input.card, null),
        ),
        citizen: os.queue.citizen.handler(({ input }) =>
          queue.citizen(station.catalogue.counter(input.counter), input.ticket),
        ),
        slots: os.queue.slots.handler(({ input }) => queue.slots(input.serviceGroup, input.day)),
        book: os.queue.book.handler(({ input: { at, ...asked } }) => queue.book(desk.elsewhere(at), asked)),
        cancelBooking: os.queue.cancelBooking.handler(({ input }) =>
          queue.cancelBooking(desk.elsewhere(input.at), input.requestId, input.id),
        ),
        bookingsOf: os.queue.bookingsOf.handler(({ input }) => queue.bookingsOf(input.day)),
        answerSurvey: os.queue.answerSurvey.handler(async ({ input }) => {
          await queue.answerSurvey(input);
          return {};
        }),
        line: os.queue.line.handler(({ input }) => queue.line(station.catalogue.counter(input.counter))),
        find: os.queue.find.handler(({ input }) => queue.find(input.label)),
        figures: os.queue.figures.handler(({ input }) => queue.figures(input.staff)),
        closeDay: os.queue.closeDay.handler(({ input }) =>
          queue.closeDay(desk.elsewhere(input.at), input.requestId),
        ),
      },
      present: os.present.handler(({ input, context: { guest } }) => {
        guest.counters = new Map(input.counters.map(({ counter, staff }) => [counter, staff]));
        station.hall.notify();
        return {};
      }),
      printers: {
        tell: os.printers.tell.handler(({ input, context: { guest } }) => {
          // What was still on its way when the line ended is no longer so.
          if (this.#guests.has(guest)) printers.tell(guest.member.id, input);
          return {};
        }),
        watch: os.printers.watch.handler(async function* ({ context: { guest }, signal }) {
          yield* printers.watchFor(guest.member.id, signal);
        }),
        step: os.printers.step.handler(async ({ input: { at, pc, step } }) => {
          await printers.order(at, pc, step);
          return {};
        }),
        asked: os.printers.asked.handler(async function* ({ context: { guest }, signal }) {
          yield* printers.askedOf(guest.member.id, signal);
        }),
        done: os.printers.done.handler(({ input: { id, failure }, context: { guest } }) => {
          printers.done(guest.member.id, id, failure);
          return {};
        }),
      },
      replica: {
        known: os.replica.known.handler(() => knownEvents(station.store.db, station.log)),
        bring: os.replica.bring.handler(async ({ input }) => {
          await this.#takeIn(input.events);
          return {};
        }),
        watch: os.replica.watch.handler(({ input, signal }) => this.#watch(input.known, signal)),
        stored: os.replica.stored.handler(({ input, context: { guest } }) => {
          if (input.epoch === station.log.place.epoch) guest.storedSeq = input.seq;
          this.#replicas.notify();
          return {};
        }),
      },
    });
  }

  async *#watch(known: Known, signal: AbortSignal | undefined) {
    const { station, roster } = this.#options;
    const read = async () => hallEvents(station.store.db, station.log, known, sinceYesterday(station.now()));
    let told = -1;
    // The roster changes rarely, and always together with a change of the hall.
    for await (const first of station.hall.watch(read, signal)) {
      for (let events = first; ; events = await read()) {
        const revision = this.#rosters.revision;
        if (events.length > 0 || told !== revision) {
          yield { events, roster: told === revision ? null : roster() };
        }
        told = revision;
        for (const event of events) known[logName(event)] = event.seq;
        if (events.length < EVENTS_AT_ONCE) break;
      }
    }
  }

  /**
   * Takes in what this host has missed. Where this host has gone on with a ticket in the meantime its own word holds,
   * and the other is kept as evidence; nobody's ticket is lost, and none is at two counters.
   */
  async #takeIn(events: readonly HallEvent[]): Promise<void> {
    const { station, queue } = this.#options;
    const since = sinceYesterday(station.now());
    await queue.queue.takeIn(async (trx) => {
      await storeReplica(trx, station.log, events, async (_trx, event) => {
        if (!event.type.startsWith("ticket.")) return true;
        if (await ownLogMentions(trx, station.log, event.subject, since)) return true;
        const { counter } = JSON.parse(event.data) as { counter?: string };
        const comesToCounter = event.type === "ticket.called" || event.type === "ticket.resumed";
        if (!comesToCounter || counter === undefined) return false;
        const there = ticketAt(queue.queue.openTickets(), counter);
        return there !== undefined && there.id !== (await ticketById(trx, event.subject))?.id;
      });
    });
  }
}
