import { createHash } from "node:crypto";
import { sql, type Transaction } from "kysely";
import { type PlacedEvent, unwrapped } from "../contract/carried.ts";
import type { Catalogue } from "../contract/catalogue.ts";
import { isDossierEvent } from "../contract/dossier-life.ts";
import type { EventData, StoredEvent } from "../contract/events.ts";
import { type FeedKind, feedData } from "../contract/feed.ts";
import { currentCatalogue } from "./catalogue.ts";
import type { LogPlace } from "./dossier-history.ts";
import { keepLodged } from "./lodged.ts";
import { metaValue } from "./meta.ts";
import { keepOfficePiece } from "./office-pieces.ts";
import type { StoreSchema } from "./schema.ts";
import type { Queryable } from "./store.ts";

type Trx = Transaction<StoreSchema>;

/** What is done with what came down, where others do it as well. */
export interface Appliers {
  event(trx: Trx, event: StoredEvent): Promise<void>;
  /** An event about a dossier, of another log or of what was lost of the own. */
  dossier(trx: Trx, placed: PlacedEvent, upTo: LogPlace): Promise<void>;
  catalogue(trx: Trx, at: string, sha256: string, catalogue: Catalogue): Promise<void>;
}

/** Events of these kinds change tables wherever they come from; others are the sender's own affair. */
const TRAVELLING = /^(ticket|dossier|intake|appointment|survey)\./;

/**
 * Applies what came down from the district. What does not fit here (a number that is another ticket's) or is of a kind
 * that this program does not know is kept unapplied; it holds nothing up.
 */
export async function projectReceived(
  trx: Trx,
  event: StoredEvent,
  { item, kind, data, problem, overtaken }: EventData<"district.received">,
  appliers: Appliers,
): Promise<void> {
  const apply = () =>
    kind === "event"
      ? applyEvent(trx, event, feedData.event.parse(JSON.parse(data)), overtaken === true, appliers)
      : applyItem(trx, event, kind, data, appliers);
  const applied = problem === undefined && kind in feedData && (await fitting(trx, apply));
  await trx
    .insertInto("received_items")
    .values({ id: item, kind, at: event.at, applied: applied ? 1 : 0 })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .execute();
}

async function applyItem(
  trx: Trx,
  { at }: StoredEvent,
  kind: string,
  text: string,
  appliers: Appliers,
): Promise<void> {
  const content: unknown = JSON.parse(text);
  switch (kind as FeedKind) {
    case "appointment": {
      const { serviceGroup, citizenNumber, ...booking } = feedData.appointment.parse(content);
      await trx
        .insertInto("appointments")
        .values({ ...booking, service_group: serviceGroup, citizen_number: citizenNumber })
        .onConflict((conflict) => conflict.column("id").doNothing())
        .execute();
      return;
    }
    case "appointmentCancelled": {
      const { id } = feedData.appointmentCancelled.parse(content);
      await trx
        .updateTable("appointments")
        .set({ status: "cancelled" })
        .where("id", "=", id)
        .where("status", "=", "booked")
        .execute();
      return;
    }
    case "lodged":
      return keepLodged(trx, feedData.lodged.parse(content));
    case "lodgedWithdrawal": {
      const withdrawal = feedData.lodgedWithdrawal.parse(content);
      await trx
        .replaceInto("lodged_withdrawals")
        .values({ id: withdrawal.id, data: JSON.stringify(withdrawal) })
        .execute();
      return;
    }
    case "office":
      return keepOfficePiece(trx, feedData.office.parse(content));
    default: {
      const catalogue = await catalogueWith(trx, kind as "catalogue" | "calendar" | "staff", content);
      await appliers.catalogue(trx, at, sha256Of(catalogue), catalogue);
    }
  }
}

/** The catalogue in force with the part that came. */
export async function catalogueWith(
  db: Queryable,
  kind: "catalogue" | "calendar" | "staff",
  content: unknown,
): Promise<Catalogue> {
  if (kind === "catalogue") return feedData.catalogue.parse(content);
  const current = await currentCatalogue(db);
  if (current === null) throw new Error("no catalogue that a part could be put into");
  return kind === "calendar"
    ? { ...current.catalogue, calendar: feedData.calendar.parse(content) }
    : { ...current.catalogue, staff: feedData.staff.parse(content) };
}

