import { sql } from "kysely";
import { type PlacedEvent, unwrapped } from "../contract/carried.ts";
import { type DossierEvent, isDossierEvent } from "../contract/dossier-life.ts";
import { inOrder } from "../contract/dossier-order.ts";
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
 * All that is known of a dossier from this log and from others, in the one order that holds everywhere, whatever
 * came first.
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
  const events = [
    ...own.map(({ epoch, ...event }): PlacedEvent => ({ station, epoch, event })),
    ...received.flatMap(({ data }) => insideOf(data) ?? []),
  ];
  return inOrder(events);
}

/** The event that came down with an item. */
function insideOf(data: string): PlacedEvent | null {
  const { data: inside } = JSON.parse(data) as { data: string };
  const placed = feedData.event.safeParse(JSON.parse(inside));
  return placed.success ? unwrapped(placed.data) : null;
}

/** What the text of an event about a dossier says; null of one that this program does not know. */
export function readDossierEvent({ event }: PlacedEvent): (DossierEvent & { hash: string }) | null {
  if (!isDossierEvent(event.type)) return null;
  const data = eventData[event.type].safeParse(JSON.parse(event.data));
  return data.success ? ({ ...event, data: data.data } as DossierEvent & { hash: string }) : null;
}
