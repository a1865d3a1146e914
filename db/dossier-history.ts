import { sql } from "kysely";
import { type PlacedEvent, unwrapped } from "../contract/carried.ts";
import { type DossierEvent, isDossierEvent } from "../contract/dossier-life.ts";
import { eventData } from "../contract/events.ts";
import { feedData } from "../contract/feed.ts";
import { metaValue } from "./meta.ts";
import type { Queryable } from "./store.ts";

/** A place in the own log. */
export interface LogPlace {
  epoch: number;
  seq: number;
}

/**
 * All that is known of a dossier from this log and from others, in one order whatever came first: each log's own, and
 * between logs by the clock.
 *
 * @param upTo As it was known at this place of the own log.
 *
 * Read from the log by its index on the subject: a table of its own would hold every event once more.
 */
export async function dossierEvents(
  db: Queryable,
  id: string,
  upTo: LogPlace | null = null,
): Promise<PlacedEvent[]> {
  const station = (await metaValue(db, "station")) ?? "";
  const own = await db
    .selectFrom("events")
    .select(["epoch", "seq", "at", "actor", "type", "version", "subject", "data", "hash"])
    .where("subject", "=", id)
    // What was carried over stands in its own epoch as well.
    .where("type", "!=", "log.carried")
    .$if(upTo !== null, (query) =>
      query.where(sql<boolean>`(epoch, seq) <= (${upTo?.epoch ?? 0}, ${upTo?.seq ?? 0})`),
    )
    .orderBy("epoch")
    .orderBy("seq")
    .execute();
  const received = await db
    .selectFrom("received_events")
    .innerJoin("events", "events.subject", "received_events.item")
    .select("events.data")
    .where("received_events.subject", "=", id)
    .where("events.type", "=", "district.received")
    .execute();
  const logs = new Map<string, PlacedEvent[]>();
  const add = (placed: PlacedEvent) => {
    const log = logs.get(placed.station);
    if (log === undefined) logs.set(placed.station, [placed]);
    else log.push(placed);
  };
  for (const { epoch, ...event } of own) add({ station, epoch, event });
  for (const { data } of received) {
    const inner = insideOf(data);
    if (inner !== null) add(inner);
  }
  // A log that was lost here in part has the rest of itself from the district.
  for (const log of logs.values()) log.sort((a, b) => a.epoch - b.epoch || a.event.seq - b.event.seq);
  return merged([...logs.values()]);
}

/** The event that came down with an item. */
function insideOf(data: string): PlacedEvent | null {
  const { data: inside } = JSON.parse(data) as { data: string };
  const placed = feedData.event.safeParse(JSON.parse(inside));
  return placed.success ? unwrapped(placed.data) : null;
}

/** Logs one after the other by the clock, each in its own order. */
function merged(logs: PlacedEvent[][]): PlacedEvent[] {
  if (logs.length === 1) return logs[0] ?? [];
  const all: PlacedEvent[] = [];
  const places = logs.map(() => 0);
  for (;;) {
    let next: { log: number; placed: PlacedEvent } | null = null;
    logs.forEach((log, index) => {
      const placed = log[places[index] ?? 0];
      if (placed === undefined) return;
      if (next === null || isBefore(placed, next.placed)) next = { log: index, placed };
    });
    const found = next as { log: number; placed: PlacedEvent } | null;
    if (found === null) return all;
    all.push(found.placed);
    places[found.log] = (places[found.log] ?? 0) + 1;
  }
}

function isBefore(one: PlacedEvent, other: PlacedEvent): boolean {
  return one.event.at === other.event.at ? one.station < other.station : one.event.at < other.event.at;
}

/** What the text of an event about a dossier says; null of one that this program does not know. */
export function readDossierEvent({ event }: PlacedEvent): (DossierEvent & { hash: string }) | null {
  if (!isDossierEvent(event.type)) return null;
  const data = eventData[event.type].safeParse(JSON.parse(event.data));
  return data.success ? ({ ...event, data: data.data } as DossierEvent & { hash: string }) : null;
}
