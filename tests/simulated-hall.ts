import type { Counter, QueueRules, ServiceGroup } from "../contract/catalogue.ts";
import type { Priority, Ticket } from "../contract/queue.ts";
import { type TicketEvent, ticketAfter } from "../contract/ticket-life.ts";
import { estimateWaits, ServiceTimes } from "../electron/station/queue/estimate.rules.ts";
import { ticketLabel } from "../electron/station/queue/numbers.rules.ts";
import { decide, type Hall, type TicketStep, ticketAt } from "../electron/station/queue/steps.rules.ts";
import { seededRandom } from "./seeded-random.ts";

const MINUTE_MS = 60_000;

export interface SimulationOptions {
  seed: number;
  days: number;
  ticketsPerDay: number;
  groups: readonly ServiceGroup[];
  counters: readonly Counter[];
  rules: QueueRules;
  /** Mean service time by group, minutes. */
  serviceMinutes: ReadonlyMap<string, number>;
  /** Told after every event, with all tickets of the day: where the tests look for what must never be. */
  watch?: (event: TicketEvent, tickets: ReadonlyMap<string, Ticket>, hall: Hall) => void;
  /** Told when a day has been closed. */
  dayOver?: (tickets: ReadonlyMap<string, Ticket>) => void;
}

export interface SimulatedFigures {
  tickets: number;
  events: number;
  /** Seconds from taking a number to its first call, of those who came without priority and of those with one. */
  waits: { ordinary: number[]; priority: number[] };
  /** Seconds by which the wait told at the kiosk was off. */
  estimateErrors: number[];
  /** Of the same tickets: by how much a plain "so many before you, times the mean" would have been off. */
  plainErrors: number[];
}

/**
 * Plays days of a reception hall with the real rules: people come in a morning and an afternoon wave, some with
 * priority; services take their time; some do not come when called and some of those return; tickets are transferred,
 * put aside, called by mistake; clerks take breaks. Everything follows from the seed.
 */
export function simulateHall(options: SimulationOptions): SimulatedFigures {
  const figures: SimulatedFigures = {
    tickets: 0,
    events: 0,
    waits: { ordinary: [], priority: [] },
    estimateErrors: [],
    plainErrors: [],
  };
  const random = seededRandom(options.seed);
  const times = new ServiceTimes(options.rules.assumedServiceMinutes);
  for (let day = 0; day < options.days; day += 1)
    new SimulatedDay(options, day, random, times, figures).play();
  return figures;
}

class SimulatedDay {
  readonly #options: SimulationOptions;
  readonly #day: string;
  readonly #opens: number;
  readonly #random: () => number;
  readonly #times: ServiceTimes;
  readonly #figures: SimulatedFigures;
  readonly #tickets = new Map<string, Ticket>();
  readonly #open = new Map<string, Ticket>();
  readonly #plain = new Map<string, number>();
  readonly #paused = new Set<string>();
  readonly #numbers = new Map<string, number>();
  readonly #agenda: { at: number; order: number; act: () => void }[] = [];
  #now: number;
  #order = 0;

  constructor(
    options: SimulationOptions,
    day: number,
    random: () => number,
    times: ServiceTimes,
    figures: SimulatedFigures,
  ) {
    this.#options = options;
    this.#opens = Date.UTC(2026, 0, 5, 0, 30) + day * 24 * 60 * MINUTE_MS;
    this.#day = new Date(this.#opens).toISOString().slice(0, 10);
    this.#now = this.#opens;
    this.#random = random;
    this.#times = times;
    this.#figures = figures;
  }

