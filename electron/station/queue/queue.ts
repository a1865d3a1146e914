import type { Transaction } from "kysely";
import { v7 as uuidv7 } from "uuid";
import type { Counter, ServiceGroup } from "../../../contract/catalogue.ts";
import { AppError } from "../../../contract/errors.ts";
import {
  type CitizenHere,
  type CounterStep,
  type LineEntry,
  type Opening,
  openStatuses,
  type Priority,
  type QueueFigures,
  type Shown,
  type SurveyAnswer,
  type Ticket,
} from "../../../contract/queue.ts";
import { type TicketEvent, ticketAfter } from "../../../contract/ticket-life.ts";
import { bookingById } from "../../../db/appointments.ts";
import { once, type Request } from "../../../db/requests.ts";
import type { StoreSchema } from "../../../db/schema.ts";
import type { Queryable } from "../../../db/store.ts";
import {
  counterPauses,
  isSurveyAnswered,
  issuedCount,
  lastNumber,
  lastServed,
  latestTicketDay,
  openTickets,
  surveyScores,
  ticketById,
  ticketsByLabel,
  ticketsOfDay,
} from "../../../db/tickets.ts";
import type { StationContext } from "../context.ts";
import type { Papers } from "../printing/papers.ts";
import { type AtCounter, type Desk, requireHead } from "../staff/desk.ts";
import { estimateWaits, ServiceTimes } from "./estimate.rules.ts";
import { queueFigures } from "./figures.rules.ts";
import { numberRange, queueDay, ticketLabel } from "./numbers.rules.ts";
import { openingOf } from "./opening.rules.ts";
import { callingOrder } from "./policy.rules.ts";
import { decide, type Hall } from "./steps.rules.ts";

type Trx = Transaction<StoreSchema>;

/** What a citizen gets at the kiosk. */
export interface TakenTicket {
  ticket: Ticket;
  waitingBefore: number;
  /** The paper's job; null where another station prints it. */
  printJob: string | null;
}

export interface TakeInput {
  requestId: string;
  serviceGroup: string;
  priority: Priority | null;
  /** Kept for the clerk while the ticket is open. */
  shown?: Shown | null;
}

/**
 * The queue of one hall. Each step is one transaction: event, table and paper together or not at all. Steps take turns,
 * and the open tickets are held in memory besides: only this class changes them.
 */
