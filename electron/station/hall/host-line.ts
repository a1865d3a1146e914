import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/websocket";
import type { WebSocket } from "ws";
import type { Roster } from "../../../contract/hall.ts";
import { EVENTS_AT_ONCE, hallEvents, knownEvents, logName, storeReplica } from "../../../db/replica.ts";
import { changed } from "../changes.ts";
import type { StationContext } from "../context.ts";
import type { Desk } from "../staff/desk.ts";
import type { HostClient } from "./host-client.ts";
import type { HostPrinters } from "./host-printers.ts";
import type { RemoteQueue } from "./remote-queue.ts";
import { sinceYesterday } from "./since.ts";

export interface HostLineOptions {
  station: StationContext;
  desk: Desk;
  queue: RemoteQueue;
  printers: HostPrinters;
  onRoster: (roster: Roster) => Promise<void>;
}

/**
 * A member's line to the host for as long as it holds: first what the host may have missed is brought, then its events
 * are stored as they come, its board is shown, and it is told who has signed in here.
 *
 * @returns when the line is gone.
 */
export async function followHost(socket: WebSocket, options: HostLineOptions): Promise<void> {
  const { station, queue, printers } = options;
  const gone = new AbortController();
  socket.once("close", () => gone.abort());
  if (socket.readyState !== socket.OPEN) return;
  const host = createORPCClient<HostClient>(
    new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }),
  );
  const parts = (async () => {
    await bringMissed(station, host);
    queue.connected(host);
    await Promise.all([
      storeEvents(host, options),
      showBoards(host, queue),
      tellPresence(host, options, gone.signal),
      printers.follow(host, gone.signal),
    ]);
  })();
  try {
    await parts;
  } finally {
    // A part that ended without the line being gone ends the line: the next one begins afresh.
    socket.terminate();
    queue.lost();
  }
}

async function bringMissed(station: StationContext, host: HostClient): Promise<void> {
  const known = await host.replica.known();
  for (;;) {
    const events = await hallEvents(station.store.db, station.log, known, sinceYesterday(station.now()));
    if (events.length === 0) return;
    const batch = events.slice(0, EVENTS_AT_ONCE);
    await host.replica.bring({ events: batch });
    for (const event of batch) known[logName(event)] = event.seq;
  }
}

async function storeEvents(host: HostClient, { station, onRoster }: HostLineOptions): Promise<void> {
  const known = await knownEvents(station.store.db, station.log);
  for await (const { events, roster } of await host.replica.watch({ known })) {
    if (roster !== null) await onRoster(roster);
    if (events.length === 0) continue;
    await station.store.write((trx) => storeReplica(trx, station.log, events));
    const last = events.at(-1);
    if (last !== undefined) await host.replica.stored({ epoch: last.epoch, seq: last.seq });
  }
}

async function showBoards(host: HostClient, queue: RemoteQueue): Promise<void> {
  for await (const board of await host.queue.watchBoard()) queue.show(board);
}

async function tellPresence(
  host: HostClient,
  { station, desk }: HostLineOptions,
  signal: AbortSignal,
): Promise<void> {
  const here = async () =>
    [...(await desk.staffByCounter(station.store.db))].map(([counter, staff]) => ({ counter, staff }));
  for await (const counters of changed(station.hall.watch(here, signal))) await host.present({ counters });
}
