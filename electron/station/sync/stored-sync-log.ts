import { randomBytes } from "node:crypto";
import type { Transaction } from "kysely";
import { type PlacedEvent, unwrapped } from "../../../contract/carried.ts";
import { CHAIN_START } from "../../../contract/chain.ts";
import type { Enrolment, Position } from "../../../contract/district.ts";
import { AppError } from "../../../contract/errors.ts";
import type { StoredEvent } from "../../../contract/events.ts";
import { type FeedItem, type FeedKind, feedData } from "../../../contract/feed.ts";
import { isTicketEvent } from "../../../contract/ticket-life.ts";
import { wantAttachments } from "../../../db/attachments.ts";
import { readDossierEvent } from "../../../db/dossier-history.ts";
import type { EventLog } from "../../../db/event-log.ts";
import { catalogueWith, isKnown, isOvertaken, unappliedItems } from "../../../db/received.ts";
import type { StoreSchema } from "../../../db/schema.ts";
import type { Store } from "../../../db/store.ts";
import { asStoreError } from "../../../db/store-errors.ts";
import { saveSyncState, syncState } from "../../../db/sync-state.ts";
import { CatalogueFault, checkCatalogue } from "../catalogue/check.rules.ts";
import type { Outgoing } from "./engine/outgoing.ts";
import type { OpenedEpoch, SyncLog } from "./engine/sync-log.ts";

export interface StoredSyncLogOptions {
  app?: string;
  agency?: string;
  now?: () => string;
  /** Things of these kinds came down and are in the tables. */
  onReceived?: (kinds: ReadonlySet<string>) => Promise<void>;
}

/** The sync's view of the store. */
export class StoredSyncLog implements SyncLog {
  readonly #store: Store;
  readonly #log: EventLog;
  readonly #options: StoredSyncLogOptions;

  constructor(store: Store, log: EventLog, options: StoredSyncLogOptions = {}) {
    this.#store = store;
    this.#log = log;
    this.#options = options;
  }

  get station(): string {
    return this.#log.place.station;
  }

  async enrolment(): Promise<{ token: string; district: string } | null> {
    const { token, district } = await syncState(this.#store.db);
    return token === null || district === null ? null : { token, district };
  }

  async newToken(): Promise<string> {
    const { new_token } = await syncState(this.#store.db);
    if (new_token !== null) return new_token;
    const token = randomBytes(32).toString("base64url");
    await this.#store.write((trx) => saveSyncState(trx, { new_token: token }));
    return token;
  }

  async saveEnrolment(enrolment: Enrolment & { district: string; token: string }): Promise<void> {
    await this.#store.write((trx) =>
      saveSyncState(trx, {
        district: enrolment.district,
        token: enrolment.token,
        new_token: null,
        serial_first: enrolment.serials.first,
        serial_last: enrolment.serials.last,
      }),
    );
  }

  async head(): Promise<Position> {
    const { epoch } = this.#log.place;
    return { epoch, ...(await this.#log.head(this.#store.db)) };
  }

  async acked(): Promise<Position> {
    const { epoch } = this.#log.place;
    const state = await syncState(this.#store.db);
    if (state.acked_epoch !== epoch) return { epoch, seq: 0, hash: CHAIN_START };
    return { epoch, seq: state.acked_seq, hash: state.acked_hash };
  }

  async saveAcked(position: Position): Promise<void> {
    await this.#store.write((trx) =>
      saveSyncState(trx, { acked_epoch: position.epoch, acked_seq: position.seq, acked_hash: position.hash }),
    );
  }

  hashAt(epoch: number, seq: number): Promise<string | null> {
    return this.#log.hashAt(this.#store.db, epoch, seq);
  }

  read(epoch: number, afterSeq: number, maxEvents: number, maxBytes: number): Promise<StoredEvent[]> {
    return this.#log.read(this.#store.db, epoch, afterSeq, maxEvents, maxBytes);
  }

  outgoing(epoch: number, afterSeq: number, maxEvents: number, maxBytes: number): Promise<Outgoing | null> {
    return this.#log.readSent(this.#store.db, epoch, afterSeq, maxEvents, maxBytes);
  }

  formerEpochs(): Promise<Position[]> {
    return this.#store.db.selectFrom("former_epochs").selectAll().orderBy("epoch").execute();
  }

  async openEpoch({ epoch, token, serials, reason, from }: OpenedEpoch): Promise<void> {
    const former = this.#log.place;
    try {
      await this.#store.write(async (trx) => {
        await this.#log.openEpoch(trx, this.#now(), {
          epoch,
          from,
          data: { app: this.#options.app ?? "", agency: this.#options.agency ?? "", reason },
        });
        await saveSyncState(trx, {
          token,
          new_token: null,
          serial_first: serials.first,
          serial_last: serials.last,
          acked_epoch: epoch,
          acked_seq: 0,
          acked_hash: CHAIN_START,
        });
      });
    } catch (error) {
      this.#log.returnTo(former);
      throw error;
    }
  }

