import { CHAIN_START } from "../../contract/chain.ts";
import { type Batch, type Position, SYNC_PROTOCOL } from "../../contract/district.ts";
import { AppError } from "../../contract/errors.ts";
import { eventData, type StoredEvent } from "../../contract/events.ts";
import type { FeedItem } from "../../contract/feed.ts";
import { statusAfter } from "../../contract/ticket-life.ts";
import { requireProtocol } from "../../district/ingest/batch.rules.ts";
import {
  branchOff,
  ingestBatch,
  type LogId,
  type OpenLog,
  type OpenStation,
  type SyncStore,
} from "../../district/ingest/ingest.ts";
import { factsOf, firstTold } from "../../district/projections/facts.rules.ts";

interface MemoryServerLog {
  tokenHash: string;
  events: StoredEvent[];
}

interface FeedEntry {
  audience: string;
  item: FeedItem;
}

/**
 * The district's storage in memory, under the real rules of ingest and branching. A transaction works on what it will
 * store and puts it in place at its end, whole.
 */
export class MemoryDistrict implements SyncStore {
  /** By `station/epoch`. */
  readonly logs = new Map<string, MemoryServerLog>();
  readonly feed: FeedEntry[] = [];
  /** How often each fact was projected, by its hash: once, if all is well. */
  readonly projected = new Map<string, number>();
  readonly #carried = new Set<string>();
  readonly #tickets = new Map<string, { status: string; at: string }>();
  readonly #ahead = new Map<string, { status: string; at: string }>();
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #options: { newId: () => string; now: () => number; inTransaction?: () => Promise<void> };

  constructor(options: { newId: () => string; now: () => number; inTransaction?: () => Promise<void> }) {
    this.#options = options;
  }

  enrol(input: { station: string; epoch: number; token: string; protocol: number }) {
    requireProtocol(input.protocol);
    const key = `${input.station}/${input.epoch}`;
    const log = this.logs.get(key) ?? { tokenHash: "", events: [] };
    log.tokenHash = input.token;
    this.logs.set(key, log);
    return { station: input.station, agency: "agency", serials: { first: 1, last: 1000 } };
  }

  caller(token: string | null): LogId {
    for (const [key, log] of this.logs) {
      const [station, epoch] = key.split("/");
      if (token !== null && log.tokenHash === token && station !== undefined)
        return { station, epoch: Number(epoch) };
    }
    throw new AppError("UNAUTHORISED", {});
  }

