import { networkInterfaces } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "pino";
import type { Staff } from "../../../contract/catalogue.ts";
import { AppError, isAppError } from "../../../contract/errors.ts";
import { type HallState, prevails, type Roster, type Tenure } from "../../../contract/hall.ts";
import type { Settings } from "../../../contract/settings.ts";
import { Changes } from "../changes.ts";
import type { StationContext } from "../context.ts";
import type { Papers } from "../printing/papers.ts";
import type { StationPrinters } from "../printing/station-printers.ts";
import type { HallQueue } from "../queue/hall-queue.ts";
import { HostedQueue } from "../queue/hosted-queue.ts";
import { Queue } from "../queue/queue.ts";
import { type AtCounter, type Desk, requireHead } from "../staff/desk.ts";
import { Discovery } from "./discovery.ts";
import { Door, type ServeDevice } from "./door.ts";
import { GuestPrinters } from "./guest-printers.ts";
import { Guests } from "./guests.ts";
import type { HallPrinters } from "./hall-printers.ts";
import { followHost } from "./host-line.ts";
import { HostPrinters } from "./host-printers.ts";
import { type Identity, stationIdentity } from "./identity.ts";
import { Listener } from "./listener.ts";
import { Neighbours } from "./neighbours.ts";
import { RemoteQueue } from "./remote-queue.ts";
import { HallRoster } from "./roster.ts";

export interface HallOptions {
  station: StationContext;
  papers: Papers;
  /** This PC's own. */
  printers: StationPrinters;
  desk: Desk;
  settings: Settings["hall"];
  /** Version of the program. */
  app: string;
  /** Folder of the screens, for browsers. */
  pages?: string | undefined;
  log: Logger;
}

const RETRY_MS = 700;
const SEEK_MS = 3000;

/**
 * This PC's part in its hall: it hosts the queue, or follows the PC that does.
 *
 * Any PC of the hall can become the host by a person's decision. Two hosts that can't hear each other never give out the
 * same number, because each has numbers of its own; as soon as they hear each other the one of the earlier term follows
 * the other and brings what happened at it meanwhile.
 */