  async cursor(): Promise<string | null> {
    return (await syncState(this.#store.db)).cursor;
  }

  async receive(items: readonly FeedItem[], cursor: string | null): Promise<void> {
    const kinds = new Set<string>();
    await this.#store.write(async (trx) => {
      for (const item of items) {
        if (await hasCome(trx, item)) continue;
        const problem = await problemOf(trx, item);
        const inner = innerOf(item);
        const isLate = inner !== null && isTicketEvent(inner.event.type) && (await isOvertaken(trx, inner));
        await this.#log.append(trx, this.#now(), {
          type: "district.received",
          actor: "district",
          subject: item.id,
          data: {
            item: item.id,
            kind: item.kind,
            data: item.data,
            ...(problem === null ? {} : { problem }),
            ...(isLate ? { overtaken: true } : {}),
          },
        });
        if (inner !== null) await wantAttachments(trx, attachmentsOf(inner), this.#now());
        kinds.add(item.kind);
      }
      await saveSyncState(trx, { cursor });
    });
    if (kinds.size > 0) await this.#options.onReceived?.(kinds);
  }

  unapplied(): Promise<number> {
    return unappliedItems(this.#store.db);
  }

  failure(error: unknown): AppError | null {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    // A name of the network's own (ENOENT, EACCES of a socket) is no disk's.
    if (!code.startsWith("SQLITE_")) return null;
    const named = asStoreError(error, this.#store.file);
    return named instanceof AppError ? named : null;
  }

  #now(): string {
    return this.#options.now?.() ?? new Date().toISOString();
  }
}

function innerOf({ kind, data }: FeedItem): PlacedEvent | null {
  if (kind !== "event") return null;
  const placed = feedData.event.safeParse(parsed(data));
  return placed.success ? unwrapped(placed.data) : null;
}

/** What a dossier refers to that came from elsewhere: its content comes when the line is free. */
function attachmentsOf(placed: PlacedEvent): string[] {
  const event = readDossierEvent(placed);
  if (event === null) return [];
  if (event.type === "dossier.attached") return [event.data.attachment.sha256];
  if (event.type !== "dossier.accepted" && event.type !== "dossier.lodged") return [];
  return event.data.dossier.attachments.map(({ sha256 }) => sha256);
}

/** What came before, or stands in the own log, is not written down again. */
async function hasCome(trx: Transaction<StoreSchema>, item: FeedItem): Promise<boolean> {
  const came = await trx
    .selectFrom("received_items")
    .select("id")
    .where("id", "=", item.id)
    .executeTakeFirst();
  if (came !== undefined) return true;
  const inner = innerOf(item);
  return inner !== null && isKnown(trx, inner);
}

/** Why something can't be applied though its kind is known, or null. */
async function problemOf(trx: Transaction<StoreSchema>, { kind, data }: FeedItem): Promise<string | null> {
  if (!(kind in feedData)) return null;
  const content = feedData[kind as FeedKind].safeParse(parsed(data));
  if (!content.success) return content.error.message.slice(0, 500);
  if (kind !== "catalogue" && kind !== "calendar" && kind !== "staff") return null;
  try {
    checkCatalogue(await catalogueWith(trx, kind, content.data));
    return null;
  } catch (error) {
    if (error instanceof CatalogueFault) return `${error.part}${error.path}: ${error.reason}`;
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
