import { sql } from "kysely";
import { unwrapped } from "../../contract/carried.ts";
import type { ChainPlace } from "../../contract/chain.ts";
import type { Dossier } from "../../contract/dossier.ts";
import { type DossierEvent, dossierAfter, isDossierEvent } from "../../contract/dossier-life.ts";
import { dossierFrom, isLate, type PlacedStep } from "../../contract/dossier-order.ts";
import type { StoredEvent } from "../../contract/events.ts";
import { type District, instantText, type Trx } from "../database.ts";
import { arrayOf, bulkInsert, type Column, copyRows } from "../postgres/bulk.ts";
import { readData } from "../projections/read-event.ts";
import { forgotten, type Spell } from "../supervision/facts.rules.ts";
import { figureColumns, figureUpdates, keepDossierFigures } from "../supervision/upkeep.ts";
import { keepDivisionWork, type Step } from "../workbench/upkeep.ts";
import { eventsOfDossiers } from "./dossier-events.ts";

/** An event with what its text says. */
export interface ReadEvent {
  event: StoredEvent;
  data: unknown;
  /** Its number in the log that it came in: its own, or of what it was carried in. */
  seq: number;
  /** The log that it was written in. */
  place: ChainPlace;
}

/** Where events came in. */
interface Place {
  station: string;
  epoch: number;
  agency: string;
}

/** A dossier after the events of a batch. */
interface Changed {
  dossier: Dossier;
  /** The number of its acceptance, where that is among the events. */
  begunSeq: number | null;
  /** More is known of it than its acceptance. */
  more: boolean;
}

/** What the figures need to know besides. */
interface Figures {
  /** Ids of those that were accepted just now. */
  accepted: ReadonlySet<string>;
  spells: readonly Spell[];
}

/**
 * Brings the dossiers to where the events leave them, by the one function that the stations follow as well.
 *
 * @returns hashes of events about dossiers whose beginning is not here: another log has it, and it comes later.
 */
export async function followDossiers(
  trx: Trx,
  place: Place,
  told: readonly ReadEvent[],
): Promise<Set<string>> {
  const events = told.filter(({ event }) => isDossierEvent(event.type));
  const early = new Set<string>();
  if (events.length === 0) return early;
  const known = await readRows(trx, [...new Set(events.map(({ event }) => event.subject))], { lock: true });
  const changed = new Map<string, Changed>();
  const accepted = new Set<string>();
  const spells: Spell[] = [];
  const steps: Step[] = [];
  const late = new Set<string>();
  for (const { event, data, seq } of events) {
    const before = changed.get(event.subject)?.dossier ?? known.get(event.subject) ?? null;
    const step = stepOf(event, data);
    if (step.type === "dossier.accepted" || step.type === "dossier.lodged") {
      // Told before, by another epoch of the same station.
      if (before?.code === step.data.dossier.code) continue;
    } else if (before === null) {
      early.add(event.hash);
      continue;
    }
    // Of one moment a run keeps the order of its log.
    const follows = before?.updatedAt === event.at && changed.has(event.subject);
    if (before !== null && isLate(before, step) && !follows) late.add(event.subject);
    const dossier = dossierAfter(before, step);
    if (step.type === "dossier.accepted") accepted.add(event.subject);
    if (before !== null) spells.push(...forgotten(before, dossier, event.at));
    if (before !== null) steps.push({ before, after: dossier, event: step });
    const isAccepted = step.type === "dossier.accepted";
    const begunSeq = isAccepted ? seq : (changed.get(event.subject)?.begunSeq ?? null);
    changed.set(event.subject, { dossier, begunSeq, more: !isAccepted || before !== null });
  }
  for (const [id, after] of await goneThroughAnew(trx, late, events)) {
    const before = changed.get(id);
    if (before === undefined) continue;
    steps.push({ before: before.dossier, after, event: null });
    changed.set(id, { ...before, dossier: after });
  }
  const figures = { accepted, spells };
  const all = [...changed.values()];
  await insert(
    trx,
    place,
    all.filter(({ dossier }) => !known.has(dossier.id)),
    figures,
  );
  await update(
    trx,
    place,
    all.filter(({ dossier }) => known.has(dossier.id)),
    figures,
  );
  await keepDossierFigures(
    trx,
    place.agency,
    all.map(({ dossier }) => dossier),
    spells,
  );
  await keepDivisionWork(trx, place.agency, steps);
  return early;
}

