import { v7 as uuidv7 } from "uuid";
import type { Counter } from "../../../contract/catalogue.ts";
import type { CitizenCard } from "../../../contract/dossier.ts";
import { AppError } from "../../../contract/errors.ts";
import type { Board, CounterStep, HallLink, SurveyAnswer, Ticket } from "../../../contract/queue.ts";
import { once } from "../../../db/requests.ts";
import type { StationContext } from "../context.ts";
import type { Papers } from "../printing/papers.ts";
import type { BookInput } from "../queue/appointments.ts";
import { readBoard } from "../queue/board.ts";
import type { HallQueue } from "../queue/hall-queue.ts";
import { Queue, type TakeInput } from "../queue/queue.ts";
import { type AtCounter, type Desk, placeOf } from "../staff/desk.ts";
import { askHost, type HostClient } from "./host-client.ts";

export interface RemoteQueueOptions {
  station: StationContext;
  papers: Papers;
  desk: Desk;
  hostName: () => string;
}

/**
 * The queue of a hall that another PC hosts. The board is the host's last one; while the host can't be reached every
 * step fails at once by HALL_LOST, and the board says since when it is out of date.
 */
export class RemoteQueue implements HallQueue {
  readonly #options: RemoteQueueOptions;
  #host: HostClient | null = null;
  #board: Board | null = null;
  #link: Pick<HallLink, "link" | "since">;

  constructor(options: RemoteQueueOptions) {
    this.#options = options;
    this.#link = { link: "lost", since: options.station.now() };
  }

  get link(): Pick<HallLink, "link" | "since"> {
    return this.#link;
  }

  connected(host: HostClient): void {
    this.#host = host;
    this.#link = { link: "connected", since: this.#options.station.now() };
    this.#options.station.hall.notify();
  }

  lost(): void {
    if (this.#host === null) return;
    this.#host = null;
    this.#link = { link: "lost", since: this.#options.station.now() };
    this.#options.station.hall.notify();
  }

  /** The host's board, each time it changes. */
  show(board: Board): void {
    this.#board = board;
    this.#options.station.hall.notify();
  }

  take(input: TakeInput) {
    const { requestId, shown, ...asked } = input;
    return this.#printed(requestId, asked, (host) => host.queue.take({ requestId, ...asked, shown }));
  }

  step(desk: AtCounter, requestId: string, step: CounterStep): Promise<Ticket | null> {
    return this.#ask((host) => host.queue.step({ at: placeOf(desk), requestId, step }));
  }

  checkIn(requestId: string, code: string) {
    return this.#printed(requestId, { code }, (host) => host.queue.checkIn({ requestId, code }));
  }

  async checkInByCard(requestId: string, card: CitizenCard) {
    const taken = await this.#ask((host) => host.queue.checkInByCard({ requestId, card }));
    return taken === null ? null : this.#printed(requestId, { byCard: true }, async () => taken);
  }

  citizen(counter: Counter, ticket: string) {
    return this.#ask((host) => host.queue.citizen({ counter: counter.id, ticket }));
  }

  slots(serviceGroup: string, day: string) {
    return this.#ask((host) => host.queue.slots({ serviceGroup, day }));
  }

  book(by: AtCounter, input: BookInput) {
    return this.#ask((host) => host.queue.book({ at: placeOf(by), ...input }));
  }

  cancelBooking(by: AtCounter, requestId: string, id: string) {
    return this.#ask((host) => host.queue.cancelBooking({ at: placeOf(by), requestId, id }));
  }

  bookingsOf(day: string) {
    return this.#ask((host) => host.queue.bookingsOf({ day }));
  }

  async answerSurvey(answer: SurveyAnswer): Promise<void> {
    await this.#ask((host) => host.queue.answerSurvey(answer));
  }

  line(counter: Counter) {
    return this.#ask((host) => host.queue.line({ counter: counter.id }));
  }

  find(label: string) {
    return this.#ask((host) => host.queue.find({ label }));
  }

  figures(staff: string) {
    return this.#ask((host) => host.queue.figures({ staff }));
  }

  closeDay(by: AtCounter, requestId: string) {
    return this.#ask((host) => host.queue.closeDay({ at: placeOf(by), requestId }));
  }

  async board(): Promise<Board> {
    const { station, papers, desk, hostName } = this.#options;
    // Started while the host is away: what the replica knows is better than nothing.
    const known = this.#board ?? (await readBoard(station, await Queue.start(station, papers, desk), desk));
    return { ...known, revision: station.hall.revision, hall: { host: hostName(), ...this.#link } };
  }

  async stop(): Promise<void> {
    this.#host = null;
  }

  /** The number comes from the host, the paper from this PC's printer. */
  async #printed(
    requestId: string,
    asked: unknown,
    call: (host: HostClient) => Promise<{ ticket: Ticket; waitingBefore: number }>,
  ): Promise<{ ticket: Ticket; waitingBefore: number; printJob: string }> {
    const { station, papers } = this.#options;
    const { ticket, waitingBefore } = await this.#ask(call);
    const at = station.now();
    const request = { id: requestId, call: "queue.take", input: asked };
    const taken = await once(station.store, request, at, async (trx) => {
      const printJob = uuidv7();
      // The host's groups, which may have changed since this PC's files were written.
      const group =
        this.#board?.groups.find(({ group: { id } }) => id === ticket.serviceGroup)?.group ??
        station.catalogue.serviceGroup(ticket.serviceGroup);
      await papers.queueTicket(trx, {
        id: printJob,
        ticket,
        group,
        waitingBefore,
        note: this.#board?.texts.ticketNote,
        at,
      });
      return { ticket, waitingBefore, printJob };
    });
    station.wakePrinting();
    return taken;
  }

  #ask<T>(call: (host: HostClient) => Promise<T>): Promise<T> {
    const away = () => new AppError("HALL_LOST", { host: this.#options.hostName() });
    return askHost(this.#host, away, call);
  }
}
