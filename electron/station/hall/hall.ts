import { networkInterfaces } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "pino";
import { v7 as uuidv7 } from "uuid";
import type { WebSocket } from "ws";
import type { Staff } from "../../../contract/catalogue.ts";
import { AppError, isAppError } from "../../../contract/errors.ts";
import {
  type Answer,
  HALL_PROTOCOL,
  type HallState,
  type Member,
  prevails,
  type Roster,
  type Tenure,
} from "../../../contract/hall.ts";
import type { Settings } from "../../../contract/settings.ts";
import { Changes } from "../changes.ts";
import type { StationContext } from "../context.ts";
import type { Papers } from "../printing/papers.ts";
import type { HallQueue } from "../queue/hall-queue.ts";
import { HostedQueue } from "../queue/hosted-queue.ts";
import { Queue } from "../queue/queue.ts";
import { type AtCounter, type Desk, requireHead } from "../staff/desk.ts";
import { type Asked, type Connected, dial } from "./dialler.ts";
import { Discovery } from "./discovery.ts";
import { Guests } from "./guests.ts";
import { followHost } from "./host-line.ts";
import { fingerprint, type Identity, sign, stationIdentity, verify } from "./identity.ts";
import { type Admission, type Asking, Listener } from "./listener.ts";
import { newToken, PairingCode, pairingProof, sameProof, spelled } from "./pairing.ts";
import { RemoteQueue } from "./remote-queue.ts";
import { HallRoster, tokenHash } from "./roster.ts";

export interface HallOptions {
  station: StationContext;
  papers: Papers;
  desk: Desk;
  settings: Settings["hall"];
  /** Version of the program. */
  app: string;
  /** Folder of the screens, for browsers. */
  pages?: string | undefined;
  log: Logger;
}

