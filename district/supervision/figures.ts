import { type RawBuilder, sql } from "kysely";
import type { Catalogue, Procedure } from "../../contract/catalogue.ts";
import type {
  DossierFigures,
  Figures,
  FiguresQuery,
  ReceptionFigures,
} from "../../contract/district-supervision.ts";
import { noDossiers, noReception, receivedOf, sum } from "../../contract/figure-sums.ts";
import { SATISFIED } from "../../contract/queue.ts";
import type { LocalizedText } from "../../contract/text.ts";
import { officeDay, officeInstant } from "../../contract/time.ts";
import { addDays } from "../../electron/station/calendar/days.rules.ts";
import { competentAgency } from "../../electron/station/dossiers/agencies.rules.ts";
import type { District } from "../database.ts";

/** What the node knows of its offices: names, mergers, fields. */
export type KnownOffices = Pick<Catalogue, "agencies" | "procedures">;

/** As in the index of dossiers that lasted longer. */
const LASTING_DAYS = 100;
const DAY_MS = 24 * 60 * 60 * 1000;

/** The course shows a year at least, and ten at most. */
const COURSE_LEAST_MONTHS = 12;
const COURSE_MOST_MONTHS = 120;

/** The whole of a period, counted: see `contract/district-supervision.ts` for what each figure means. */
export async function figures(
  db: District,
  offices: KnownOffices,
  query: FiguresQuery,
  now: string,
): Promise<Figures> {
  const to = query.to;
  const from = query.from ?? (await firstDay(db)) ?? to;
  const answering = answeringAt(query, offices, now);
  const scope = await scopeOf(db, query, offices, now);
  const end = officeInstant(addDays(to, 1), "00:00");
  const period = { start: officeInstant(from, "00:00"), end, at: end < now ? end : now, from, to };
  const [plain, remembered, notices, months, lodged, reception] = await Promise.all([
    plainRows(db, period, scope),
    rememberedRows(db, period, scope),
    noticeRows(db, period, scope),
    course(db, period, scope),
    lodgedWaiting(db, query.agency === null ? null : scope.agencies, now),
    // The queue knows no procedures.
    query.field === null && query.procedure === null ? receptionRows(db, period, scope) : [],
  ]);
  const byAgency = new Map<string, { dossiers: DossierFigures; reception: ReceptionFigures }>();
  const byProcedure = new Map<string, DossierFigures>();
  const agencyOf = (code: string) =>
    byAgency.get(answering(code)) ?? { dossiers: noDossiers, reception: noReception };
  for (const { agency, procedure, figures } of [...plain, ...remembered, ...notices]) {
    const known = agencyOf(agency);
    byAgency.set(answering(agency), { ...known, dossiers: sum(known.dossiers, figures) });
    byProcedure.set(procedure, sum(byProcedure.get(procedure) ?? noDossiers, figures));
  }
  for (const { agency, figures } of reception) {
    const known = agencyOf(agency);
    byAgency.set(answering(agency), { ...known, reception: sum(known.reception, figures) });
  }
  const agencies = [...byAgency].map(([code, of]) => ({
    code,
    name: offices.agencies.find((agency) => agency.code === code)?.name ?? { vi: code },
    ...of,
  }));
  const procedures = [...byProcedure].map(([code, of]) => ({
    code,
    ...procedureNames(code, offices.procedures),
    dossiers: of,
  }));
  return {
    from,
    to,
    at: period.at,
    lodged,
    dossiers: agencies.reduce((total, row) => sum(total, row.dossiers), noDossiers),
    reception: agencies.reduce((total, row) => sum(total, row.reception), noReception),
    agencies: agencies.sort((a, b) => (a.code < b.code ? -1 : 1)),
    procedures: procedures.sort((a, b) => receivedOf(b.dossiers) - receivedOf(a.dossiers)),
    months,
  };
}

/** The office's day of the first dossier of all, or null where there is none. */
export async function firstDay(db: District): Promise<string | null> {
  // Each agency's first is the first entry of its part of the index.
  const { rows } = await sql<{ first: Date | null }>`
    SELECT min(first.accepted_at) AS first FROM (SELECT DISTINCT agency FROM stations) AS agencies
    CROSS JOIN LATERAL (
      SELECT accepted_at FROM dossiers WHERE dossiers.agency = agencies.agency ORDER BY accepted_at LIMIT 1
    ) AS first
  `.execute(db);
  const first = rows[0]?.first ?? null;
  return first === null ? null : officeDay(first);
}

