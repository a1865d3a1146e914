import { type PlacedEvent, unwrapped } from "../../contract/carried.ts";
import { CHAIN_START, eventHash } from "../../contract/chain.ts";
import type { Enrolment, Position, Serials } from "../../contract/district.ts";
import type { EventType, StoredEvent } from "../../contract/events.ts";
import { type FeedItem, feedData } from "../../contract/feed.ts";
import { statusAfter } from "../../contract/ticket-life.ts";
import { type Outgoing, outgoingOf } from "../../electron/station/sync/engine/outgoing.ts";
import type { OpenedEpoch, SyncLog } from "../../electron/station/sync/engine/sync-log.ts";

/** All that is on a station's disk. Events are never changed, so copies share them. */
export interface Disk {
  station: string;
  epoch: number;
  events: Map<number, StoredEvent[]>;
  acked: Position;
  former: Position[];
  token: string | null;
  newToken: string | null;
  serials: Serials | null;
  cursor: string | null;
}

export function blankDisk(station: string): Disk {
  return {
    station,
    epoch: 1,
    events: new Map([[1, []]]),
    acked: { epoch: 1, seq: 0, hash: CHAIN_START },
    former: [],
    token: null,
    newToken: null,
    serials: null,
    cursor: null,
  };
}

export function copyOf(disk: Disk): Disk {
  return {
    ...disk,
    events: new Map([...disk.events].map(([epoch, events]) => [epoch, [...events]])),
    former: [...disk.former],
  };
}

export interface MemoryLogOptions {
  now: () => number;
  newToken: () => string;
  /** Before each access: it may fail, or the power may be gone. */
  access?: (kind: "read" | "write") => Promise<void>;
}

/** A station's log in memory, by the rules of the real one; `tests/sync/logs.test.ts` holds both to the same. */
export class MemoryLog implements SyncLog {
  readonly disk: Disk;
  readonly #options: MemoryLogOptions;

  constructor(disk: Disk, options: MemoryLogOptions) {
    this.disk = disk;
    this.#options = options;
  }

  get station(): string {
    return this.disk.station;
  }

  /** A fact of the counter, durable when it resolves. */
  async append(type: EventType, subject: string, data: object): Promise<void> {
    await this.#access("write");
    this.#append(type, subject, data);
  }

  async enrolment() {
    await this.#access("read");
    return this.disk.token === null ? null : { token: this.disk.token, district: "http://district" };
  }

  async newToken(): Promise<string> {
    await this.#access("write");
    this.disk.newToken ??= this.#options.newToken();
    return this.disk.newToken;
  }

  async saveEnrolment(enrolment: Enrolment & { token: string }): Promise<void> {
    await this.#access("write");
    this.disk.token = enrolment.token;
    this.disk.newToken = null;
    this.disk.serials = enrolment.serials;
  }

  async head(): Promise<Position> {
    await this.#access("read");
    return this.#head();
  }

  async acked(): Promise<Position> {
    await this.#access("read");
    const { acked, epoch } = this.disk;
    return acked.epoch === epoch ? acked : { epoch, seq: 0, hash: CHAIN_START };
  }

  async saveAcked(position: Position): Promise<void> {
    await this.#access("write");
    this.disk.acked = position;
  }

  async hashAt(epoch: number, seq: number): Promise<string | null> {
    await this.#access("read");
    return this.disk.events.get(epoch)?.[seq - 1]?.hash ?? null;
  }

  async read(epoch: number, afterSeq: number, maxEvents: number): Promise<StoredEvent[]> {
    await this.#access("read");
    return (this.disk.events.get(epoch) ?? []).slice(afterSeq, afterSeq + maxEvents);
  }

  async outgoing(epoch: number, afterSeq: number, maxEvents: number): Promise<Outgoing | null> {
    return outgoingOf(await this.read(epoch, afterSeq, maxEvents));
  }

  async formerEpochs(): Promise<Position[]> {
    await this.#access("read");
    return this.disk.former;
  }

  async openEpoch({ epoch, token, serials, reason, from }: OpenedEpoch): Promise<void> {
    await this.#access("write");
    const former = (this.disk.events.get(from.epoch) ?? []).slice(from.seq);
    this.disk.epoch = epoch;
    this.disk.events.set(epoch, []);
    this.disk.former = [...this.disk.former, from];
    this.#append("station.opened", this.station, { app: "", agency: "", reason, from });
    let prevHash = from.hash;
    for (const event of former) {
      this.#append("log.carried", event.subject, { epoch: from.epoch, prevHash, event });
      prevHash = event.hash;
    }
    this.disk.token = token;
    this.disk.newToken = null;
    this.disk.serials = serials;
    this.disk.acked = { epoch, seq: 0, hash: CHAIN_START };
  }