export class Queue {
  readonly #station: StationContext;
  readonly #papers: Papers;
  readonly #desk: Desk;
  readonly #open: Map<string, Ticket>;
  readonly #times: ServiceTimes;
  #latestDay: string | null;
  /** By ticket. Not stored: what is in nobody's way on the disk can't be lost or stolen there. */
  readonly #shown = new Map<string, Shown>();
  /** What the step under way has changed. */
  readonly #changed: Ticket[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(
    station: StationContext,
    papers: Papers,
    desk: Desk,
    state: { open: Ticket[]; times: ServiceTimes; latestDay: string | null },
  ) {
    this.#station = station;
    this.#papers = papers;
    this.#desk = desk;
    this.#open = new Map(state.open.map((ticket) => [ticket.id, ticket]));
    this.#times = state.times;
    this.#latestDay = state.latestDay;
  }

  static async start(station: StationContext, papers: Papers, desk: Desk): Promise<Queue> {
    const { db } = station.store;
    const { office, serviceGroups } = station.catalogue.all;
    const times = new ServiceTimes(office.queue.assumedServiceMinutes);
    for (const group of serviceGroups) {
      for (const ticket of await lastServed(db, group.id, LEARNT_FROM)) times.learn(ticket);
    }
    return new Queue(station, papers, desk, {
      open: await openTickets(db),
      times,
      latestDay: await latestTicketDay(db),
    });
  }

  /** The queue's day now. */
  day(): string {
    const { catalogue, now } = this.#station;
    return queueDay(now(), catalogue.all.office.queue.dayBegins, this.#latestDay);
  }

  /** Open tickets of whatever day, in the order they were taken. */
  openTickets(): Ticket[] {
    return [...this.#open.values()];
  }

  /**
   * Gives out the next number of a group.
   *
   * @param printJob queues its paper as this job; null where another station prints it.
   * @throws AppError SERVICE_GROUP_UNKNOWN, SERVICE_GROUP_CLOSED, QUEUE_NUMBERS_EXHAUSTED, REQUEST_REUSED.
   */
  async take(input: TakeInput, printJob: string | null): Promise<TakenTicket> {
    const { requestId, shown = null, ...asked } = input;
    const group = this.#station.catalogue.serviceGroup(input.serviceGroup);
    const taken = await this.once({ id: requestId, call: "queue.take", input: asked }, async (trx, at) => {
      this.#requireOpen(group, await this.#issued(trx, group), at);
      return this.issue(trx, at, { group, priority: input.priority, printJob });
    });
    this.remember(taken.ticket.id, shown);
    return taken;
  }

  /** Keeps what the citizen showed at the kiosk for as long as the ticket is open. */
  remember(ticket: string, shown: Shown | null): void {
    if (shown !== null && this.#open.has(ticket)) this.#shown.set(ticket, shown);
  }

  /** What is known of the citizen at a counter; null where that ticket is not there. */
  async citizen(counter: Counter, id: string): Promise<CitizenHere | null> {
    const ticket = this.#open.get(id);
    if (ticket?.counter !== counter.id) return null;
    const booking =
      ticket.appointment === null ? null : await bookingById(this.#station.store.db, ticket.appointment);
    return { card: null, dossierCode: null, ...this.#shown.get(id), booking };
  }

  /**
   * Gives out the next number of a group, inside a step of the queue.
   *
   * @param input.queuedFrom from when the wait counts, where that is not now.
   * @throws AppError QUEUE_NUMBERS_EXHAUSTED.
   */
  async issue(
    trx: Trx,
    at: string,
    input: {
      group: ServiceGroup;
      priority: Priority | null;
      printJob: string | null;
      appointment?: string;
      queuedFrom?: string;
    },
  ): Promise<TakenTicket> {
    const { catalogue, hostPlace } = this.#station;
    const { group, priority, printJob, appointment } = input;
    const day = this.day();
    const range = numberRange(hostPlace(), catalogue.all.office.queue.numbersPerHost);
    const number = ((await lastNumber(trx, day, group.id, range)) ?? range.first - 1) + 1;
    if (number > range.last)
      throw new AppError("QUEUE_NUMBERS_EXHAUSTED", { id: group.id, last: range.last });
    const draft: TicketEvent & { type: "ticket.issued" } = {
      type: "ticket.issued",
      at,
      actor: "kiosk",
      subject: uuidv7(),
      data: {
        day,
        serviceGroup: group.id,
        number,
        label: ticketLabel(group.letter, number),
        priority,
        printJob,
        queuedFrom: input.queuedFrom ?? this.#notBeforeTheLast(at),
        ...(appointment === undefined ? {} : { appointment }),
      },
    };
    const [estimatedSeconds = null] = await this.#estimates(trx, [ticketAfter(null, draft)], at);
    const waitingBefore = this.#waitingIn(group.id);
    const ticket = await this.#append(trx, { ...draft, data: { ...draft.data, estimatedSeconds } });
    if (printJob !== null) {
      await this.#papers.queueTicket(trx, { id: printJob, ticket, group, waitingBefore, at });
    }
    return { ticket, waitingBefore, printJob };
  }

  /**
   * Takes a clerk's step.
   *
   * @returns the ticket after it; null where there is none.
   * @throws AppError as `decide` says, and REQUEST_REUSED.
   */
  async step(desk: AtCounter, requestId: string, step: CounterStep): Promise<Ticket | null> {
    const request = { id: requestId, call: "queue.step", input: { counter: desk.counter.id, step } };
    return this.once(request, async (trx, at) => {
      if (step.kind === "pause" || step.kind === "unpause") {
        await this.#pause(trx, desk, step, at);
        return null;
      }
      const named = "ticket" in step ? await this.#ticket(trx, step.ticket) : null;
      const hall = await this.#hall(trx, named);
      const event = decide(hall, { counter: desk.counter.id, staff: desk.staff.id, at }, step);
      return event === null ? null : this.#append(trx, event);
    });
  }

  /**
   * Keeps a citizen's word on the service.
   *
   * @throws AppError TICKET_UNKNOWN; SURVEY_CLOSED where the ticket was not served or has its answer.
   */
  async answerSurvey({ ticket: id, score, reasons }: SurveyAnswer): Promise<void> {
    await this.#change(async (trx, at) => {
      const ticket = await this.#ticket(trx, id);
      if (ticket.status !== "served" || ticket.counter === null || (await isSurveyAnswered(trx, id))) {
        throw new AppError("SURVEY_CLOSED", { label: ticket.label });
      }
      await this.#station.log.append(trx, at, {
        type: "survey.answered",
        actor: "survey",
        subject: id,
        data: { counter: ticket.counter, score, reasons },
      });
    });
  }

  /** Who waits for a counter, in the order in which it would call them now. */
  async line(counter: Counter): Promise<LineEntry[]> {
    const hall = await this.#hall(this.#station.store.db);
    return callingOrder(hall.tickets, counter, hall.policy, Date.parse(this.#station.now()));
  }

  /** Tickets of today with that on them: `A105`, `a 105` or the number alone. */
  find(text: string): Promise<Ticket[]> {
    const label = text.replace(/\s/g, "").toUpperCase();
    return ticketsByLabel(this.#station.store.db, this.day(), withThreeDigits(label));
  }

  async figures(staff: string): Promise<{ mine: QueueFigures; hall: QueueFigures }> {
    const { db } = this.#station.store;
    const tickets = await ticketsOfDay(db, this.day());
    const scores = await surveyScores(db, this.day());
    const mine = tickets.filter((ticket) => ticket.staff === staff && ticket.status !== "waiting");
    return { mine: queueFigures(mine, scores), hall: queueFigures(tickets, scores) };
  }

  /**
   * Accounts for every ticket that is still open: nobody is left in a queue that nobody works on.
   *
   * @throws AppError NOT_ALLOWED where a clerk asks, REQUEST_REUSED.
   */
  async closeDay(by: AtCounter, requestId: string): Promise<{ closed: Ticket[] }> {
    requireHead(by);
    return this.once({ id: requestId, call: "queue.closeDay", input: {} }, async (trx, at) => ({
      closed: await this.#close(trx, this.openTickets(), { at, actor: by.staff.id, reason: "dayClosed" }),
    }));
  }

  /**
   * Accounts for what a former day left open. A ticket that is at a counter is finished there first: a hall may work on
   * past midnight.
   */
  async endFormerDays(): Promise<void> {
    if (this.#leftOver().length === 0) return;
    await this.#change(async (trx, at) => {
      await this.#close(trx, this.#leftOver(), { at, actor: "station", reason: "dayOver" });
    });
  }

  /** Takes in what other PCs stored of the hall; `work` changes the tables. */
  async takeIn(work: (trx: Trx) => Promise<void>): Promise<void> {
    await this.#inTurn(async () => {
      const { store } = this.#station;
      // What is held in memory is read anew before the next step is taken.
      await store.write(work);
      const open = await openTickets(store.db);
      this.#open.clear();
      for (const ticket of open) this.#open.set(ticket.id, ticket);
      for (const id of this.#shown.keys()) if (!this.#open.has(id)) this.#shown.delete(id);
    });
  }

  /** Whether each group gives out numbers now, and how long one who joins it would wait. */
  async groups(): Promise<GroupState[]> {
    const { catalogue, store, now, hostPlace } = this.#station;
    const at = now();
    const range = numberRange(hostPlace(), catalogue.all.office.queue.numbersPerHost);
    const groups = catalogue.all.serviceGroups;
    const newcomers = groups.map((group) => newcomer(group, this.day(), at));
    const estimates = await this.#estimates(store.db, newcomers, at);
    const states: GroupState[] = [];
    for (const [index, group] of groups.entries()) {
      states.push({
        group,
        waiting: this.#waitingIn(group.id),
        lastNumber: (await lastNumber(store.db, this.day(), group.id, range)) ?? 0,
        opening: this.#opening(group, await this.#issued(store.db, group), at),
        estimatedSeconds: estimates[index] ?? null,
      });
    }
    return states;
  }

  #leftOver(): Ticket[] {
    const today = this.day();
    return this.openTickets().filter(
      ({ day, status }) => day < today && status !== "called" && status !== "serving",
    );
  }

  async #close(
    trx: Trx,
    tickets: Ticket[],
    { at, actor, reason }: { at: string; actor: string; reason: "dayClosed" | "dayOver" },
  ): Promise<Ticket[]> {
    const closed: Ticket[] = [];
    for (const ticket of tickets) {
      closed.push(
        await this.#append(trx, { type: "ticket.closed", at, actor, subject: ticket.id, data: { reason } }),
      );
    }
    return closed;
  }

  async #pause(
    trx: Trx,
    desk: AtCounter,
    step: Extract<CounterStep, { kind: "pause" | "unpause" }>,
    at: string,
  ): Promise<void> {
    const counter = desk.counter.id;
    await this.#station.log.append(
      trx,
      at,
      step.kind === "pause"
        ? {
            type: "counter.paused",
            actor: desk.staff.id,
            subject: counter,
            data: { counter, reason: step.reason },
          }
        : { type: "counter.unpaused", actor: desk.staff.id, subject: counter, data: { counter } },
    );
  }

  async #append(trx: Trx, event: TicketEvent): Promise<Ticket> {
    const known = this.#open.get(event.subject) ?? (await ticketById(trx, event.subject));
    await this.#station.log.append(trx, event.at, event);
    const ticket = ticketAfter(known, event);
    this.#changed.push(ticket);
    return ticket;
  }

  async #ticket(trx: Trx, id: string): Promise<Ticket> {
    const ticket = await ticketById(trx, id);
    if (ticket === null) throw new AppError("TICKET_UNKNOWN", { id });
    return ticket;
  }

  /** The hall as it is; `named` besides, which may be closed already. */
  async #hall(db: Queryable, named: Ticket | null = null): Promise<Hall> {
    const { counters, serviceGroups, office } = this.#station.catalogue.all;
    const open = this.openTickets();
    const pauses = await counterPauses(db);
    return {
      tickets: named === null || this.#open.has(named.id) ? open : [...open, named],
      serviceGroups,
      counters,
      paused: new Set(pauses.map(({ counter }) => counter)),
      rules: office.queue,
      policy: {
        rules: office.queue,
        shares: new Map(serviceGroups.map(({ id, share }) => [id, share])),
        staffed: new Set((await this.#desk.staffByCounter(db)).keys()),
      },
    };
  }

  async #estimates(db: Queryable, newcomers: readonly Ticket[], at: string): Promise<(number | null)[]> {
    return estimateWaits(await this.#hall(db), newcomers, this.#times, Date.parse(at));
  }

  #waitingIn(group: string): number {
    return this.openTickets().filter(({ queue, status }) => queue === group && status === "waiting").length;
  }

  /** Numbers given out today, counted only where a quota asks for it. */
  async #issued(db: Queryable, group: ServiceGroup): Promise<number> {
    return group.quotaPerDay === undefined ? 0 : issuedCount(db, this.day(), group.id);
  }

  #opening(group: ServiceGroup, issued: number, now: string): Opening {
    const { catalogue, anyHour } = this.#station;
    const { office, calendar } = catalogue.all;
    return openingOf({ group, rules: office.queue, calendar, issued, anyHour, now });
  }

  #requireOpen(group: ServiceGroup, issued: number, at: string): void {
    const opening = this.#opening(group, issued, at);
    if (opening.state === "open") return;
    const { reason, opensAt } = opening;
    throw new AppError("SERVICE_GROUP_CLOSED", { id: group.id, reason, opensAt });
  }

  /** A clock that is put back must not send newcomers before those who already wait. */
  #notBeforeTheLast(at: string): string {
    let latest = at;
    for (const { issuedAt, queuedFrom, appointment } of this.#open.values()) {
      const place = appointment === null ? queuedFrom : issuedAt;
      if (place > latest) latest = place;
    }
    return latest;
  }

  /** One step of the queue: in its turn, in one transaction, once for each request. */
  once<T>(request: Request, work: (trx: Trx, at: string) => Promise<T>): Promise<T> {
    return this.#inTurn((at) => once(this.#station.store, request, at, (trx) => work(trx, at)));
  }

  #change<T>(work: (trx: Trx, at: string) => Promise<T>): Promise<T> {
    return this.#inTurn((at) => this.#station.store.write((trx) => work(trx, at)));
  }

  /** One step after the other; what is held in memory follows only what was stored. */
  #inTurn<T>(work: (at: string) => Promise<T>): Promise<T> {
    const turn = this.#turn.then(async () => {
      this.#changed.length = 0;
      const done = await work(this.#station.now());
      for (const ticket of this.#changed) this.#follow(ticket);
      this.#station.hall.notify();
      this.#station.wakeSync();
      return done;
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  #follow(ticket: Ticket): void {
    if (isOpen(ticket)) this.#open.set(ticket.id, ticket);
    else {
      this.#open.delete(ticket.id);
      this.#shown.delete(ticket.id);
    }
    this.#times.learn(ticket);
    if (this.#latestDay === null || ticket.day > this.#latestDay) this.#latestDay = ticket.day;
  }
}

/** How many served tickets of each group are looked at when the station starts. */
const LEARNT_FROM = 30;

export interface GroupState {
  group: ServiceGroup;
  waiting: number;
  lastNumber: number;
  opening: Opening;
  estimatedSeconds: number | null;
}

function isOpen(ticket: Ticket): boolean {
  return (openStatuses as readonly string[]).includes(ticket.status);
}

/** One who takes a number now, as far as the wait depends on it. */
function newcomer(group: ServiceGroup, day: string, at: string): Ticket {
  return ticketAfter(null, {
    type: "ticket.issued",
    at,
    actor: "kiosk",
    subject: group.id,
    data: {
      day,
      serviceGroup: group.id,
      number: Number.MAX_SAFE_INTEGER,
      label: group.letter,
      priority: null,
      printJob: null,
    },
  });
}

/** @example withThreeDigits("A5") // "A005" */
function withThreeDigits(label: string): string {
  const [, letter, number] = /^([A-Z])(\d+)$/.exec(label) ?? [];
  return letter === undefined || number === undefined ? label : ticketLabel(letter, Number(number));
}