function sha256Of(catalogue: Catalogue): string {
  return createHash("sha256").update(JSON.stringify(catalogue)).digest("hex");
}

async function applyEvent(
  trx: Trx,
  envelope: StoredEvent,
  placed: PlacedEvent,
  overtaken: boolean,
  appliers: Appliers,
): Promise<void> {
  const inner = unwrapped(placed);
  if (inner === null) throw new Error("an event that is not what it claims to be");
  if (await isKnown(trx, inner)) return;
  const { hash, subject, at, type } = inner.event;
  const isOfDossier = isDossierEvent(type);
  await trx
    .insertInto("received_events")
    .values({ hash, subject, at, applied: 0, item: envelope.subject })
    .execute();
  const apply = () =>
    isOfDossier
      ? placeOf(trx, envelope).then((upTo) => appliers.dossier(trx, inner, upTo))
      : appliers.event(trx, inner.event);
  if (overtaken || !TRAVELLING.test(type) || !(await fitting(trx, apply))) return;
  await trx
    .updateTable("received_events")
    .set({ applied: 1 })
    // With the beginning of a dossier, what came of it before is applied as well.
    .where((eb) => (isOfDossier ? eb("subject", "=", subject) : eb("hash", "=", hash)))
    .execute();
}

/** Whether the tables hold already what an event says: it stands in the own log, or came before. */
export async function isKnown(trx: Trx, { station, epoch, event }: PlacedEvent): Promise<boolean> {
  const came = await trx
    .selectFrom("received_events")
    .select("hash")
    .where("hash", "=", event.hash)
    .executeTakeFirst();
  if (came !== undefined) return true;
  if (station !== (await metaValue(trx, "station"))) return false;
  const own = await trx
    .selectFrom("events")
    .select("hash")
    .where("epoch", "=", epoch)
    .where("seq", "=", event.seq)
    .executeTakeFirst();
  return own?.hash === event.hash;
}

/** Whether later things are known of what an event is about, from here or from above. */
export async function isOvertaken(trx: Trx, { event }: PlacedEvent): Promise<boolean> {
  const own = await trx
    .selectFrom("events")
    .select("seq")
    .where("subject", "=", event.subject)
    .where("type", "!=", "log.carried")
    .where("at", ">", event.at)
    .limit(1)
    .executeTakeFirst();
  if (own !== undefined) return true;
  const received = await trx
    .selectFrom("received_events")
    .select("hash")
    .where("subject", "=", event.subject)
    .where("at", ">", event.at)
    .limit(1)
    .executeTakeFirst();
  return received !== undefined;
}

/** Where an event stands in the own log. */
async function placeOf(trx: Trx, { subject, hash }: StoredEvent): Promise<LogPlace> {
  return trx
    .selectFrom("events")
    .select(["epoch", "seq"])
    .where("subject", "=", subject)
    .where("hash", "=", hash)
    .executeTakeFirstOrThrow();
}

/** Does the work, or nothing of it where the tables don't take it. @returns whether it was done. */
async function fitting(trx: Trx, work: () => Promise<void>): Promise<boolean> {
  depth += 1;
  const savepoint = sql.raw(`received_${depth}`);
  await sql`SAVEPOINT ${savepoint}`.execute(trx);
  try {
    await work();
    await sql`RELEASE ${savepoint}`.execute(trx);
    return true;
  } catch (error) {
    // A full or broken disk is no property of what came, and SQLite has taken the transaction back by itself.
    if (isDiskFault(error)) throw error;
    await sql`ROLLBACK TO ${savepoint}`.execute(trx);
    await sql`RELEASE ${savepoint}`.execute(trx);
    return false;
  } finally {
    depth -= 1;
  }
}

let depth = 0;

function isDiskFault(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return code.startsWith("SQLITE_") && !code.startsWith("SQLITE_CONSTRAINT");
}

/** What came down and is not in the tables. */
export async function unappliedItems(db: Queryable): Promise<number> {
  const { count } = await db
    .selectFrom("received_items")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("applied", "=", 0)
    .executeTakeFirstOrThrow();
  return count;
}