/** What a browser of the hall may ask is answered by whoever has the screens' router. */
export type ServeDevice = (socket: WebSocket, device: Member) => void;

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
  readonly #identity: Identity;
  readonly #roster: HallRoster;
  readonly #pairing = new PairingCode();
  readonly #changes = new Changes();
  #listener: Listener | null = null;
  #discovery: Discovery | null = null;
  #queue: HallQueue | null = null;
  #guests: Guests | null = null;
  /** Ends what this PC does as host or as member. */
  #part = new AbortController();
  #serveDevice: ServeDevice | null = null;
  readonly #devices = new Map<WebSocket, Member>();
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(options: HallOptions, identity: Identity, roster: HallRoster) {
    this.#options = options;
    this.#identity = identity;
    this.#roster = roster;
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
        admit: (asking) => hall.#admit(asking),
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
    this.#serveDevice = serve;
  }

  watch(signal: AbortSignal | undefined) {
    return this.#changes.watch(async () => this.state(), signal);
  }

  state(): HallState {
    const { tenure, hosting } = this.#roster;
    const connected = this.#guests?.connected ?? new Set<string>();
    for (const device of this.#devices.values()) connected.add(device.id);
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
        name: this.#hostName(),
        address: this.#roster.member(tenure.host)?.address ?? null,
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
      pairing: hosting ? this.#pairing.shown(Date.now()) : null,
      discovered: this.#discovery?.heard() ?? [],
    };
  }

  /** Shows a code by which one PC or device can join. @throws AppError NOT_HOSTING, NOT_ALLOWED. */
  openPairing(by: AtCounter): HallState {
    requireHead(by);
    this.#requireHosting();
    this.#pairing.open(Date.now());
    this.#changed();
    return this.state();
  }

  closePairing(): HallState {
    this.#pairing.close();
    this.#changed();
    return this.state();
  }

  /** Removes a PC or a device: it is not let in again but by a new code. @throws AppError as `openPairing`. */
  async removeMember(by: AtCounter, id: string): Promise<HallState> {
    requireHead(by);
    this.#requireHosting();
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
    for (const [socket, device] of this.#devices) if (device.id === id) socket.terminate();
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
    const own = fingerprint(this.#identity.certificate);
    const connected = await dial(address, ({ nonce, fingerprint: seen }) => ({
      type: "pair",
      ...this.#greeting(),
      name: this.#roster.member(this.#roster.self)?.name ?? this.#roster.self,
      certificate: this.#identity.certificate,
      proof: pairingProof(code, nonce, "member", seen, own),
    }));
    const { verdict, asked, socket } = connected;
    socket.close();
    if (verdict.type === "elsewhere") throw new AppError("NOT_HOSTING", { host: verdict.address ?? "" });
    const expected = pairingProof(code, asked.nonce, "host", asked.fingerprint, own);
    // Whoever does not know the code can't have let this PC in.
    if (verdict.roster === undefined || !sameProof(verdict.proof ?? "", expected)) {
      throw new AppError("PAIRING_REFUSED", {});
    }
    await this.#followTo(verdict.roster, address);
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
    if (await this.#hostAnswers()) throw new AppError("HOST_IS_THERE", { host: this.#hostName() });
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
    const { station, papers, desk, log, settings } = this.#options;
    const hostName = () => this.#hostName();
    if (this.#roster.hosting) {
      const queue = new HostedQueue({
        station,
        desk,
        hostName,
        queue: await Queue.start(station, papers, desk),
        replicated: () => this.#guests?.replicated() ?? Promise.resolve(),
      });
      this.#queue = queue;
      this.#guests = new Guests({ station, queue, roster: () => this.#roster.whole(), log });
      if (settings !== null && this.#listener !== null) {
        this.#discovery?.announce(settings.name, this.#listener.port);
        void this.#seekMembers(this.#part.signal);
      }
    } else {
      this.#discovery?.silence();
      const queue = new RemoteQueue({ station, papers, desk, hostName });
      this.#queue = queue;
      void this.#followHost(queue, this.#part.signal);
    }
    this.#changed();
  }

  // --- as host

  /** Decides on who is at the door. */
  async #admit(asking: Asking): Promise<Admission> {
    const { answer } = asking;
    switch (answer.type) {
      case "member":
        return this.#admitMember(answer, asking);
      case "pair":
        return this.#admitNewMember(answer, asking);
      case "device": {
        const device = this.#roster.deviceByToken(answer.token);
        if (device === null) throw new AppError("UNAUTHORISED", {});
        return this.#admitDevice(device);
      }
      case "pairDevice":
        return this.#admitNewDevice(answer);
    }
  }

  async #admitMember(answer: Answer & { type: "member" }, { nonce, from }: Asking): Promise<Admission> {
    const member = this.#roster.current(answer.station);
    const own = fingerprint(this.#identity.certificate);
    const signed = [nonce, own, String(answer.tenure.term), answer.tenure.host];
    if (member?.certificate == null || !verify(member.certificate, answer.signature, ...signed)) {
      throw new AppError("NOT_OF_THIS_HALL", {});
    }
    const address = `${plainAddress(from)}:${answer.port}`;
    if (member.address !== address) await this.#saveMember({ ...member, address });
    if (prevails(answer.tenure, this.#roster.tenure)) {
      // Another PC hosts by a later decision. Whoever says so may be that host or know it.
      const toHost = answer.tenure.host === member.id ? address : null;
      void this.#followTo({ ...this.#roster.whole(), ...answer.tenure }, toHost);
      return { verdict: { type: "elsewhere", tenure: answer.tenure, address: toHost } };
    }
    if (!this.#roster.hosting) return { verdict: this.#elsewhere() };
    return {
      verdict: { type: "welcome" },
      serve: (socket) => this.#guests?.serve(socket, { ...member, address }),
    };
  }

  async #admitNewMember(answer: Answer & { type: "pair" }, { nonce, from }: Asking): Promise<Admission> {
    if (!this.#roster.hosting) return { verdict: this.#elsewhere() };
    const own = fingerprint(this.#identity.certificate);
    const theirs = readFingerprint(answer.certificate);
    let hostProof = "";
    this.#pairing.use(Date.now(), (code) => {
      const matches = sameProof(answer.proof, pairingProof(code, nonce, "member", own, theirs));
      if (matches) hostProof = pairingProof(code, nonce, "host", own, theirs);
      return matches;
    });
    const former = this.#roster.member(answer.station);
    const member: Member = {
      id: answer.station,
      kind: "station",
      name: answer.name,
      place: former?.place ?? this.#roster.nextPlace(),
      certificate: answer.certificate,
      address: `${plainAddress(from)}:${answer.port}`,
      tokenHash: null,
      joinedAt: this.#options.station.now(),
      removedAt: null,
    };
    await this.#addMember(member);
    return { verdict: { type: "welcome", proof: hostProof, roster: this.#roster.whole() } };
  }

  async #admitNewDevice(answer: Answer & { type: "pairDevice" }): Promise<Admission> {
    this.#requireHosting();
    this.#pairing.use(Date.now(), (code) => sameProof(code, spelled(answer.code)));
    const token = newToken();
    const device: Member = {
      id: uuidv7(),
      kind: answer.kind,
      name: answer.name,
      place: null,
      certificate: null,
      address: null,
      tokenHash: tokenHash(token),
      joinedAt: this.#options.station.now(),
      removedAt: null,
    };
    await this.#addMember(device);
    return { ...this.#admitDevice(device), verdict: { type: "welcome", token } };
  }

  #admitDevice(device: Member): Admission {
    return {
      verdict: { type: "welcome" },
      serve: (socket) => {
        this.#devices.set(socket, device);
        socket.once("close", () => {
          this.#devices.delete(socket);
          this.#changed();
        });
        this.#serveDevice?.(socket, device);
        this.#changed();
      },
    };
  }

  async #addMember(member: Member): Promise<void> {
    const { station } = this.#options;
    const at = station.now();
    await station.store.write(async (trx) => {
      await this.#roster.save(trx, member);
      await station.log.append(trx, at, {
        type: "hall.memberAdded",
        actor: "station",
        subject: member.id,
        data: { kind: member.kind, name: member.name, place: member.place },
      });
    });
    this.#rosterChanged();
  }

  async #saveMember(member: Member): Promise<void> {
    await this.#roster.save(this.#options.station.store.db, member);
    this.#rosterChanged();
  }

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
        const connected = await this.#call(address ?? "", signal).catch(() => null);
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

  async #followHost(queue: RemoteQueue, signal: AbortSignal): Promise<void> {
    const { station, desk } = this.#options;
    while (!signal.aborted) {
      for (const address of this.#hostAddresses()) {
        const connected = await this.#call(address, signal).catch((error: unknown) => {
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
    const host = this.#roster.member(this.#roster.tenure.host);
    const heard = this.#discovery?.heard().find(({ station }) => station === host?.id)?.address;
    const others = this.#roster.members
      .filter(({ id, removedAt }) => id !== this.#roster.self && removedAt === null)
      .map(({ address }) => address);
    return [...new Set([host?.address, heard, ...others])].filter((address) => address != null);
  }

  async #hostAnswers(): Promise<boolean> {
    if (this.#queue instanceof RemoteQueue && this.#queue.link.link === "connected") return true;
    const address = this.#roster.member(this.#roster.tenure.host)?.address;
    if (address == null) return false;
    const connected = await this.#call(address).catch(() => null);
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
    const host = this.#roster.member(tenure.host);
    if (host !== null && address !== null) await this.#roster.save(db, { ...host, address });
    this.#changed();
  }

  // --- as either

  /** Calls another PC of the hall, whose certificate must be one of the roster's. */
  #call(address: string, signal?: AbortSignal): Promise<Connected> {
    return dial(
      address,
      (asked: Asked) => {
        const there = this.#roster.current(asked.station);
        if (there?.certificate == null || fingerprint(there.certificate) !== asked.fingerprint) {
          throw new AppError("NOT_OF_THIS_HALL", {});
        }
        const { tenure } = this.#roster;
        return {
          type: "member",
          ...this.#greeting(),
          tenure,
          signature: sign(this.#identity, asked.nonce, asked.fingerprint, String(tenure.term), tenure.host),
        };
      },
      signal,
    );
  }

  #greeting() {
    return {
      protocol: HALL_PROTOCOL,
      app: this.#options.app,
      station: this.#roster.self,
      port: this.#listener?.port ?? 0,
    };
  }

  #elsewhere(): Extract<Admission["verdict"], { type: "elsewhere" }> {
    const { tenure } = this.#roster;
    return { type: "elsewhere", tenure, address: this.#roster.member(tenure.host)?.address ?? null };
  }

  #hostName(): string {
    return this.#roster.member(this.#roster.tenure.host)?.name ?? this.#roster.tenure.host;
  }

  #requireHosting(): void {
    if (!this.#roster.hosting) throw new AppError("NOT_HOSTING", { host: this.#hostName() });
  }

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

/** IPv4 addresses as they are, without the IPv6 form in which a dual-stack socket tells them. */
function plainAddress(address: string): string {
  const plain = address.replace(/^::ffff:/, "");
  return plain.includes(":") ? `[${plain}]` : plain;
}

function ownAddresses(port: number): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === "IPv4" && !internal)
    .map(({ address }) => `${address}:${port}`);
}

function readFingerprint(certificate: string): string {
  try {
    return fingerprint(certificate);
  } catch (error) {
    throw new AppError("BAD_INPUT", { path: "certificate", reason: "not readable" }, { cause: error });
  }
}