  play(): void {
    const { counters, ticketsPerDay } = this.#options;
    for (let index = 0; index < ticketsPerDay; index += 1) this.#later(this.#arrival(), () => this.#take());
    for (const counter of counters) {
      this.#later(this.#opens, () => this.#work(counter));
      for (const hour of [2, 6]) {
        this.#later(this.#opens + (hour + this.#random()) * 60 * MINUTE_MS, () => this.#pause(counter));
      }
    }
    while (this.#agenda.length > 0) {
      const next = this.#nextOnAgenda();
      this.#now = next.at;
      next.act();
    }
    for (const ticket of this.#open.values()) {
      this.#apply({
        type: "ticket.closed",
        at: this.#iso(),
        actor: "station",
        subject: ticket.id,
        data: { reason: "dayClosed" },
      });
    }
    this.#options.dayOver?.(this.#tickets);
  }

  /** Two waves: most come in the first half of the morning and of the afternoon. */
  #arrival(): number {
    const afternoon = this.#random() < 0.4;
    const spread = (this.#random() + this.#random() * 0.6) / 1.6;
    return this.#opens + ((afternoon ? 5.5 : 0) + spread * 3.5) * 60 * MINUTE_MS;
  }

  #take(): void {
    const group = this.#pick(this.#options.groups);
    const number = (this.#numbers.get(group.id) ?? 0) + 1;
    this.#numbers.set(group.id, number);
    const priority: Priority | null = this.#random() < 0.08 ? "elderly" : null;
    const draft: Extract<TicketEvent, { type: "ticket.issued" }> = {
      type: "ticket.issued",
      at: this.#iso(),
      actor: "kiosk",
      subject: `${this.#day}/${group.id}/${number}`,
      data: {
        day: this.#day,
        serviceGroup: group.id,
        number,
        label: ticketLabel(group.letter, number),
        priority,
        printJob: null,
      },
    };
    const hall = this.#hall();
    const [estimatedSeconds = null] = estimateWaits(hall, [ticketAfter(null, draft)], this.#times, this.#now);
    this.#plain.set(draft.subject, this.#plainEstimate(hall, group.id));
    this.#figures.tickets += 1;
    this.#apply({ ...draft, data: { ...draft.data, estimatedSeconds } });
  }

  /** What a display without any thought would say. */
  #plainEstimate(hall: Hall, group: string): number {
    const before = hall.tickets.filter(({ queue, status }) => queue === group && status === "waiting").length;
    const serving = hall.counters.filter((counter) => counter.serviceGroups.includes(group)).length;
    return (before * this.#times.of(group)) / Math.max(1, serving);
  }

  /** A clerk who is free takes what there is; where nobody waits, looks again soon. */
  #work(counter: Counter): void {
    if (this.#paused.has(counter.id) || ticketAt(this.#hall().tickets, counter.id) !== undefined) return;
    const held = [...this.#open.values()].find(
      (ticket) => ticket.status === "held" && ticket.counter === counter.id && this.#random() < 0.3,
    );
    if (held !== undefined) {
      this.#step(counter, { kind: "resume", ticket: held.id });
      this.#serve(counter, held.id);
      return;
    }
    const called = this.#step(counter, { kind: "callNext" });
    if (called === null) {
      if (this.#now < this.#opens + 9.5 * 60 * MINUTE_MS) this.#in(1, () => this.#work(counter));
      return;
    }
    this.#noteWait(called);
    if (this.#random() < 0.01) {
      this.#in(0.3, () => {
        this.#step(counter, { kind: "undoCall", ticket: called.id });
        this.#work(counter);
      });
    } else if (this.#random() < 0.06) this.#absent(counter, called.id, 1);
    else {
      this.#in(0.3, () => {
        this.#step(counter, { kind: "serve", ticket: called.id });
        this.#serve(counter, called.id);
      });
    }
  }

  #absent(counter: Counter, ticket: string, calls: number): void {
    this.#in(0.5, () => {
      if (calls < this.#options.rules.callsBeforeNoShow) {
        this.#step(counter, { kind: "recall", ticket });
        this.#absent(counter, ticket, calls + 1);
        return;
      }
      this.#step(counter, { kind: "noShow", ticket });
      if (this.#random() < 0.4) {
        this.#in(2 + this.#random() * 30, () => this.#step(counter, { kind: "requeue", ticket }));
      }
      this.#work(counter);
    });
  }

  #serve(counter: Counter, ticket: string): void {
    const mean = this.#options.serviceMinutes.get(this.#tickets.get(ticket)?.queue ?? "") ?? 6;
    // Skewed as services are: most are short, some take three times the mean.
    const minutes = mean * (0.35 + -Math.log(1 - this.#random() * 0.98) * 0.65);
    this.#in(minutes, () => {
      const fate = this.#random();
      if (fate < 0.03) {
        const to = this.#pick(this.#options.groups);
        const only = this.#random() < 0.5 ? this.#pick(this.#options.counters).id : null;
        this.#step(counter, { kind: "transfer", ticket, queue: to.id, counter: only });
      } else if (fate < 0.07) this.#step(counter, { kind: "hold", ticket, reason: "fillForm" });
      else this.#step(counter, { kind: "served", ticket });
      this.#work(counter);
    });
  }

  #pause(counter: Counter): void {
    this.#paused.add(counter.id);
    this.#in(10 + this.#random() * 10, () => {
      this.#paused.delete(counter.id);
      this.#work(counter);
    });
  }

  #noteWait(ticket: Ticket): void {
    const wait = (this.#now - Date.parse(ticket.issuedAt)) / 1000;
    const plain = this.#plain.get(ticket.id);
    if (plain === undefined) return;
    this.#plain.delete(ticket.id);
    this.#figures.waits[ticket.priority === null ? "ordinary" : "priority"].push(wait);
    if (ticket.priority !== null || ticket.estimatedSeconds === null) return;
    this.#figures.estimateErrors.push(Math.abs(wait - ticket.estimatedSeconds));
    this.#figures.plainErrors.push(Math.abs(wait - plain));
  }

  #step(counter: Counter, step: TicketStep): Ticket | null {
    const named = "ticket" in step ? this.#tickets.get(step.ticket) : undefined;
    const event = decide(
      this.#hall(named),
      { counter: counter.id, staff: `at-${counter.id}`, at: this.#iso() },
      step,
    );
    return event === null ? null : this.#apply(event);
  }

  #apply(event: TicketEvent): Ticket {
    const ticket = ticketAfter(this.#tickets.get(event.subject) ?? null, event);
    this.#tickets.set(ticket.id, ticket);
    if (ticket.finishedAt === null) this.#open.set(ticket.id, ticket);
    else this.#open.delete(ticket.id);
    this.#times.learn(ticket);
    this.#figures.events += 1;
    this.#options.watch?.(event, this.#tickets, this.#hall());
    return ticket;
  }

  #hall(named?: Ticket): Hall {
    const { counters, groups, rules } = this.#options;
    const open = [...this.#open.values()];
    return {
      tickets: named === undefined || this.#open.has(named.id) ? open : [...open, named],
      serviceGroups: groups,
      counters,
      paused: this.#paused,
      rules,
      policy: {
        rules,
        shares: new Map(groups.map(({ id, share }) => [id, share])),
        staffed: new Set(counters.map(({ id }) => id)),
      },
    };
  }

  #in(minutes: number, act: () => void): void {
    this.#later(this.#now + minutes * MINUTE_MS, act);
  }

  #later(at: number, act: () => void): void {
    this.#order += 1;
    const entry = { at, order: this.#order, act };
    let place = this.#agenda.length;
    // Latest first, so that the next one is taken from the end.
    while (place > 0 && isBefore(this.#agenda[place - 1], entry)) place -= 1;
    this.#agenda.splice(place, 0, entry);
  }

  #nextOnAgenda(): { at: number; act: () => void } {
    const next = this.#agenda.pop();
    if (next === undefined) throw new Error("nothing is left to do");
    return next;
  }

  #pick<T>(entries: readonly T[]): T {
    const entry = entries[Math.floor(this.#random() * entries.length)];
    if (entry === undefined) throw new Error("nothing to pick from");
    return entry;
  }

  #iso(): string {
    return new Date(this.#now).toISOString();
  }
}

function isBefore(a: { at: number; order: number } | undefined, b: { at: number; order: number }): boolean {
  return a !== undefined && (a.at < b.at || (a.at === b.at && a.order < b.order));
}
