import { createHash } from "node:crypto";
import { AppError } from "../../../contract/errors.ts";
import type { Member, Roster, Tenure } from "../../../contract/hall.ts";
import { hallMembers, saveMember, saveTenure, tenure as storedTenure } from "../../../db/hall.ts";
import type { Queryable, Store } from "../../../db/store.ts";

/** Who belongs to the hall and who hosts it, as this PC knows. Kept in the store; a PC that stands alone hosts itself. */
export class HallRoster {
  readonly self: string;
  readonly #store: Store;
  #tenure: Tenure;
  #members: Map<string, Member>;

  private constructor(store: Store, self: string, tenure: Tenure, members: Member[]) {
    this.#store = store;
    this.self = self;
    this.#tenure = tenure;
    this.#members = new Map(members.map((member) => [member.id, member]));
  }

  /** @param own what this PC is to others; taken up with place 0 where it was never in a hall. */
  static async load(
    store: Store,
    own: { id: string; name: string; certificate: string; now: string },
  ): Promise<HallRoster> {
    const tenure = (await storedTenure(store.db)) ?? { term: 1, host: own.id };
    const members = await hallMembers(store.db);
    const roster = new HallRoster(store, own.id, tenure, members);
    const known = roster.member(own.id);
    if (known === null || known.name !== own.name || known.certificate !== own.certificate) {
      await roster.save(store.db, {
        id: own.id,
        kind: "station",
        name: own.name,
        place: known?.place ?? 0,
        certificate: own.certificate,
        address: known?.address ?? null,
        tokenHash: null,
        joinedAt: known?.joinedAt ?? own.now,
        removedAt: known?.removedAt ?? null,
      });
    }
    return roster;
  }

  get tenure(): Tenure {
    return this.#tenure;
  }

  get hosting(): boolean {
    return this.#tenure.host === this.self;
  }

  /** The PC that hosts; null where nothing is known of it yet. */
  get host(): Member | null {
    return this.member(this.#tenure.host);
  }

  get hostName(): string {
    return this.host?.name ?? this.#tenure.host;
  }

  /** @throws AppError NOT_HOSTING */
  requireHosting(): void {
    if (!this.hosting) throw new AppError("NOT_HOSTING", { host: this.hostName });
  }

  get members(): Member[] {
    return [...this.#members.values()];
  }

  get place(): number {
    return this.member(this.self)?.place ?? 0;
  }

  member(id: string): Member | null {
    return this.#members.get(id) ?? null;
  }

  /** A member who may still come in. */
  current(id: string): Member | null {
    const member = this.member(id);
    return member?.removedAt === null ? member : null;
  }

  deviceByToken(token: string): Member | null {
    const hash = tokenHash(token);
    return this.members.find((member) => member.tokenHash === hash && member.removedAt === null) ?? null;
  }

  /** Places are never given out again: the numbers of who had one before may still be in people's hands. */
  nextPlace(): number {
    return this.members.reduce((last, { place }) => Math.max(last, place ?? -1), -1) + 1;
  }

  whole(): Roster {
    return { ...this.#tenure, members: this.members };
  }

  async save(db: Queryable, member: Member): Promise<void> {
    await saveMember(db, member);
    this.#members.set(member.id, member);
  }

  async follow(db: Queryable, tenure: Tenure): Promise<void> {
    await saveTenure(db, tenure);
    this.#tenure = tenure;
  }

  /** Takes over what the host says of the members. Nobody knows the own address as others reach it: theirs is kept. */
  async adopt(roster: Roster): Promise<void> {
    const members = roster.members.map((member) => ({
      ...member,
      address: member.address ?? this.member(member.id)?.address ?? null,
    }));
    await this.#store.write(async (trx) => {
      for (const member of members) await saveMember(trx, member);
      await saveTenure(trx, { term: roster.term, host: roster.host });
    });
    for (const member of members) this.#members.set(member.id, member);
    this.#tenure = { term: roster.term, host: roster.host };
  }
}

export function tokenHash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