export class Hall {
  readonly #options: HallOptions;
  readonly #roster: HallRoster;
  readonly #door: Door;
  readonly #neighbours: Neighbours;
  readonly #changes = new Changes();
  #listener: Listener | null = null;
  #discovery: Discovery | null = null;
  #queue: HallQueue | null = null;
  #printers: HallPrinters | null = null;
  #guests: Guests | null = null;
  /** Ends what this PC does as host or as member. */
  #part = new AbortController();
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(options: HallOptions, identity: Identity, roster: HallRoster) {
    this.#options = options;
    this.#roster = roster;
    this.#door = new Door({
      station: options.station,
      identity,
      roster,
      serveMember: (socket, member) => this.#guests?.serve(socket, member),
      onLaterHost: (latest, address) => void this.#followTo(latest, address),
      onRoster: () => this.#rosterChanged(),
      onDevice: () => this.#changed(),
    });
    this.#neighbours = new Neighbours({ identity, roster, app: options.app, port: () => this.port ?? 0 });
  }

  /** @throws AppError PORT_TAKEN, STORE_… */
  static async start(options: HallOptions): Promise<Hall> {
    const { station, settings, log } = options;
    const self = station.log.place.station;
    const identity = await stationIdentity(station.store, self);
    const roster = await HallRoster.load(station.store, {
      id: self,
      name: settings?.name ?? station.catalogue.all.office.place,
      certificate: identity.certificate,
      now: station.now(),
    });
    const hall = new Hall(options, identity, roster);
    if (settings !== null) {
      hall.#listener = await Listener.start({
        station: self,
        identity,
        port: settings.port,
        pages: options.pages,
        admit: (asking) => hall.#door.admit(asking),
        log,
      });
      if (settings.discover) hall.#discovery = new Discovery(self, () => hall.#changed(), log);
    }
    await hall.#takePart();
    return hall;
  }

  get queue(): HallQueue {
    if (this.#queue === null) throw new AppError("STATION_STARTING", {});
    return this.#queue;
  }

  /** The printers of the other PCs. */
  get printers(): HallPrinters {
    if (this.#printers === null) throw new AppError("STATION_STARTING", {});
    return this.#printers;
  }

  /** This PC's place among those that can host: decides which numbers it may give out. */
  get place(): number {
    return this.#roster.place;
  }

  /** The port on which the others reach this PC; null where it stands alone. */
  get port(): number | null {
    return this.#listener?.port ?? null;
  }

  presence(): ReadonlyMap<string, Staff> {
    return this.#guests?.presence() ?? NOBODY;
  }

  serveDevices(serve: ServeDevice): void {
    this.#door.serveDevices(serve);
  }

  watch(signal: AbortSignal | undefined) {
    return this.#changes.watch(async () => this.state(), signal);
  }

  state(): HallState {
    const { tenure, hosting } = this.#roster;
    const connected = this.#guests?.connected ?? new Set<string>();
    for (const device of this.#door.devices) connected.add(device);
    const remote = this.#queue instanceof RemoteQueue ? this.#queue.link : null;
    if (remote?.link === "connected") connected.add(tenure.host);
    connected.add(this.#roster.self);
    return {
      enabled: this.#listener !== null,
      role: hosting ? "host" : "member",
      term: tenure.term,
      self: this.#roster.self,
      host: {
        id: tenure.host,
        name: this.#roster.hostName,
        address: this.#roster.host?.address ?? null,
      },
      link: remote?.link ?? "own",
      since: remote?.since ?? this.#options.station.now(),
      members: this.#roster.members
        .filter(({ removedAt }) => removedAt === null)
        .map(({ certificate: _certificate, tokenHash: _hash, ...member }) => ({
          ...member,
          connected: connected.has(member.id),
        })),
      addresses: this.#listener === null ? [] : ownAddresses(this.#listener.port),
      pairing: hosting ? this.#door.pairing.shown(Date.now()) : null,
      discovered: this.#discovery?.heard() ?? [],
    };
  }

  /** Shows a code by which one PC or device can join. @throws AppError NOT_HOSTING, NOT_ALLOWED. */
  openPairing(by: AtCounter): HallState {
    requireHead(by);
    this.#roster.requireHosting();
    this.#door.pairing.open(Date.now());
    this.#changed();
    return this.state();
  }

  closePairing(): HallState {
    this.#door.pairing.close();
    this.#changed();
    return this.state();
  }

  /** Removes a PC or a device: it is not let in again but by a new code. @throws AppError as `openPairing`. */
  async removeMember(by: AtCounter, id: string): Promise<HallState> {
    requireHead(by);
    this.#roster.requireHosting();
    const member = this.#roster.current(id);
    if (member === null || id === this.#roster.self) throw new AppError("NOT_OF_THIS_HALL", {});
    const { station } = this.#options;
    const at = station.now();
    await station.store.write(async (trx) => {
      await this.#roster.save(trx, { ...member, removedAt: at });
      await station.log.append(trx, at, {
        type: "hall.memberRemoved",
        actor: by.staff.id,
        subject: id,
        data: { name: member.name },
      });
    });
    this.#guests?.dismiss(id);
    this.#door.dismiss(id);
    this.#rosterChanged();
    return this.state();
  }

  /**
   * Joins the hall of the host at `address` with the code that it shows.
   *
   * @throws AppError PAIRING_REFUSED, PAIRING_CLOSED, HALL_UNREACHABLE, PROTOCOL_UNSUPPORTED, NOT_ALLOWED,
   * NOT_HOSTING where the PC there is not the host.
   */
  async join(by: AtCounter, address: string, code: string): Promise<HallState> {
    requireHead(by);
    await this.#followTo(await this.#neighbours.join(address, code), address);
    return this.state();
  }

  /**
   * Makes this PC the host in the place of one that can't be reached. Anybody who works here may decide that: a hall
   * does not wait for its head.
   *
   * @throws AppError HOST_IS_THERE where it can.
   */
  async takeOver(by: AtCounter): Promise<HallState> {
    const { station } = this.#options;
    const former = this.#roster.tenure;
    if (this.#roster.hosting) return this.state();
    if (await this.#hostAnswers()) throw new AppError("HOST_IS_THERE", { host: this.#roster.hostName });
    await this.#inTurn(async () => {
      const tenure = { term: former.term + 1, host: this.#roster.self };
      const at = station.now();
      await station.store.write(async (trx) => {
        await this.#roster.follow(trx, tenure);
        await station.log.append(trx, at, {
          type: "hall.takenOver",
          actor: by.staff.id,
          subject: this.#roster.self,
          data: { term: tenure.term, from: former.host },
        });
      });
      await this.#takePart();
    });
    return this.state();
  }

  async stop(): Promise<void> {
    this.#part.abort();
    await this.#queue?.stop();
    this.#guests?.close();
    await this.#discovery?.close();
    await this.#listener?.close();
  }

  /** Begins what this PC does as host or as member, in the place of what it did before. */
  async #takePart(): Promise<void> {
    this.#part.abort();
    this.#part = new AbortController();
    this.#guests?.close();
    this.#guests = null;
    await this.#queue?.stop();
    const { station, papers, printers: own, desk, log, settings } = this.#options;
    const hostName = () => this.#roster.hostName;
    const nameOf = (pc: string) => this.#roster.member(pc)?.name ?? pc;
    if (this.#roster.hosting) {
      const printers = new GuestPrinters({ station, own, desk, nameOf });
      const queue = new HostedQueue({
        station,
        desk,
        hostName,
        queue: await Queue.start(station, papers, desk),
        replicated: () => this.#guests?.replicated() ?? Promise.resolve(),
      });
      this.#queue = queue;
      this.#printers = printers;
      this.#guests = new Guests({ station, queue, printers, desk, roster: () => this.#roster.whole(), log });
      if (settings !== null && this.#listener !== null) {
        this.#discovery?.announce(settings.name, this.#listener.port);
        void this.#seekMembers(this.#part.signal);
      }
    } else {
      this.#discovery?.silence();
      const queue = new RemoteQueue({ station, papers, desk, hostName });
      this.#queue = queue;
      const printers = new HostPrinters({ station, own, desk, nameOf, log });
      this.#printers = printers;
      void this.#followHost(queue, printers, this.#part.signal);
    }
    this.#changed();
  }

  // --- as host

  /** Tells members that are not connected who hosts: they may still look for the former host, or be it. */
  async #seekMembers(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const away = this.#roster.members.filter(
        ({ id, kind, address, removedAt }) =>
          kind === "station" &&
          id !== this.#roster.self &&
          removedAt === null &&
          address !== null &&
          this.#guests?.connected.has(id) === false,
      );
      for (const { address } of away) {
        if (signal.aborted) return;
        const connected = await this.#neighbours.call(address ?? "", signal).catch(() => null);
        if (connected === null) continue;
        connected.socket.close();
        const { verdict } = connected;
        if (verdict.type === "elsewhere" && prevails(verdict.tenure, this.#roster.tenure)) {
          void this.#followTo({ ...this.#roster.whole(), ...verdict.tenure }, verdict.address);
          return;
        }
      }
      await pause(SEEK_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  // --- as member

  async #followHost(queue: RemoteQueue, printers: HostPrinters, signal: AbortSignal): Promise<void> {
    const { station, desk } = this.#options;
    while (!signal.aborted) {
      for (const address of this.#hostAddresses()) {
        const connected = await this.#neighbours.call(address, signal).catch((error: unknown) => {
          if (isAppError(error) && error.code === "NOT_OF_THIS_HALL") {
            this.#options.log.warn({ address }, "not let in by the hall's host");
          }
          return null;
        });
        if (connected === null) continue;
        if (signal.aborted) {
          connected.socket.terminate();
          return;
        }
        const { verdict, socket } = connected;
        if (verdict.type === "elsewhere") {
          socket.close();
          if (prevails(verdict.tenure, this.#roster.tenure)) {
            await this.#learnTenure(verdict.tenure, verdict.address);
          }
          continue;
        }
        const stop = () => socket.terminate();
        signal.addEventListener("abort", stop, { once: true });
        await followHost(socket, {
          station,
          desk,
          queue,
          printers,
          onRoster: async (roster) => {
            await this.#roster.adopt(roster);
            this.#changed();
          },
        }).catch((error: unknown) => this.#options.log.info({ err: error }, "the line to the host ended"));
        signal.removeEventListener("abort", stop);
        this.#changed();
      }
      await pause(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Where the host may be: where it was last, and every other PC of the hall, who may know better. */
  #hostAddresses(): string[] {
    const host = this.#roster.host;
    const heard = this.#discovery?.heard().find(({ station }) => station === host?.id)?.address;
    const others = this.#roster.members
      .filter(({ id, removedAt }) => id !== this.#roster.self && removedAt === null)
      .map(({ address }) => address);
    return [...new Set([host?.address, heard, ...others])].filter((address) => address != null);
  }

  async #hostAnswers(): Promise<boolean> {
    if (this.#queue instanceof RemoteQueue && this.#queue.link.link === "connected") return true;
    const address = this.#roster.host?.address;
    if (address == null) return false;
    const connected = await this.#neighbours.call(address).catch(() => null);
    connected?.socket.terminate();
    return connected?.verdict.type === "welcome";
  }

  /** From now on this PC follows the host that `roster` names. */
  async #followTo(roster: Roster, address: string | null): Promise<void> {
    await this.#inTurn(async () => {
      const { station } = this.#options;
      const wasHosting = this.#roster.hosting;
      await this.#roster.adopt(roster);
      await this.#learnTenure({ term: roster.term, host: roster.host }, address);
      if (!wasHosting) return;
      await station.store.write((trx) =>
        station.log.append(trx, station.now(), {
          type: "hall.followed",
          actor: "station",
          subject: roster.host,
          data: { term: roster.term, host: roster.host },
        }),
      );
      await this.#takePart();
    });
  }

  async #learnTenure(tenure: Tenure, address: string | null): Promise<void> {
    const { db } = this.#options.station.store;
    await this.#roster.follow(db, tenure);
    const { host } = this.#roster;
    if (host !== null && address !== null) await this.#roster.save(db, { ...host, address });
    this.#changed();
  }

  // --- as either

  #rosterChanged(): void {
    this.#guests?.rosterChanged();
    this.#changed();
  }

  #changed(): void {
    this.#changes.notify();
    this.#options.station.hall.notify();
  }

  /** Changes of this PC's part happen one after the other. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}

const NOBODY: ReadonlyMap<string, Staff> = new Map();

function ownAddresses(port: number): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === "IPv4" && !internal)
    .map(({ address }) => `${address}:${port}`);
}