  /** Keeps all there is. @returns what puts it back in the place of all that came since. */
  backUp(): () => void {
    const logs = [...this.logs].map(([key, log]) => [key, { ...log, events: [...log.events] }] as const);
    const feed = [...this.feed];
    const maps = [this.projected, this.#tickets, this.#ahead] as Map<string, unknown>[];
    const copies = maps.map((map) => [...map]);
    const carried = [...this.#carried];
    return () => {
      refill(
        this.logs,
        logs.map(([key, log]) => [key, { ...log, events: [...log.events] }]),
      );
      this.feed.splice(0, this.feed.length, ...feed);
      for (const [place, map] of maps.entries()) refill(map, copies[place] ?? []);
      this.#carried.clear();
      for (const hash of carried) this.#carried.add(hash);
    };
  }

  pushBatch(token: string | null, batch: Batch): Promise<Position> {
    return ingestBatch(this, this.caller(token), batch);
  }

  openEpoch(token: string | null, input: { token: string; shared: Position[] }) {
    return branchOff(this, this.caller(token), input.token, input.shared);
  }

  position(id: LogId): Position {
    const last = this.#log(id).events.at(-1);
    return { epoch: id.epoch, seq: last?.seq ?? 0, hash: last?.hash ?? CHAIN_START };
  }

  publish(audience: string, kind: string, data: unknown): FeedItem {
    const at = new Date(this.#options.now()).toISOString();
    const item = { id: this.#options.newId(), at, kind, data: JSON.stringify(data) };
    this.feed.push({ audience, item });
    return item;
  }

  /** What concerns a log, in order. */
  feedOf(id: LogId): FeedItem[] {
    const audiences = ["all", `log:${id.station}/${id.epoch}`];
    return this.feed.filter(({ audience }) => audiences.includes(audience)).map(({ item }) => item);
  }

  feedAfter(id: LogId, cursor: string | null, limit: number) {
    const items = this.feedOf(id);
    const from = cursor === null ? 0 : items.findIndex((item) => item.id === cursor) + 1;
    const page = items.slice(from, from + limit);
    const more = items.length > from + limit;
    return { items: page, cursor: page.at(-1)?.id ?? (from === 0 ? null : cursor), more };
  }

  ticket(id: string): string | undefined {
    return this.#tickets.get(id)?.status;
  }

  inLog<T>(id: LogId, work: (log: OpenLog) => Promise<T>): Promise<T> {
    return this.#inTurn(`${id.station}/${id.epoch}`, async () => {
      let fresh: readonly StoredEvent[] = [];
      const log = this.#log(id);
      const result = await work({
        position: this.position(id),
        hashAt: async (seq) => log.events[seq - 1]?.hash ?? null,
        append: async (events) => {
          await this.#options.inTransaction?.();
          fresh = events;
        },
      });
      this.#project(id, fresh);
      log.events.push(...fresh);
      return result;
    });
  }

  inStation<T>(station: string, work: (logs: OpenStation) => Promise<T>): Promise<T> {
    return this.#inTurn(station, async () => {
      const commits: (() => void)[] = [];
      const result = await work({
        logs: async () =>
          this.epochsOf(station).map((epoch) => ({
            epoch,
            position: this.position({ station, epoch }),
            tokenHash: this.#log({ station, epoch }).tokenHash,
            serials: serialsOf(epoch),
          })),
        hashAt: async (epoch, seq) => this.logs.get(`${station}/${epoch}`)?.events[seq - 1]?.hash ?? null,
        create: async ({ epoch, tokenHash }) => {
          await this.#options.inTransaction?.();
          commits.push(() => this.logs.set(`${station}/${epoch}`, { tokenHash, events: [] }));
          return serialsOf(epoch);
        },
        offer: async (epoch, lost) => {
          for (const part of lost)
            for (const event of this.#log({ station, epoch: part.epoch }).events.slice(part.afterSeq))
              commits.push(() =>
                this.publish(`log:${station}/${epoch}`, "event", { station, epoch: part.epoch, event }),
              );
        },
      });
      for (const commit of commits) commit();
      return result;
    });
  }

  epochsOf(station: string): number[] {
    return [...this.logs.keys()].flatMap((key) => {
      const [of, epoch] = key.split("/");
      return of === station ? [Number(epoch)] : [];
    });
  }

  /** Transactions on the same rows take turns, whatever becomes of each. */
  #inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(key) ?? Promise.resolve()).catch(() => undefined).then(work);
    this.#turns.set(key, turn);
    return turn;
  }

  #log({ station, epoch }: LogId): MemoryServerLog {
    const log = this.logs.get(`${station}/${epoch}`);
    if (log === undefined) throw new AppError("UNAUTHORISED", {});
    return log;
  }

  #project(id: LogId, events: readonly StoredEvent[]): void {
    const facts = factsOf(id, events).filter(({ event }) => event.type in eventData);
    const told = facts.filter(
      ({ carried, station, epoch, event }) =>
        this.#carried.has(event.hash) ||
        (carried && this.logs.get(`${station}/${epoch}`)?.events[event.seq - 1]?.hash === event.hash),
    );
    for (const { event, carried } of firstTold(facts, new Set(told.map((fact) => fact.event.hash)))) {
      if (carried) this.#carried.add(event.hash);
      if (event.type === "district.received") continue;
      this.projected.set(event.hash, (this.projected.get(event.hash) ?? 0) + 1);
      this.#step(event);
    }
  }

  #step({ type, subject, at }: StoredEvent): void {
    const status = statusAfter[type as keyof typeof statusAfter];
    if (status === undefined) return;
    if (type === "ticket.issued") {
      if (!this.#tickets.has(subject)) this.#tickets.set(subject, this.#ahead.get(subject) ?? { status, at });
      this.#ahead.delete(subject);
      return;
    }
    const known = this.#tickets.has(subject) ? this.#tickets : this.#ahead;
    const before = known.get(subject);
    if (before === undefined || before.at <= at) known.set(subject, { status, at });
  }
}

function refill<V>(map: Map<string, V>, entries: Iterable<readonly [string, V]>): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}

function serialsOf(epoch: number) {
  return { first: 1 + 1000 * (epoch - 1), last: 1000 * epoch };
}

export const HEALTH = {
  ok: true as const,
  protocols: [SYNC_PROTOCOL],
  packings: ["gzip"],
};