interface Period {
  /** Instants: `start` belongs to it, `end` does not; `at` is when what is open is judged. */
  start: string;
  end: string;
  at: string;
  from: string;
  to: string;
}

interface Scope {
  /** Codes, also where all are asked for: each is a part of the index that is read by itself. */
  agencies: string[];
  /** Codes; null for all. */
  procedures: string[] | null;
}

/** Which agency answers for another's dossiers at the end of the period, or now while it lasts. */
function answeringAt({ to }: FiguresQuery, { agencies }: KnownOffices, now: string) {
  const day = [to, officeDay(now)].sort()[0] ?? to;
  return (code: string) => competentAgency(code, day, agencies);
}

/** What is asked about: the agencies that there are stations of, and those that they took over. */
export async function scopeOf(
  db: District,
  query: FiguresQuery,
  offices: KnownOffices,
  now: string,
): Promise<Scope> {
  const { agency, field, procedure } = query;
  const answering = answeringAt(query, offices, now);
  const told = await db.selectFrom("stations").select("agency").distinct().execute();
  const ofField = offices.procedures.filter((entry) => entry.field.code === field).map(({ code }) => code);
  return {
    agencies: told
      .map((station) => station.agency)
      .filter((code) => agency === null || code === agency || answering(code) === agency),
    procedures: procedure !== null ? [procedure] : field !== null ? ofField : null,
  };
}

function inScope({ agencies, procedures }: Scope): RawBuilder<boolean> {
  const one = sql<boolean>`agency = ANY(${agencies}::text[])`;
  return procedures === null ? one : sql<boolean>`${one} AND procedure_code = ANY(${procedures}::text[])`;
}

/**
 * Dossiers that were open at some time between two instants, as `dossiers` with these columns; some of them were not,
 * and are to be left out by their times. Read by the index of acceptance from some time before on; what lasted longer
 * than that has an index of its own (`migrations/0013-figures-reach.ts`), and what is open still is looked for.
 */
function openBetween(
  columns: RawBuilder<unknown>,
  from: string,
  to: string,
  scope: Scope,
): RawBuilder<unknown> {
  const early = new Date(Date.parse(from) - LASTING_DAYS * DAY_MS).toISOString();
  const received = sql`SELECT ${columns} FROM dossiers WHERE ${inScope(scope)} AND received`;
  return sql`(
    ${received} AND accepted_at >= ${early}::timestamptz AND accepted_at < ${to}::timestamptz
    UNION ALL
    ${received} AND accepted_at < ${early}::timestamptz AND settled_at IS NULL
    UNION ALL
    ${received} AND accepted_at < ${early}::timestamptz AND settled_at - accepted_at > interval '100 days'
  )`;
}

function procedureNames(
  code: string,
  procedures: readonly Procedure[],
): { name: LocalizedText; field: { code: string; name: LocalizedText } } {
  const known = procedures.findLast((procedure) => procedure.code === code);
  return known === undefined
    ? { name: { vi: code }, field: { code: "", name: { vi: code } } }
    : { name: known.name, field: known.field };
}

interface Counted {
  agency: string;
  procedure: string;
  figures: DossierFigures;
}

/** As one group of dossiers stood at the end of the period. */
interface DossierGroup {
  agency: string;
  procedure_code: string;
  channel: "counter" | "online" | "post";
  /** How it came into the period. */
  entry: "received" | "carriedOver" | "reopened";
  state: "early" | "onTime" | "late" | "withdrawn" | "stopped" | "within" | "overdue";
  count: number;
  digitised: number;
}

/** Dossiers whose rows tell all of their past. */
async function plainRows(db: District, { start, end, at }: Period, scope: Scope): Promise<Counted[]> {
  const columns = sql`agency, procedure_code, channel, accepted_at, due_at, settled_at, outcome, digitised, has_spells`;
  // Grouped by what PostgreSQL knows to have few values: only then it shares the work among its processes.
  const { rows } = await sql<DossierGroup>`
    SELECT agency, procedure_code, channel, count, CASE WHEN fresh THEN digitised ELSE 0 END AS digitised,
      CASE WHEN fresh THEN 'received' ELSE 'carriedOver' END AS entry,
      CASE WHEN settled THEN outcome WHEN overdue THEN 'overdue' ELSE 'within' END AS state
    FROM (
      SELECT agency, procedure_code, channel, outcome, accepted_at >= ${start}::timestamptz AS fresh,
        settled_at < ${end}::timestamptz AS settled, due_at < ${at}::timestamptz AS overdue,
        count(*) AS count, count(*) FILTER (WHERE digitised) AS digitised
      FROM ${openBetween(columns, start, end, scope)} AS dossiers
      WHERE NOT has_spells AND (settled_at IS NULL OR settled_at >= ${start}::timestamptz)
      GROUP BY 1, 2, 3, 4, 5, 6, 7
    ) AS counted
  `.execute(db);
  return rows.map(counted);
}

