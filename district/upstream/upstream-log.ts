import { randomBytes } from "node:crypto";
import { sql, type Updateable } from "kysely";
import { v4 as uuid } from "uuid";
import { unwrapped } from "../../contract/carried.ts";
import { CHAIN_START, eventHash } from "../../contract/chain.ts";
import { type Enrolment, fittingEvents, type Position } from "../../contract/district.ts";
import { AppError } from "../../contract/errors.ts";
import type { EventData, StoredEvent } from "../../contract/events.ts";
import { type FeedData, type FeedItem, feedData } from "../../contract/feed.ts";
import { type Outgoing, outgoingOf } from "../../electron/station/sync/engine/outgoing.ts";
import type { OpenedEpoch, SyncLog } from "../../electron/station/sync/engine/sync-log.ts";
import { type District, instantText, type Trx } from "../database.ts";
import { asDistrictFailure } from "../http/failures.ts";
import { appendOwn, holdersOf, lockOwnLog, type OwnEvent } from "../own-log/own-log.ts";
import type { UpstreamTable } from "../schema.ts";
import { publish } from "../stations/feed.ts";
import { wantFilesAbove } from "./files-above.ts";
import { filesOf } from "./relay.ts";

/** A step that was taken above. */
interface Step {
  item: FeedItem;
  dossier: string;
  /** Hashes of the files that it names. */
  files: string[];
}

/** The log for the node above, in this node's database. */
export class UpstreamLog implements SyncLog {
  readonly station: string;
  readonly #db: District;

  private constructor(db: District, station: string) {
    this.#db = db;
    this.station = station;
  }

  /** Opens the log; the first time it is given the name under which this node is known above. */
  static async open(db: District): Promise<UpstreamLog> {
    await db
      .insertInto("upstream")
      .values({
        station: uuid(),
        url: null,
        token: null,
        new_token: null,
        epoch: 1,
        seq: 0,
        hash: CHAIN_START,
        acked_epoch: 1,
        acked_seq: 0,
        acked_hash: CHAIN_START,
        cursor: null,
        state: null,
      })
      .onConflict((conflict) => conflict.column("one").doNothing())
      .execute();
    const { station } = await db.selectFrom("upstream").select("station").executeTakeFirstOrThrow();
    return new UpstreamLog(db, station);
  }

  async enrolment(): Promise<{ token: string; district: string } | null> {
    const { token, url } = await this.#row();
    return token === null || url === null ? null : { token, district: url };
  }

  async newToken(): Promise<string> {
    const { new_token } = await this.#row();
    if (new_token !== null) return new_token;
    const token = randomBytes(32).toString("base64url");
    await this.#save(this.#db, { new_token: token });
    return token;
  }

  async saveEnrolment({ token, district }: Enrolment & { district: string; token: string }): Promise<void> {
    await this.#save(this.#db, { token, new_token: null, url: district });
  }

  async head(): Promise<Position> {
    const { epoch, seq, hash } = await this.#row();
    return { epoch, seq, hash };
  }

  async acked(): Promise<Position> {
    const row = await this.#row();
    if (row.acked_epoch !== row.epoch) return { epoch: row.epoch, seq: 0, hash: CHAIN_START };
    return { epoch: row.epoch, seq: row.acked_seq, hash: row.acked_hash };
  }

  async saveAcked({ epoch, seq, hash }: Position): Promise<void> {
    await this.#save(this.#db, { acked_epoch: epoch, acked_seq: seq, acked_hash: hash });
  }

  async hashAt(epoch: number, seq: number): Promise<string | null> {
    const row = await this.#db
      .selectFrom("upstream_events")
      .select("hash")
      .where("epoch", "=", epoch)
      .where("seq", "=", seq)
      .executeTakeFirst();
    return row?.hash ?? null;
  }

  async read(epoch: number, afterSeq: number, maxEvents: number, maxBytes: number): Promise<StoredEvent[]> {
    const events = await this.#events(this.#db, epoch, afterSeq).limit(maxEvents).execute();
    const sizes = events.map(({ data }) => Buffer.byteLength(data));
    return events.slice(0, fittingEvents(sizes, maxBytes));
  }

  async outgoing(
    epoch: number,
    afterSeq: number,
    maxEvents: number,
    maxBytes: number,
  ): Promise<Outgoing | null> {
    return outgoingOf(await this.read(epoch, afterSeq, maxEvents, maxBytes));
  }

  formerEpochs(): Promise<Position[]> {
    return this.#db.selectFrom("upstream_former_epochs").selectAll().orderBy("epoch").execute();
  }