  async cursor(): Promise<string | null> {
    await this.#access("read");
    return this.disk.cursor;
  }

  async receive(items: readonly FeedItem[], cursor: string | null): Promise<void> {
    await this.#access("write");
    const { items: came, hashes } = this.#known();
    const known = this.#all().map((event) => innerOfReceived(event) ?? event);
    for (const item of items) {
      const inner =
        item.kind === "event" ? unwrapped(feedData.event.parse(JSON.parse(item.data)) as PlacedEvent) : null;
      if (came.has(item.id) || (inner !== null && hashes.has(inner.event.hash))) continue;
      came.add(item.id);
      if (inner !== null) hashes.add(inner.event.hash);
      const overtaken =
        inner !== null &&
        known.some(
          ({ type, subject, at }) =>
            subject === inner.event.subject && type !== "log.carried" && at > inner.event.at,
        );
      if (inner !== null) known.push(inner.event);
      this.#append("district.received", item.id, {
        item: item.id,
        kind: item.kind,
        data: item.data,
        ...(overtaken ? { overtaken } : {}),
      });
    }
    this.disk.cursor = cursor;
  }

  async unapplied(): Promise<number> {
    return 0;
  }

  failure(): null {
    return null;
  }

  /** What the tables of a real station would say of each ticket. */
  tickets(): Map<string, string> {
    const tickets = new Map<string, string>();
    const known = new Set<string>();
    for (const event of this.#all()) {
      const data = event.type === "district.received" ? JSON.parse(event.data) : null;
      const inner = data === null ? event : innerOf(data);
      if (inner === null || event.type === "log.carried" || known.has(inner.hash)) continue;
      known.add(inner.hash);
      const status = statusAfter[inner.type as keyof typeof statusAfter];
      if (status === undefined || data?.overtaken === true) continue;
      if (inner.type === "ticket.issued" || tickets.has(inner.subject)) tickets.set(inner.subject, status);
    }
    return tickets;
  }

  /** Every fact that this log knows, own or come down, by its hash. */
  facts(): Map<string, StoredEvent> {
    const facts = new Map<string, StoredEvent>();
    for (const [epoch, events] of this.disk.events) {
      for (const event of events) {
        const inner = unwrapped({ station: this.station, epoch, event });
        if (inner !== null) facts.set(inner.event.hash, inner.event);
      }
    }
    return facts;
  }

  /** Ids of what came down, in the order of the log. */
  received(): string[] {
    return this.#all().flatMap((event) => (event.type === "district.received" ? [event.subject] : []));
  }

  #all(): StoredEvent[] {
    return [...this.disk.events].sort(([a], [b]) => a - b).flatMap(([, events]) => events);
  }

  #known(): { items: Set<string>; hashes: Set<string> } {
    const items = new Set<string>();
    const hashes = new Set<string>();
    for (const event of this.#all()) {
      hashes.add(event.hash);
      if (event.type !== "district.received") continue;
      const data = JSON.parse(event.data);
      items.add(data.item);
      const inner = innerOf(data);
      if (inner !== null) hashes.add(inner.hash);
    }
    return { items, hashes };
  }

  #head(): Position {
    const { epoch, events } = this.disk;
    const log = events.get(epoch) ?? [];
    const last = log.at(-1);
    return { epoch, seq: last?.seq ?? 0, hash: last?.hash ?? CHAIN_START };
  }

  #append(type: EventType, subject: string, data: object): void {
    const { station, epoch } = this.disk;
    const head = this.#head();
    const content = {
      seq: head.seq + 1,
      at: new Date(this.#options.now()).toISOString(),
      actor: "station",
      type,
      version: 1,
      subject,
      data: JSON.stringify(data),
    };
    this.disk.events
      .get(epoch)
      ?.push({ ...content, hash: eventHash({ station, epoch }, head.hash, content) });
  }

  async #access(kind: "read" | "write"): Promise<void> {
    await this.#options.access?.(kind);
  }
}

function innerOfReceived({ type, data }: StoredEvent): StoredEvent | null {
  return type === "district.received" ? innerOf(JSON.parse(data)) : null;
}

function innerOf({ kind, data }: { kind: string; data: string }): StoredEvent | null {
  if (kind !== "event") return null;
  return unwrapped(JSON.parse(data) as PlacedEvent)?.event ?? null;
}
