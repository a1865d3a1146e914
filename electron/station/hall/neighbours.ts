import { AppError } from "../../../contract/errors.ts";
import { type Answer, HALL_PROTOCOL, type Roster } from "../../../contract/hall.ts";
import { type Asked, type Connected, dial } from "./dialler.ts";
import { fingerprint, type Identity, sign } from "./identity.ts";
import { pairingProof, sameProof } from "./pairing.ts";
import type { HallRoster } from "./roster.ts";

export interface NeighboursOptions {
  identity: Identity;
  roster: HallRoster;
  /** Version of the program. */
  app: string;
  /** Where this PC listens itself; 0 where it does not. */
  port: () => number;
}

/** The other PCs of the hall, as this one calls them. */
export class Neighbours {
  readonly #options: NeighboursOptions;

  constructor(options: NeighboursOptions) {
    this.#options = options;
  }

  /** Calls a PC of the hall, whose certificate must be one of the roster's. @throws AppError NOT_OF_THIS_HALL, HALL_… */
  call(address: string, signal?: AbortSignal): Promise<Connected> {
    const { roster, identity } = this.#options;
    return dial(
      address,
      (asked: Asked) => {
        const there = roster.current(asked.station);
        if (there?.certificate == null || fingerprint(there.certificate) !== asked.fingerprint) {
          throw new AppError("NOT_OF_THIS_HALL", {});
        }
        const { tenure } = roster;
        return {
          type: "member",
          ...this.#greeting(),
          tenure,
          signature: sign(identity, asked.nonce, asked.fingerprint, String(tenure.term), tenure.host),
        };
      },
      signal,
    );
  }

  /**
   * Joins the hall of the host at `address` with the code that it shows.
   *
   * @returns who belongs to it.
   * @throws AppError PAIRING_REFUSED, PAIRING_CLOSED, HALL_UNREACHABLE, PROTOCOL_UNSUPPORTED, NOT_HOSTING.
   */
  async join(address: string, code: string): Promise<Roster> {
    const { identity, roster } = this.#options;
    const own = fingerprint(identity.certificate);
    const { verdict, asked, socket } = await dial(
      address,
      ({ nonce, fingerprint: seen }): Answer => ({
        type: "pair",
        ...this.#greeting(),
        name: roster.member(roster.self)?.name ?? roster.self,
        certificate: identity.certificate,
        proof: pairingProof(code, nonce, "member", seen, own),
      }),
    );
    socket.close();
    if (verdict.type === "elsewhere") throw new AppError("NOT_HOSTING", { host: verdict.address ?? "" });
    const expected = pairingProof(code, asked.nonce, "host", asked.fingerprint, own);
    // Whoever does not know the code can't have let this PC in.
    if (verdict.roster === undefined || !sameProof(verdict.proof ?? "", expected)) {
      throw new AppError("PAIRING_REFUSED", {});
    }
    return verdict.roster;
  }

  #greeting() {
    const { app, port, roster } = this.#options;
    return { protocol: HALL_PROTOCOL, app, station: roster.self, port: port() };
  }
}
