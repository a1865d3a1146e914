import { v7 as uuidv7 } from "uuid";
import type { WebSocket } from "ws";
import { AppError } from "../../../contract/errors.ts";
import { type Answer, type Member, prevails, type Roster } from "../../../contract/hall.ts";
import type { StationContext } from "../context.ts";
import { fingerprint, type Identity, verify } from "./identity.ts";
import type { Admission, Asking } from "./listener.ts";
import { newToken, PairingCode, pairingProof, sameProof, spelled } from "./pairing.ts";
import { type HallRoster, tokenHash } from "./roster.ts";

/** What a browser of the hall may ask is answered by whoever has the screens' router. */
export type ServeDevice = (socket: WebSocket, device: Member) => void;

export interface DoorOptions {
  station: StationContext;
  identity: Identity;
  roster: HallRoster;
  serveMember: (socket: WebSocket, member: Member) => void;
  /** Another PC hosts by a later decision; `address` where it is the one that says so. */
  onLaterHost: (roster: Roster, address: string | null) => void;
  /** Somebody was added, or is reached elsewhere now. */
  onRoster: () => void;
  /** A device came or went. */
  onDevice: () => void;
}

/**
 * Decides on who is at this PC's door: a PC of the hall by its certificate, a new PC or browser by the code that is
 * shown, a known browser by its token.
 */
export class Door {
  readonly pairing = new PairingCode();
  readonly #options: DoorOptions;
  readonly #devices = new Map<WebSocket, Member>();
  #serveDevice: ServeDevice | null = null;

  constructor(options: DoorOptions) {
    this.#options = options;
  }

  serveDevices(serve: ServeDevice): void {
    this.#serveDevice = serve;
  }

  /** The devices that are connected. */
  get devices(): string[] {
    return [...this.#devices.values()].map(({ id }) => id);
  }

  /** Ends the line of a device that was removed. */
  dismiss(id: string): void {
    for (const [socket, device] of this.#devices) if (device.id === id) socket.terminate();
  }

  /** @throws AppError NOT_OF_THIS_HALL, UNAUTHORISED, PAIRING_REFUSED, PAIRING_CLOSED, NOT_HOSTING, BAD_INPUT */
  async admit(asking: Asking): Promise<Admission> {
    const { answer } = asking;
    switch (answer.type) {
      case "member":
        return this.#member(answer, asking);
      case "pair":
        return this.#newMember(answer, asking);
      case "device": {
        const device = this.#options.roster.deviceByToken(answer.token);
        if (device === null) throw new AppError("UNAUTHORISED", {});
        return this.#device(device);
      }
      case "pairDevice":
        return this.#newDevice(answer);
    }
  }

  async #member(answer: Answer & { type: "member" }, { nonce, from }: Asking): Promise<Admission> {
    const { station, roster, identity, onRoster, onLaterHost, serveMember } = this.#options;
    const member = roster.current(answer.station);
    const own = fingerprint(identity.certificate);
    const signed = [nonce, own, String(answer.tenure.term), answer.tenure.host];
    if (member?.certificate == null || !verify(member.certificate, answer.signature, ...signed)) {
      throw new AppError("NOT_OF_THIS_HALL", {});
    }
    const address = `${plainAddress(from)}:${answer.port}`;
    if (member.address !== address) {
      await roster.save(station.store.db, { ...member, address });
      onRoster();
    }
    if (prevails(answer.tenure, roster.tenure)) {
      // Whoever says so may be that host or know it.
      const toHost = answer.tenure.host === member.id ? address : null;
      onLaterHost({ ...roster.whole(), ...answer.tenure }, toHost);
      return { verdict: { type: "elsewhere", tenure: answer.tenure, address: toHost } };
    }
    if (!roster.hosting) return { verdict: this.#elsewhere() };
    return { verdict: { type: "welcome" }, serve: (socket) => serveMember(socket, { ...member, address }) };
  }

  async #newMember(answer: Answer & { type: "pair" }, { nonce, from }: Asking): Promise<Admission> {
    const { station, roster, identity } = this.#options;
    if (!roster.hosting) return { verdict: this.#elsewhere() };
    const own = fingerprint(identity.certificate);
    const theirs = readFingerprint(answer.certificate);
    let hostProof = "";
    this.pairing.use(Date.now(), (code) => {
      const matches = sameProof(answer.proof, pairingProof(code, nonce, "member", own, theirs));
      if (matches) hostProof = pairingProof(code, nonce, "host", own, theirs);
      return matches;
    });
    await this.#add({
      id: answer.station,
      kind: "station",
      name: answer.name,
      place: roster.member(answer.station)?.place ?? roster.nextPlace(),
      certificate: answer.certificate,
      address: `${plainAddress(from)}:${answer.port}`,
      tokenHash: null,
      joinedAt: station.now(),
      removedAt: null,
    });
    return { verdict: { type: "welcome", proof: hostProof, roster: roster.whole() } };
  }

  async #newDevice(answer: Answer & { type: "pairDevice" }): Promise<Admission> {
    const { station, roster } = this.#options;
    roster.requireHosting();
    this.pairing.use(Date.now(), (code) => sameProof(code, spelled(answer.code)));
    const token = newToken();
    const device: Member = {
      id: uuidv7(),
      kind: answer.kind,
      name: answer.name,
      place: null,
      certificate: null,
      address: null,
      tokenHash: tokenHash(token),
      joinedAt: station.now(),
      removedAt: null,
    };
    await this.#add(device);
    return { ...this.#device(device), verdict: { type: "welcome", token } };
  }

  #device(device: Member): Admission {
    const { onDevice } = this.#options;
    return {
      verdict: { type: "welcome" },
      serve: (socket) => {
        this.#devices.set(socket, device);
        socket.once("close", () => {
          this.#devices.delete(socket);
          onDevice();
        });
        this.#serveDevice?.(socket, device);
        onDevice();
      },
    };
  }

  async #add(member: Member): Promise<void> {
    const { station, roster, onRoster } = this.#options;
    const at = station.now();
    await station.store.write(async (trx) => {
      await roster.save(trx, member);
      await station.log.append(trx, at, {
        type: "hall.memberAdded",
        actor: "station",
        subject: member.id,
        data: { kind: member.kind, name: member.name, place: member.place },
      });
    });
    onRoster();
  }

  #elsewhere(): Extract<Admission["verdict"], { type: "elsewhere" }> {
    const { tenure, host } = this.#options.roster;
    return { type: "elsewhere", tenure, address: host?.address ?? null };
  }
}

/** IPv4 addresses as they are, without the IPv6 form in which a dual-stack socket tells them. */
function plainAddress(address: string): string {
  const plain = address.replace(/^::ffff:/, "");
  return plain.includes(":") ? `[${plain}]` : plain;
}

function readFingerprint(certificate: string): string {
  try {
    return fingerprint(certificate);
  } catch (error) {
    throw new AppError("BAD_INPUT", { path: "certificate", reason: "not readable" }, { cause: error });
  }
}
