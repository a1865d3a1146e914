import { type RawBuilder, sql } from "kysely";
import type { Catalogue } from "../../contract/catalogue.ts";
import type { FiguresQuery, PersonFigures } from "../../contract/district-supervision.ts";
import { officeInstant } from "../../contract/time.ts";
import { addDays } from "../../electron/station/calendar/days.rules.ts";
import type { District } from "../database.ts";
import { namesOf } from "../workbench/history.ts";
import { firstDay, type KnownOffices, scopeOf } from "./figures.ts";

/** What is counted of whoever did it. */
const counted = [
  "dossier.accepted",
  "dossier.decided",
  "dossier.supplementRequested",
  "dossier.notAccepted",
  "dossier.resultReturned",
  "intake.supplementAsked",
  "intake.refused",
  "ticket.served",
];

type Row = Omit<PersonFigures, "name" | "received"> & PersonFigures["received"];

/**
 * What each clerk and officer of one agency did in a period, from the logs of its stations: who accepted a dossier, who
 * noted or signed its decision, not who was in charge of it. One agency's logs are read; the others lie beside them.
 */
export async function people(
  db: District,
  offices: KnownOffices & Pick<Catalogue, "office"> & { staff: readonly { id: string; name: string }[] },
  query: FiguresQuery & { agency: string },
  now: string,
): Promise<PersonFigures[]> {
  const { agencies, procedures } = await scopeOf(db, query, offices, now);
  const from = query.from ?? (await firstDay(db)) ?? query.to;
  const [start, end] = [officeInstant(from, "00:00"), officeInstant(addDays(query.to, 1), "00:00")];
  const dossiersOf = (type: string) => sql`count(DISTINCT subject) FILTER (WHERE type = ${type})::integer`;
  const accepted = (channel: string) => sql`
    count(DISTINCT subject) FILTER (WHERE type = 'dossier.accepted' AND channel = ${channel})::integer`;
  // What was opened again and decided anew is its last decider's.
  const decided = (outcome: string) => sql`
    count(DISTINCT subject) FILTER (WHERE type = 'dossier.decided' AND settled_at = at AND outcome = ${outcome})::integer`;
  const { rows } = await sql<Row>`
    WITH RECURSIVE ${toldBy(agencies)}
    SELECT agency, actor AS id, ${accepted("counter")} AS counter, ${accepted("online")} AS online,
      ${accepted("post")} AS post, ${decided("early")} AS early, ${decided("onTime")} AS "onTime",
      ${decided("late")} AS late, ${dossiersOf("dossier.resultReturned")} AS returned,
      ${dossiersOf("dossier.supplementRequested")} + ${dossiersOf("intake.supplementAsked")} AS supplements,
      ${dossiersOf("dossier.notAccepted")} + ${dossiersOf("intake.refused")} AS refusals,
      ${dossiersOf("ticket.served")} AS served,
      coalesce(sum(greatest(0, extract(epoch FROM served_at - greatest(serving_at, called_at))))
        FILTER (WHERE type = 'ticket.served' AND served_at = at), 0)::float8 AS "serviceSeconds"
    FROM (
      SELECT told.*, dossiers.channel, dossiers.settled_at, dossiers.outcome, called_at, serving_at, served_at
      FROM (
        SELECT agency, actor, type, subject, at FROM events JOIN tellers ON tellers.id = events.station
          WHERE type = ANY(${counted}::text[])
        -- What was carried over may have come by itself as well.
        UNION SELECT agency, actor, type, subject, at::timestamptz FROM carried WHERE type = ANY(${counted}::text[])
      ) AS told
      LEFT JOIN dossiers ON dossiers.id = told.subject
      LEFT JOIN dossier_notices AS notices ON notices.subject = told.subject AND told.type LIKE 'intake.%'
      LEFT JOIN ticket_times ON ticket = told.subject
      WHERE told.at >= ${start}::timestamptz AND told.at < ${end}::timestamptz
        AND (${procedures}::text[] IS NULL
          OR coalesce(dossiers.procedure_code, notices.procedure_code) = ANY(${procedures}::text[]))
    ) AS done
    GROUP BY agency, actor
  `.execute(db);
  const names = await clerkNames(db, rows);
  // Staff list and accounts are this node's: in another agency's logs the same id is somebody else.
  const accounts = await namesOf(
    db,
    offices.staff,
    rows.filter(({ agency }) => agency === offices.office.agency).map(({ id }) => id),
  );
  return rows
    .map(({ counter, online, post, ...row }) => ({
      ...row,
      name:
        names.get(`${row.agency} ${row.id}`) ??
        (row.agency === offices.office.agency ? accounts.get(row.id) : undefined) ??
        row.id,
      received: { counter, online, post },
    }))
    .sort((a, b) => a.name.localeCompare(b.name, "vi") || (a.id < b.id ? -1 : 1));
}

/**
 * `tellers`, the stations of agencies, and `carried`, the events inside what they carried over from former epochs, each out of
 * as many wrappings as it came in. What a node below relays is left: its clerks are known there.
 */
function toldBy(agencies: readonly string[]): RawBuilder<unknown> {
  return sql`
    tellers AS (SELECT id, agency FROM stations WHERE agency = ANY(${agencies}::text[])),
    carried AS (
      SELECT agency, type, actor, subject, at::text AS at, data
        FROM events JOIN tellers ON tellers.id = events.station WHERE type = 'log.carried' AND projected
      UNION ALL
      SELECT agency, event ->> 'type', event ->> 'actor', event ->> 'subject', event ->> 'at', event ->> 'data'
        FROM (SELECT agency, data::json -> 'event' AS event FROM carried WHERE type = 'log.carried') AS outer_event
    )`;
}

/** As a dossier that they accepted says it: each office has staff of its own, and two may be called by the same id. */
async function clerkNames(
  db: District,
  people: readonly { agency: string; id: string }[],
): Promise<Map<string, string>> {
  const agencies = [...new Set(people.map(({ agency }) => agency))];
  const { rows } = await sql<{ agency: string; id: string; name: string | null }>`
    WITH RECURSIVE ${toldBy(agencies)}
    SELECT agency, id, first.name FROM jsonb_to_recordset(${JSON.stringify(people)}::jsonb) AS people (agency text, id text)
    CROSS JOIN LATERAL (
      SELECT data::json #>> '{dossier,acceptedBy,name}' AS name FROM (
        SELECT data FROM events JOIN tellers ON tellers.id = events.station AND tellers.agency = people.agency
          WHERE type = 'dossier.accepted' AND actor = people.id
        UNION ALL SELECT data FROM carried
          WHERE carried.agency = people.agency AND type = 'dossier.accepted' AND actor = people.id
      ) AS accepted LIMIT 1
    ) AS first
  `.execute(db);
  return new Map(rows.flatMap(({ agency, id, name }) => (name === null ? [] : [[`${agency} ${id}`, name]])));
}