/** Dossiers that were opened again, or overdue before their time moved: few. */
async function rememberedRows(db: District, { start, end, at }: Period, scope: Scope): Promise<Counted[]> {
  const instant = (value: string) => sql`${value}::timestamptz`;
  const [from, to, judged] = [instant(start), instant(end), instant(at)];
  const spellAt = (time: RawBuilder<unknown>) => sql`LATERAL (
    SELECT state, since FROM dossier_spells
    WHERE dossier = dossiers.id AND since < ${time} AND until >= ${time} ORDER BY since DESC LIMIT 1
  )`;
  const { rows } = await sql<DossierGroup>`
    SELECT agency, procedure_code, channel, entry, state, count(*) AS count,
      count(*) FILTER (WHERE digitised AND entry = 'received') AS digitised
    FROM (
      SELECT agency, procedure_code, channel, digitised, state,
        CASE WHEN accepted_at >= ${from} THEN 'received' WHEN open_before THEN 'carriedOver' ELSE 'reopened' END
          AS entry
      FROM (
        SELECT agency, procedure_code, channel, digitised, accepted_at,
          CASE WHEN later.state IS NOT NULL THEN later.state WHEN settled_at < ${to} THEN outcome
            WHEN due_at < ${judged} THEN 'overdue' ELSE 'within' END AS state,
          CASE WHEN later.state = 'overdue' THEN NULL WHEN later.state IS NOT NULL THEN later.since
            WHEN settled_at < ${to} THEN settled_at END AS settled,
          CASE WHEN earlier.state IS NULL THEN settled_at IS NULL OR settled_at >= ${from}
            ELSE earlier.state = 'overdue' END AS open_before
        FROM dossiers
        LEFT JOIN ${spellAt(to)} AS later ON true
        LEFT JOIN ${spellAt(from)} AS earlier ON true
        WHERE ${inScope(scope)} AND accepted_at < ${to} AND received AND has_spells
      ) AS remembered
      WHERE accepted_at >= ${from} OR open_before OR settled IS NULL OR settled >= ${from}
    ) AS counted
    GROUP BY agency, procedure_code, channel, entry, state
  `.execute(db);
  return rows.map(counted);
}

function counted({ agency, procedure_code, channel, entry, state, count, digitised }: DossierGroup): Counted {
  const { received } = noDossiers;
  return {
    agency,
    procedure: procedure_code,
    figures: {
      ...noDossiers,
      ...(entry === "received" ? { received: { ...received, [channel]: count } } : { [entry]: count }),
      [state]: count,
      digitised,
    },
  };
}

async function noticeRows(db: District, { start, end }: Period, scope: Scope): Promise<Counted[]> {
  const { rows } = await sql<{ agency: string; procedure_code: string; kind: string; count: number }>`
    SELECT agency, procedure_code, kind, count(*) AS count FROM dossier_notices
    WHERE at >= ${start}::timestamptz AND at < ${end}::timestamptz AND ${inScope(scope)}
    GROUP BY agency, procedure_code, kind
  `.execute(db);
  return rows.map(({ agency, procedure_code, kind, count }) => ({
    agency,
    procedure: procedure_code,
    figures: { ...noDossiers, [kind === "refusal" ? "refusals" : "supplements"]: count },
  }));
}

async function lodgedWaiting(
  db: District,
  agencies: string[] | null,
  now: string,
): Promise<Figures["lodged"]> {
  const { rows } = await sql<Figures["lodged"]>`
    SELECT count(*) AS waiting, count(*) FILTER (WHERE answer_by < ${now}::timestamptz) AS late
    FROM lodged WHERE state = 'waiting' AND (${agencies}::text[] IS NULL OR agency = ANY(${agencies}::text[]))
  `.execute(db);
  return rows[0] ?? { waiting: 0, late: 0 };
}

