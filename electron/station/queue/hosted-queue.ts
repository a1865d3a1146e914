import { v7 as uuidv7 } from "uuid";
import type { Counter } from "../../../contract/catalogue.ts";
import type { CitizenCard } from "../../../contract/dossier.ts";
import type { Board, CounterStep, SurveyAnswer, Ticket } from "../../../contract/queue.ts";
import type { StationContext } from "../context.ts";
import type { AtCounter, Desk } from "../staff/desk.ts";
import { Appointments, type BookInput } from "./appointments.ts";
import { readBoard } from "./board.ts";
import type { HallQueue } from "./hall-queue.ts";
import { nextOpeningChange } from "./opening.rules.ts";
import type { Queue, TakeInput, TakenTicket } from "./queue.ts";

/** Looked at again at least so often: the day ends, and the PC's clock may be set. */
const LOOK_AGAIN_MS = 60_000;

export interface HostedQueueOptions {
  station: StationContext;
  queue: Queue;
  desk: Desk;
  hostName: () => string;
  /** Resolves when another PC has stored what was just decided, or when none is there to do so. */
  replicated: () => Promise<void>;
}

/**
 * The queue of a hall that this PC hosts: answers once another PC has a replica, keeps one board for all who look at it,
 * and opens, closes and ends the day on time.
 */
export class HostedQueue implements HallQueue {
  readonly queue: Queue;
  readonly appointments: Appointments;
  readonly #options: HostedQueueOptions;
  readonly #since: string;
  #board: { revision: number; board: Promise<Board> } | null = null;
  #alarm: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: HostedQueueOptions) {
    this.queue = options.queue;
    this.appointments = new Appointments(options.station, options.queue);
    this.#options = options;
    this.#since = options.station.now();
    this.#setAlarm(0);
  }

  take(input: TakeInput) {
    return this.#printedHere((printJob) => this.takeFor(input, printJob));
  }

  /** As `take`; without a job for a kiosk of another PC, which prints the paper itself. */
  async takeFor(input: TakeInput, printJob: string | null) {
    const taken = await this.queue.take(input, printJob);
    await this.#options.replicated();
    return taken;
  }

  async step(desk: AtCounter, requestId: string, step: CounterStep): Promise<Ticket | null> {
    const ticket = await this.queue.step(desk, requestId, step);
    await this.#options.replicated();
    return ticket;
  }

  checkIn(requestId: string, code: string) {
    return this.#printedHere((printJob) => this.checkInFor(requestId, code, printJob));
  }

  /** As `checkIn`; without a job for a kiosk of another PC. */
  async checkInFor(requestId: string, code: string, printJob: string | null) {
    const taken = await this.appointments.checkIn(requestId, code, printJob);
    await this.#options.replicated();
    return taken;
  }

  async checkInByCard(requestId: string, card: CitizenCard) {
    const printJob = uuidv7();
    const taken = await this.checkInByCardFor(requestId, card, printJob);
    if (taken === null) return null;
    this.#options.station.wakePrinting();
    return { ...taken, printJob: taken.printJob ?? printJob };
  }

  /** As `checkInByCard`; without a job for a kiosk of another PC. */
  async checkInByCardFor(requestId: string, card: CitizenCard, printJob: string | null) {
    const taken = await this.appointments.checkInByCard(requestId, card, printJob);
    if (taken !== null) await this.#options.replicated();
    return taken;
  }

  citizen(counter: Counter, ticket: string) {
    return this.queue.citizen(counter, ticket);
  }

  slots(serviceGroup: string, day: string) {
    return this.appointments.slots(serviceGroup, day);
  }

  async book(by: AtCounter, input: BookInput) {
    const booking = await this.appointments.book(by, input);
    await this.#options.replicated();
    return booking;
  }

  cancelBooking(by: AtCounter, requestId: string, id: string) {
    return this.appointments.cancel(by, requestId, id);
  }

  bookingsOf(day: string) {
    return this.appointments.ofDay(day);
  }

  answerSurvey(answer: SurveyAnswer) {
    return this.queue.answerSurvey(answer);
  }

  line(counter: Counter) {
    return this.queue.line(counter);
  }

  find(label: string) {
    return this.queue.find(label);
  }

  figures(staff: string) {
    return this.queue.figures(staff);
  }

  closeDay(by: AtCounter, requestId: string) {
    return this.queue.closeDay(by, requestId);
  }

  /** The board, read once for each revision however many look at it. */
  board(): Promise<Board> {
    const { station, desk, hostName } = this.#options;
    const { revision } = station.hall;
    if (this.#board?.revision !== revision) {
      const board = readBoard(station, this.queue, desk).then((read) => ({
        ...read,
        hall: { host: hostName(), link: "own" as const, since: this.#since },
      }));
      this.#board = { revision, board };
      board.catch(() => {
        this.#board = null;
      });
    }
    return this.#board.board;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#alarm);
  }

  async #printedHere(
    issue: (printJob: string) => Promise<TakenTicket>,
  ): Promise<TakenTicket & { printJob: string }> {
    const printJob = uuidv7();
    const taken = await issue(printJob);
    this.#options.station.wakePrinting();
    // Asked again, the answer names the first request's job.
    return { ...taken, printJob: taken.printJob ?? printJob };
  }

  #setAlarm(milliseconds: number): void {
    if (this.#stopped) return;
    this.#alarm = setTimeout(() => void this.#onTime(), milliseconds);
  }

  /** Ends former days, tells everybody where a group opens or closes, and sleeps until the next of these. */
  async #onTime(): Promise<void> {
    let wait = LOOK_AGAIN_MS;
    try {
      await this.queue.endFormerDays();
      const before = JSON.stringify((await this.board()).groups.map(({ opening }) => opening.state));
      const groups = await this.queue.groups();
      const openings = groups.map(({ opening }) => opening);
      if (JSON.stringify(openings.map(({ state }) => state)) !== before) this.#options.station.hall.notify();
      const next = nextOpeningChange(openings);
      if (next !== null) wait = Math.min(wait, Math.max(0, Date.parse(next) - Date.now()) + 1);
    } catch {
      // A store that can't be read is told by whoever asks for the board; here it is looked at again later.
    }
    this.#setAlarm(wait);
  }
}
