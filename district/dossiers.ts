import { sql } from "kysely";
import { unwrapped } from "../contract/carried.ts";
import type { Dossier } from "../contract/dossier.ts";
import { type DossierEvent, dossierAfter, isDossierEvent } from "../contract/dossier-life.ts";
import type { StoredEvent } from "../contract/events.ts";
import { arrayOf, bulkInsert, type Column, copyRows } from "./bulk.ts";
import { type District, instantText, type Trx } from "./database.ts";
import { readData } from "./read-event.ts";
import { forgotten, type Spell } from "./supervision/facts.rules.ts";
import { figureColumns, figureUpdates, keepDossierFigures } from "./supervision/upkeep.ts";
import { keepDivisionWork, type Step } from "./workbench/upkeep.ts";

/** An event with what its text says. */
export interface ReadEvent {
  event: StoredEvent;
  data: unknown;
  /** Its number in the log that it came in: its own, or of what it was carried in. */
  seq: number;
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
  /** The number of the event that began it, where nothing more is known of it. */
  begunSeq: number | null;
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
    const dossier = dossierAfter(before, step);
    if (step.type === "dossier.accepted") accepted.add(event.subject);
    if (before !== null) spells.push(...forgotten(before, dossier, event.at));
    if (before !== null) steps.push({ before, after: dossier, event: step });
    changed.set(event.subject, {
      dossier,
      begunSeq: before === null && step.type === "dossier.accepted" ? seq : null,
    });
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
    rows.flatMap(({ station, begun_epoch: epoch, begun_seq: seq }) =>
      epoch === null || seq === null ? [] : [{ station, epoch, seq }],
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
      data = excluded.data, begun_epoch = excluded.begun_epoch, begun_seq = excluded.begun_seq, ${figureUpdates}`,
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
      values: changed.map(({ dossier, begunSeq }) => (begunSeq === null ? JSON.stringify(dossier) : null)),
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
