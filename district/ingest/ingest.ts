import { CHAIN_START } from "../../contract/chain.ts";
import type { Batch, Position, Serials } from "../../contract/district.ts";
import { AppError } from "../../contract/errors.ts";
import type { StoredEvent } from "../../contract/events.ts";
import { eventsOf, meetingPoint, newEvents, requireProtocol } from "./batch.rules.ts";
import { inSlices } from "./slices.ts";

/** A log by its station and epoch: one machine writes it. */
export interface LogId {
  station: string;
  epoch: number;
}

/** One log in a transaction; nobody else changes it meanwhile. */
export interface OpenLog {
  readonly position: Position;
  hashAt(seq: number): Promise<string | null>;
  /** Stores and projects events that follow on the position. */
  append(events: readonly StoredEvent[]): Promise<void>;
}

/** All logs of one station in a transaction. */
export interface OpenStation {
  /** Its logs, and the one that was opened with a token. */
  logs(): Promise<{ epoch: number; position: Position; tokenHash: string; serials: Serials }[]>;
  hashAt(epoch: number, seq: number): Promise<string | null>;
  create(log: { epoch: number; tokenHash: string; from: Position }): Promise<Serials>;
  /** Puts stored events into the feed of one log. */
  offer(epoch: number, lost: { epoch: number; afterSeq: number }[]): Promise<void>;
}

/** What the rules of the sync need of a database. A transaction is there whole when its promise resolves, or not at all. */
export interface SyncStore {
  /** @param coming what may be appended: read before the log is taken, so that it is held no longer than it must be. */
  inLog<T>(id: LogId, work: (log: OpenLog) => Promise<T>, coming?: readonly StoredEvent[]): Promise<T>;
  inStation<T>(station: string, work: (logs: OpenStation) => Promise<T>): Promise<T>;
}

/**
 * Stores a batch whole or not at all, and says where the log stands when it is on the disk. Sent twice it is stored
 * once and answered alike.
 *
 * @throws AppError STATION_MISMATCH, PROTOCOL_UNSUPPORTED, BATCH_GAP, BATCH_FORK, CHAIN_BROKEN.
 */
export async function ingestBatch(store: SyncStore, sender: LogId, batch: Batch): Promise<Position> {
  requireProtocol(batch.protocol);
  if (batch.station !== sender.station || batch.epoch !== sender.epoch)
    throw new AppError("STATION_MISMATCH", {});
  const events = await inSlices(eventsOf(batch));
  return store.inLog(
    sender,
    async (log) => {
      const meeting = meetingPoint(log.position, batch);
      const hash = meeting === log.position.seq ? log.position.hash : await log.hashAt(meeting);
      const fresh = newEvents(batch, events, meeting, hash);
      const last = fresh.at(-1);
      if (last === undefined) return log.position;
      await log.append(fresh);
      return { epoch: sender.epoch, seq: last.seq, hash: last.hash };
    },
    events,
  );
}

/**
 * Opens the next epoch of a station for a machine whose log differs from the one that is stored under its name: it was
 * restored from a backup, or its disk was cloned. The former epoch stays with whoever goes on writing it. What the
 * machine lacks of the station's logs comes down to it. Asked again with the same token it is the same epoch.
 *
 * @param shared the last event that both have, of each epoch of the machine's log; the present one last.
 * @throws AppError BATCH_FORK where an event is not shared.
 */
export async function branchOff(
  store: SyncStore,
  sender: LogId,
  tokenHash: string,
  shared: readonly Position[],
): Promise<{ epoch: number; serials: Serials }> {
  return store.inStation(sender.station, async (station) => {
    const logs = await station.logs();
    const opened = logs.find((log) => log.tokenHash === tokenHash);
    if (opened !== undefined) return { epoch: opened.epoch, serials: opened.serials };
    const from = shared.at(-1);
    if (from === undefined || from.epoch !== sender.epoch) throw new AppError("STATION_MISMATCH", {});
    for (const { epoch, seq, hash } of shared) {
      const stored = seq === 0 ? CHAIN_START : await station.hashAt(epoch, seq);
      if (stored !== hash) throw new AppError("BATCH_FORK", { epoch, seq });
    }
    const epoch = Math.max(...logs.map((log) => log.epoch)) + 1;
    const serials = await station.create({ epoch, tokenHash, from });
    const lost = logs.flatMap((log) => {
      const afterSeq = shared.find((position) => position.epoch === log.epoch)?.seq ?? 0;
      return log.position.seq > afterSeq ? [{ epoch: log.epoch, afterSeq }] : [];
    });
    await station.offer(epoch, lost);
    return { epoch, serials };
  });
}