/** Tickets of the office's days, and the answers given in the period. */
async function receptionRows(
  db: District,
  { start, end, from, to }: Period,
  scope: Scope,
): Promise<{ agency: string; figures: ReceptionFigures }[]> {
  const seconds = (
    from: RawBuilder<unknown>,
    to: RawBuilder<unknown>,
    of: RawBuilder<unknown>,
  ) => sql<number>`
    coalesce(sum(greatest(0, extract(epoch FROM ${to} - ${from}))) FILTER (WHERE ${of}), 0)::float8`;
  const called = sql`(called_at > uncalled_at OR (called_at IS NOT NULL AND uncalled_at IS NULL))`;
  const served = sql`tickets.status = 'served'`;
  const tickets = await sql<{ agency: string } & ReceptionFigures>`
    SELECT agency, count(*) AS tickets,
      count(*) FILTER (WHERE ${called}) AS called,
      ${seconds(sql`issued_at`, sql`called_at`, called)} AS "waitSeconds",
      count(*) FILTER (WHERE ${served}) AS served,
      ${seconds(sql`greatest(serving_at, called_at)`, sql`served_at`, served)} AS "serviceSeconds"
    FROM tickets JOIN stations ON stations.id = tickets.station
    LEFT JOIN ticket_times ON ticket_times.ticket = tickets.id
    WHERE day BETWEEN ${from}::date AND ${to}::date AND ${inScope({ ...scope, procedures: null })}
    GROUP BY agency
  `.execute(db);
  const answers = await sql<{ agency: string } & ReceptionFigures>`
    SELECT agency, count(*) AS "surveyAnswers", count(*) FILTER (WHERE score >= ${SATISFIED}) AS satisfied
    FROM survey_answers
    WHERE at >= ${start}::timestamptz AND at < ${end}::timestamptz AND ${inScope({ ...scope, procedures: null })}
    GROUP BY agency
  `.execute(db);
  return [...tickets.rows, ...answers.rows].map(({ agency, ...counted }) => ({
    agency,
    figures: { ...noReception, ...counted },
  }));
}

/** Month by month up to the end of the period. */
async function course(db: District, { from, to, at }: Period, scope: Scope): Promise<Figures["months"]> {
  const last = monthNumber(to);
  const first = Math.max(
    last - COURSE_MOST_MONTHS + 1,
    Math.min(monthNumber(from), last - COURSE_LEAST_MONTHS + 1),
  );
  const months = Array.from({ length: last - first + 1 }, (_, index) => monthOf(first + index));
  const starts = [...months, monthOf(last + 1)].map((month) => officeInstant(`${month}-01`, "00:00"));
  const [start = "", end = ""] = [starts[0], starts.at(-1)];
  // The place of a time's month among them, counted from 1.
  const place = (column: string) => sql`width_bucket(${sql.ref(column)}, ${starts}::timestamptz[])`;
  interface Row {
    accepted: number | null;
    settled: number | null;
    online: boolean;
    outcome: string | null;
    count: number;
  }
  const { rows } = await sql<Row>`
    SELECT ${place("accepted_at")} AS accepted, ${place("settled_at")} AS settled,
      channel = 'online' AS online, outcome, count(*) AS count
    FROM ${openBetween(sql`accepted_at, settled_at, channel, outcome`, start, end, scope)} AS dossiers
    GROUP BY 1, 2, 3, 4
    UNION ALL
    -- Opened again in a later month only: in its own it stood as settled.
    SELECT NULL, ${place("since")}, false, state, count(*)
    FROM dossiers JOIN dossier_spells ON dossier_spells.dossier = dossiers.id
    WHERE ${inScope(scope)} AND received AND has_spells AND state <> 'overdue'
      AND ${place("since")} < ${place("until")}
    GROUP BY 2, 4
  `.execute(db);
  const count = (of: (row: Row) => boolean) => rows.filter(of).reduce((total, row) => total + row.count, 0);
  return months
    .map((month, index) => {
      const settled = (how: string) => count((row) => row.settled === index + 1 && row.outcome === how);
      return {
        month,
        received: count(({ accepted }) => accepted === index + 1),
        online: count(({ accepted, online }) => accepted === index + 1 && online),
        early: settled("early"),
        onTime: settled("onTime"),
        late: settled("late"),
      };
    })
    .filter(({ month }) => month <= officeDay(at).slice(0, 7));
}

/** Months counted from the year 0. */
function monthNumber(day: string): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
}

function monthOf(number: number): string {
  return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, "0")}`;
}
