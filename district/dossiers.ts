import { sql } from "kysely";
import type { Dossier } from "../contract/dossier.ts";
import { type DossierEvent, dossierAfter, isDossierEvent } from "../contract/dossier-life.ts";
import type { StoredEvent } from "../contract/events.ts";
import { bulkInsert } from "./bulk.ts";
import type { Trx } from "./database.ts";
import { forgotten, type Spell } from "./supervision/facts.rules.ts";
import { figureColumns, figureUpdates, keepDossierFigures } from "./supervision/upkeep.ts";

/** An event with what its text says. */
export interface ReadEvent {
  event: StoredEvent;
  data: unknown;
}

/**
 * Brings the dossiers to where the events leave them, by the one function that the stations follow as well.
 *
 * @returns hashes of events about dossiers whose beginning is not here: another log has it, and it comes later.
 */
export async function followDossiers(
  trx: Trx,
  station: { id: string; agency: string },
  told: readonly ReadEvent[],
): Promise<Set<string>> {
  const events = told.filter(({ event }) => isDossierEvent(event.type));
  const early = new Set<string>();
  if (events.length === 0) return early;
  const known = await knownDossiers(trx, [...new Set(events.map(({ event }) => event.subject))]);
  const changed = new Map<string, Dossier>();
  const accepted = new Set<string>();
  const spells: Spell[] = [];
  for (const { event, data } of events) {
    const before = changed.get(event.subject) ?? known.get(event.subject) ?? null;
    const step = { ...event, data } as DossierEvent;
    if (step.type === "dossier.accepted" || step.type === "dossier.lodged") {
      // Told before, by another epoch of the same station.
      if (before?.code === step.data.dossier.code) continue;
    } else if (before === null) {
      early.add(event.hash);
      continue;
    }
    const after = dossierAfter(before, step);
    if (step.type === "dossier.accepted") accepted.add(event.subject);
    if (before !== null) spells.push(...forgotten(before, after, event.at));
    changed.set(event.subject, after);
  }
  if (changed.size > 0) await keep(trx, station, [...changed.values()], accepted, spells);
  return early;
}

async function knownDossiers(trx: Trx, ids: readonly string[]): Promise<Map<string, Dossier>> {
  const rows = await trx
    .selectFrom("dossiers")
    .select(["id", "data"])
    .where(sql<boolean>`id = ANY(${ids}::text[])`)
    .orderBy("id")
    .forUpdate()
    .execute();
  return new Map(rows.flatMap(({ id, data }) => (data === null ? [] : [[id, JSON.parse(data) as Dossier]])));
}

async function keep(
  trx: Trx,
  station: { id: string; agency: string },
  dossiers: readonly Dossier[],
  accepted: ReadonlySet<string>,
  spells: readonly Spell[],
): Promise<void> {
  const text = (value: (dossier: Dossier) => string | null) =>
    ({ type: "text", values: dossiers.map(value) }) as const;
  const time = (value: (dossier: Dossier) => string | null) =>
    ({ type: "timestamptz", values: dossiers.map(value) }) as const;
  await bulkInsert(
    trx,
    "dossiers",
    {
      id: text(({ id }) => id),
      station: { type: "uuid", all: station.id },
      agency: { type: "text", all: station.agency },
      code: text(({ code }) => code),
      procedure_code: text(({ procedureCode }) => procedureCode),
      procedure_name: text(({ procedureName }) => procedureName),
      applicant_name: text(({ applicant }) => applicant.fullName),
      citizen_number: text(({ applicant }) => applicant.citizenNumber),
      status: text(({ status }) => status),
      ticket_label: text(({ ticketLabel }) => ticketLabel),
      accepted_at: time(({ acceptedAt }) => acceptedAt),
      due_at: time(({ dueAt }) => dueAt),
      data: text((dossier) => JSON.stringify(dossier)),
      ...figureColumns(dossiers, accepted, spells),
    },
    // The station that accepted it stays its station, whoever goes on with it.
    sql`ON CONFLICT (id) DO UPDATE SET
      station = CASE WHEN excluded.received AND NOT dossiers.received THEN excluded.station ELSE dossiers.station END,
      agency = CASE WHEN excluded.received AND NOT dossiers.received THEN excluded.agency ELSE dossiers.agency END,
      code = excluded.code, procedure_code = excluded.procedure_code, procedure_name = excluded.procedure_name,
      applicant_name = excluded.applicant_name, citizen_number = excluded.citizen_number, status = excluded.status,
      ticket_label = excluded.ticket_label, accepted_at = excluded.accepted_at, due_at = excluded.due_at,
      data = excluded.data, ${figureUpdates}`,
  );
  await keepDossierFigures(trx, station.agency, dossiers, spells);
}