/**
 * Dossiers as they are now, by id; those that are not known here are left out.
 *
 * @param lock nobody else changes them until the transaction is over.
 */
export async function readDossiers(
  db: District | Trx,
  ids: readonly string[],
  { lock = false } = {},
): Promise<Map<string, Dossier>> {
  const rows = await readRows(db, ids, { lock });
  return new Map([...rows].flatMap(([id, dossier]) => (dossier === null ? [] : [[id, dossier]])));
}

/** The same, with null for a row of which nothing more is known yet. */
async function readRows(
  db: District | Trx,
  ids: readonly string[],
  { lock }: { lock: boolean },
): Promise<Map<string, Dossier | null>> {
  const rows = await db
    .selectFrom("dossiers")
    .select(["id", "data", "station", "begun_epoch", "begun_seq"])
    .where(sql<boolean>`id = ANY(${arrayOf({ type: "text", values: ids })})`)
    .orderBy("id")
    .$if(lock, (query) => query.forUpdate())
    .execute();
  const begun = await beginnings(
    db,
    rows.flatMap(({ data, station, begun_epoch: epoch, begun_seq: seq }) =>
      data !== null || epoch === null || seq === null ? [] : [{ station, epoch, seq }],
    ),
  );
  return new Map(
    rows.map(({ id, data }) => [id, data === null ? (begun.get(id) ?? null) : (JSON.parse(data) as Dossier)]),
  );
}

/** Dossiers as the events at these places began them. */
async function beginnings(
  db: District | Trx,
  places: readonly { station: string; epoch: number; seq: number }[],
): Promise<Map<string, Dossier>> {
  if (places.length === 0) return new Map();
  // The limit keeps PostgreSQL from another plan than one look at the key for each, whatever it believes of the tables.
  const { rows } = await sql<StoredEvent & { station: string; epoch: number }>`
    SELECT place.station, place.epoch, begun.* FROM unnest(
      ${arrayOf({ type: "uuid", values: places.map(({ station }) => station) })},
      ${arrayOf({ type: "integer", values: places.map(({ epoch }) => epoch) })},
      ${arrayOf({ type: "bigint", values: places.map(({ seq }) => seq) })}
    ) AS place (station, epoch, seq)
    CROSS JOIN LATERAL (
      SELECT seq, ${instantText("at")} AS at, actor, type, version, subject, data, hash FROM events
      WHERE events.station = place.station AND events.epoch = place.epoch AND events.seq = place.seq LIMIT 1
    ) AS begun
  `.execute(db);
  return new Map(
    rows.flatMap(({ station, epoch, ...event }) => {
      const inner = unwrapped({ station, epoch, event })?.event;
      const data: unknown = inner === undefined ? null : readData(inner);
      if (inner === undefined || data === null) return [];
      return [[inner.subject, dossierAfter(null, stepOf(inner, data))]];
    }),
  );
}

/**
 * Dossiers of which something older came than was known: all their steps, those of `told` among them, are gone through
 * anew, in the order that holds everywhere.
 */