  /** This database was restored from a backup: the log goes on in an epoch of its own. */
  async openEpoch({ epoch, token, reason, from }: OpenedEpoch): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      const former = await trx.selectFrom("upstream").select("epoch").forUpdate().executeTakeFirstOrThrow();
      const waiting = await this.#events(trx, former.epoch, from.seq).execute();
      await trx.insertInto("upstream_former_epochs").values(from).execute();
      const at = new Date().toISOString();
      const opened: EventData<"station.opened"> = { app: "", agency: "", reason, from };
      const contents = [{ type: "station.opened", subject: this.station, data: JSON.stringify(opened) }];
      let { hash: prevHash } = from;
      for (const event of waiting) {
        const carried: EventData<"log.carried"> = { epoch: former.epoch, prevHash, event };
        contents.push({ type: "log.carried", subject: event.subject, data: JSON.stringify(carried) });
        prevHash = event.hash;
      }
      let head: Position = { epoch, seq: 0, hash: CHAIN_START };
      for (const content of contents) {
        const event = { seq: head.seq + 1, at, actor: "node", version: 1, ...content };
        const hash = eventHash({ station: this.station, epoch }, head.hash, event);
        head = { epoch, seq: event.seq, hash };
        await trx
          .insertInto("upstream_events")
          .values({ epoch, ...event, hash, told: null })
          .execute();
      }
      await this.#save(trx, {
        ...head,
        token,
        new_token: null,
        acked_epoch: epoch,
        acked_seq: 0,
        acked_hash: CHAIN_START,
      });
    });
  }

  async cursor(): Promise<string | null> {
    return (await this.#row()).cursor;
  }

  /**
   * Keeps the steps that were taken above in this node's own log, as they came, and passes them on to the stations that
   * hold the dossiers. Only those: this node has an office of its own, and its stations tell it what it lacks of theirs.
   */
  async receive(items: readonly FeedItem[], cursor: string | null): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      const log = await lockOwnLog(trx);
      const steps = await this.#steps(trx, items);
      const events: OwnEvent[] = steps.map(({ item }) => ({
        type: "district.received",
        actor: "upstream",
        subject: item.id,
        data: { item: item.id, kind: item.kind, data: item.data },
      }));
      await appendOwn(trx, log, events);
      for (const { item, dossier } of steps)
        await trx
          .insertInto("upstream_items")
          .values({ item: item.id, dossier, passed_on: false, data: item.data })
          .execute();
      await wantFilesAbove(
        trx,
        steps.flatMap(({ files }) => files),
      );
      await passOn(trx);
      await this.#save(trx, { cursor });
    });
  }

  /** Of dossiers that are not known here. */
  async unapplied(): Promise<number> {
    const { count } = await this.#db
      .selectFrom("upstream_items")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where("passed_on", "=", false)
      .executeTakeFirstOrThrow();
    return count;
  }

  failure(error: unknown): AppError | null {
    // What `fetch` fails by is the line to the node above.
    if (error instanceof TypeError || error instanceof DOMException) return null;
    const named = asDistrictFailure(error);
    return named instanceof AppError && named !== error ? named : null;
  }

  async #steps(trx: Trx, items: readonly FeedItem[]): Promise<Step[]> {
    const placed = items.flatMap((item) => {
      const content = item.kind === "event" ? eventIn(item.data) : null;
      const inner = content === null ? null : unwrapped(content);
      if (inner === null || !inner.event.type.startsWith("dossier.")) return [];
      return [{ item, dossier: inner.event.subject, from: inner.station, files: filesOf(inner.event) }];
    });
    const known = await trx
      .selectFrom("upstream_items")
      .select("item")
      .where(sql<boolean>`item = ANY(${placed.map(({ item }) => item.id)}::text[])`)
      .execute();
    const came = new Set(known.map(({ item }) => item));
    const below = await trx
      .selectFrom("stations")
      .select("id")
      .where("own", "=", false)
      .where(sql<boolean>`id = ANY(${placed.map(({ from }) => from)}::uuid[])`)
      .execute();
    const stations = new Set(below.map(({ id }) => id));
    return placed.filter(({ item, from }) => {
      if (came.has(item.id) || stations.has(from)) return false;
      came.add(item.id);
      return true;
    });
  }

  #events(db: District | Trx, epoch: number, afterSeq: number) {
    return db
      .selectFrom("upstream_events")
      .select(["seq", instantText("at").as("at"), "actor", "type", "version", "subject", "data", "hash"])
      .where("epoch", "=", epoch)
      .where("seq", ">", afterSeq)
      .orderBy("seq");
  }

  #row() {
    return this.#db.selectFrom("upstream").selectAll().executeTakeFirstOrThrow();
  }

  async #save(db: District | Trx, change: Updateable<UpstreamTable>): Promise<void> {
    await db.updateTable("upstream").set(change).execute();
  }
}

/**
 * Tells the stations that hold the dossiers of what came from above. A dossier that is not known here (the database was
 * restored, and the station that has it sends later) waits.
 *
 * @returns how many were passed on.
 */
export async function passOn(trx: Trx): Promise<number> {
  const waiting = await trx
    .selectFrom("upstream_items")
    .innerJoin("dossiers", "dossiers.id", "upstream_items.dossier")
    .select(["item", "dossier", "upstream_items.data"])
    .where("passed_on", "=", false)
    .orderBy("upstream_items.number")
    .execute();
  if (waiting.length === 0) return 0;
  const holders = await holdersOf(trx, [...new Set(waiting.map(({ dossier }) => dossier))]);
  for (const { dossier, data } of waiting)
    for (const audience of holders.get(dossier) ?? [])
      await publish(trx, audience, { kind: "event", data: JSON.parse(data) });
  await sql`
    UPDATE upstream_items SET passed_on = true WHERE item = ANY(${waiting.map(({ item }) => item)}::text[])
  `.execute(trx);
  return waiting.length;
}

function eventIn(text: string): FeedData<"event"> | null {
  try {
    return feedData.event.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
