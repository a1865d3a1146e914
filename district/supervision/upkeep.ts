import { type RawBuilder, sql } from "kysely";
import type { Dossier } from "../../contract/dossier.ts";
import type { EventData, EventType, StoredEvent } from "../../contract/events.ts";
import type { Trx } from "../database.ts";
import { bulkInsert, type Column } from "../postgres/bulk.ts";
import { factsOf, type Notice, noticesOf, type Spell } from "./facts.rules.ts";

/**
 * Columns of `dossiers` that the figures are counted from.
 *
 * @param accepted ids of those that were accepted just now: one that is only lodged is not received yet.
 * @param spells what was forgotten of them just now.
 */
export function figureColumns(
  dossiers: readonly Dossier[],
  accepted: ReadonlySet<string>,
  spells: readonly Spell[],
): Record<string, Column> {
  const facts = dossiers.map(factsOf);
  const remembered = new Set(spells.map(({ dossier }) => dossier));
  return {
    channel: { type: "text", values: dossiers.map(({ channel }) => channel) },
    received: { type: "boolean", values: dossiers.map(({ id }) => accepted.has(id)) },
    settled_at: { type: "timestamptz", values: facts.map(({ settledAt }) => settledAt) },
    outcome: { type: "text", values: facts.map(({ outcome }) => outcome) },
    digitised: { type: "boolean", values: facts.map(({ digitised }) => digitised) },
    has_spells: { type: "boolean", values: dossiers.map(({ id }) => remembered.has(id)) },
  };
}

/** What becomes of them where the dossier is there already; once received it stays so. */
export const figureUpdates: RawBuilder<unknown> = sql`
  channel = excluded.channel, settled_at = excluded.settled_at, outcome = excluded.outcome,
  digitised = excluded.digitised, received = dossiers.received OR excluded.received,
  has_spells = dossiers.has_spells OR excluded.has_spells`;

/** Keeps what the rows of these dossiers do not tell. */
export async function keepDossierFigures(
  trx: Trx,
  agency: string,
  dossiers: readonly Dossier[],
  spells: readonly Spell[],
): Promise<void> {
  await insertNotices(trx, agency, dossiers.flatMap(noticesOf));
  if (spells.length === 0) return;
  await bulkInsert(
    trx,
    "dossier_spells",
    {
      dossier: { type: "text", values: spells.map(({ dossier }) => dossier) },
      state: { type: "text", values: spells.map(({ state }) => state) },
      since: { type: "timestamptz", values: spells.map(({ since }) => since) },
      until: { type: "timestamptz", values: spells.map(({ until }) => until) },
    },
    sql`ON CONFLICT DO NOTHING`,
  );
}

async function insertNotices(trx: Trx, agency: string, notices: readonly Notice[]): Promise<void> {
  if (notices.length === 0) return;
  await bulkInsert(
    trx,
    "dossier_notices",
    {
      subject: { type: "text", values: notices.map(({ subject }) => subject) },
      kind: { type: "text", values: notices.map(({ kind }) => kind) },
      at: { type: "timestamptz", values: notices.map(({ at }) => at) },
      agency: { type: "text", values: notices.map((notice) => notice.agency || agency) },
      procedure_code: { type: "text", values: notices.map(({ procedureCode }) => procedureCode) },
    },
    // The rows of one batch may tell the same twice.
    sql`ON CONFLICT DO NOTHING`,
  );
}

type Read = { event: StoredEvent; data: unknown };

/** Brings what the figures tell of the queue, the surveys and the intake to where the events leave it. */
export async function followReception(
  trx: Trx,
  station: { id: string; agency: string },
  read: readonly Read[],
): Promise<void> {
  const of = <T extends EventType>(...types: T[]) =>
    read.filter(({ event }) => types.includes(event.type as T)) as {
      event: StoredEvent;
      data: EventData<T>;
    }[];
  await insertNotices(
    trx,
    station.agency,
    of("intake.supplementAsked", "intake.refused").map(({ data: { notice } }) => ({
      subject: notice.id,
      kind: notice.kind,
      at: notice.at,
      agency: station.agency,
      procedureCode: notice.procedureCode,
    })),
  );
  await keepTicketTimes(trx, read);
  await keepAnswers(trx, station, of("survey.answered"));
}

/** Which time of a ticket an event tells. */
const ticketTimes: Partial<Record<EventType, "called_at" | "uncalled_at" | "serving_at" | "served_at">> = {
  "ticket.called": "called_at",
  "ticket.callUndone": "uncalled_at",
  "ticket.serving": "serving_at",
  "ticket.resumed": "serving_at",
  "ticket.served": "served_at",
};

/** The last of each holds, in whatever order the stations of a hall tell them. */
async function keepTicketTimes(trx: Trx, read: readonly Read[]): Promise<void> {
  const tickets = new Map<string, Partial<Record<string, string>>>();
  for (const { event } of read) {
    const column = ticketTimes[event.type as EventType];
    if (column === undefined) continue;
    const times = tickets.get(event.subject) ?? {};
    const known = times[column];
    if (known === undefined || known < event.at) times[column] = event.at;
    tickets.set(event.subject, times);
  }
  if (tickets.size === 0) return;
  const all = [...tickets.values()];
  const time = (column: string) =>
    ({ type: "timestamptz", values: all.map((times) => times[column] ?? null) }) as const;
  await bulkInsert(
    trx,
    "ticket_times",
    {
      ticket: { type: "text", values: [...tickets.keys()] },
      called_at: time("called_at"),
      uncalled_at: time("uncalled_at"),
      serving_at: time("serving_at"),
      served_at: time("served_at"),
    },
    sql`ON CONFLICT (ticket) DO UPDATE SET
      called_at = greatest(ticket_times.called_at, excluded.called_at),
      uncalled_at = greatest(ticket_times.uncalled_at, excluded.uncalled_at),
      serving_at = greatest(ticket_times.serving_at, excluded.serving_at),
      served_at = greatest(ticket_times.served_at, excluded.served_at)`,
  );
}

/** One word for each ticket: the last. */
async function keepAnswers(
  trx: Trx,
  station: { agency: string },
  answers: { event: StoredEvent; data: EventData<"survey.answered"> }[],
): Promise<void> {
  const last = [...new Map(answers.map((answer) => [answer.event.subject, answer])).values()];
  if (last.length === 0) return;
  await bulkInsert(
    trx,
    "survey_answers",
    {
      ticket: { type: "text", values: last.map(({ event }) => event.subject) },
      agency: { type: "text", all: station.agency },
      at: { type: "timestamptz", values: last.map(({ event }) => event.at) },
      score: { type: "integer", values: last.map(({ data }) => data.score) },
    },
    sql`ON CONFLICT (ticket) DO UPDATE SET at = excluded.at, score = excluded.score
      WHERE survey_answers.at <= excluded.at`,
  );
}