async function goneThroughAnew(
  trx: Trx,
  dossiers: ReadonlySet<string>,
  told: readonly ReadEvent[],
): Promise<Map<string, Dossier>> {
  if (dossiers.size === 0) return new Map();
  const known = await eventsOfDossiers(trx, [...dossiers]);
  const events = [...known, ...told.map(({ place, event }) => ({ ...place, event }))];
  const steps = new Map<string, Map<string, PlacedStep>>();
  for (const { station, epoch, event } of events) {
    const data = dossiers.has(event.subject) && isDossierEvent(event.type) ? readData(event) : null;
    if (data === null) continue;
    const ofOne = steps.get(event.subject) ?? new Map<string, PlacedStep>();
    ofOne.set(event.hash, { station, epoch, event: { ...stepOf(event, data), seq: event.seq } });
    steps.set(event.subject, ofOne);
  }
  return new Map(
    [...steps].flatMap(([id, ofOne]) => {
      const dossier = dossierFrom([...ofOne.values()]);
      return dossier === null ? [] : [[id, dossier]];
    }),
  );
}

function stepOf(event: StoredEvent, data: unknown): DossierEvent {
  return { ...event, data } as DossierEvent;
}

async function insert(trx: Trx, place: Place, changed: readonly Changed[], figures: Figures): Promise<void> {
  if (changed.length > 0) await copyRows(trx, "dossiers", columns(place, changed, figures));
}

async function update(trx: Trx, place: Place, changed: readonly Changed[], figures: Figures): Promise<void> {
  if (changed.length === 0) return;
  await bulkInsert(
    trx,
    "dossiers",
    columns(place, changed, figures),
    // The station that accepted it stays its station, whoever goes on with it.
    sql`ON CONFLICT (id) DO UPDATE SET
      station = CASE WHEN excluded.received AND NOT dossiers.received THEN excluded.station ELSE dossiers.station END,
      agency = CASE WHEN excluded.received AND NOT dossiers.received THEN excluded.agency ELSE dossiers.agency END,
      code = excluded.code, procedure_code = excluded.procedure_code, procedure_name = excluded.procedure_name,
      applicant_name = excluded.applicant_name, citizen_number = excluded.citizen_number, status = excluded.status,
      ticket_label = excluded.ticket_label, accepted_at = excluded.accepted_at, due_at = excluded.due_at,
      begun_epoch = CASE WHEN excluded.received AND NOT dossiers.received
        THEN excluded.begun_epoch ELSE dossiers.begun_epoch END,
      begun_seq = CASE WHEN excluded.received AND NOT dossiers.received
        THEN excluded.begun_seq ELSE dossiers.begun_seq END,
      data = excluded.data, ${figureUpdates}`,
  );
}

function columns(
  { station, epoch, agency }: Place,
  changed: readonly Changed[],
  { accepted, spells }: Figures,
): Record<string, Column> {
  const text = (value: (dossier: Dossier) => string | null) =>
    ({ type: "text", values: changed.map(({ dossier }) => value(dossier)) }) as const;
  const time = (value: (dossier: Dossier) => string | null) =>
    ({ type: "timestamptz", values: changed.map(({ dossier }) => value(dossier)) }) as const;
  return {
    id: text(({ id }) => id),
    station: { type: "uuid", all: station },
    agency: { type: "text", all: agency },
    code: text(({ code }) => code),
    procedure_code: text(({ procedureCode }) => procedureCode),
    procedure_name: text(({ procedureName }) => procedureName),
    applicant_name: text(({ applicant }) => applicant.fullName),
    citizen_number: text(({ applicant }) => applicant.citizenNumber),
    status: text(({ status }) => status),
    ticket_label: text(({ ticketLabel }) => ticketLabel),
    accepted_at: time(({ acceptedAt }) => acceptedAt),
    due_at: time(({ dueAt }) => dueAt),
    // What one event says need not stand here a second time.
    data: {
      type: "text",
      values: changed.map(({ dossier, begunSeq, more }) =>
        more || begunSeq === null ? JSON.stringify(dossier) : null,
      ),
    },
    begun_epoch: {
      type: "integer",
      values: changed.map(({ begunSeq }) => (begunSeq === null ? null : epoch)),
    },
    begun_seq: { type: "bigint", values: changed.map(({ begunSeq }) => begunSeq) },
    ...figureColumns(
      changed.map(({ dossier }) => dossier),
      accepted,
      spells,
    ),
  };
}
