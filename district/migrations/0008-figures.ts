import { type Kysely, sql } from "kysely";
import type { Dossier } from "../../contract/dossier.ts";
import { type DossierEvent, dossierAfter } from "../../contract/dossier-life.ts";
import { instantText } from "../database.ts";
import type { DistrictSchema } from "../schema.ts";
import { factsOf, forgotten, noticesOf, type Spell } from "../supervision/facts.rules.ts";

/** Rows that are read and written at once. */
const PORTION = 2000;

/**
 * What the supervision's figures are counted from: a few narrow columns of each dossier, read from an index alone, and
 * beside them what only some dossiers have.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
ALTER TABLE dossiers
  ADD COLUMN channel text NOT NULL DEFAULT 'counter',
  ADD COLUMN received boolean NOT NULL DEFAULT true,
  ADD COLUMN settled_at timestamptz,
  ADD COLUMN outcome text,
  ADD COLUMN digitised boolean NOT NULL DEFAULT false,
  ADD COLUMN has_spells boolean NOT NULL DEFAULT false;
CREATE TABLE dossier_spells (
  dossier text NOT NULL,
  state text NOT NULL,
  since timestamptz NOT NULL,
  until timestamptz NOT NULL,
  PRIMARY KEY (dossier, since)
);
CREATE TABLE dossier_notices (
  subject text NOT NULL,
  kind text NOT NULL,
  at timestamptz NOT NULL,
  agency text NOT NULL,
  procedure_code text NOT NULL,
  PRIMARY KEY (subject, kind, at)
);
CREATE INDEX dossier_notices_by_time ON dossier_notices (at);
CREATE TABLE ticket_times (
  ticket text PRIMARY KEY,
  called_at timestamptz,
  uncalled_at timestamptz,
  serving_at timestamptz,
  served_at timestamptz
);
CREATE TABLE survey_answers (
  ticket text PRIMARY KEY,
  agency text NOT NULL,
  at timestamptz NOT NULL,
  score integer NOT NULL
);
CREATE INDEX survey_answers_by_time ON survey_answers (at);
CREATE INDEX tickets_by_office_day ON tickets (day);
-- Tickets, surveys and notices are read again: nothing was kept of them.
UPDATE events SET projected = false
WHERE type IN ('ticket.called', 'ticket.callUndone', 'ticket.serving', 'ticket.resumed', 'ticket.served',
  'survey.answered', 'intake.supplementAsked', 'intake.refused');
`)
    .execute(db);
  await fillIn(db as Kysely<DistrictSchema>);
  await sql
    .raw(`
DROP INDEX dossiers_by_agency;
CREATE INDEX dossiers_by_agency ON dossiers (agency, accepted_at)
  INCLUDE (procedure_code, channel, due_at, settled_at, outcome, received, digitised, has_spells);
CREATE INDEX dossiers_with_spells ON dossiers (id) WHERE has_spells;
`)
    .execute(db);
}

/** The dossiers that are known already. */
async function fillIn(db: Kysely<DistrictSchema>): Promise<void> {
  for (let after = ""; ; ) {
    const rows = await db
      .selectFrom("dossiers")
      .select(["id", "agency", "data"])
      .where("id", ">", after)
      .where("data", "is not", null)
      .orderBy("id")
      .limit(PORTION)
      .execute();
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
    const dossiers = rows.map(({ data }) => JSON.parse(data ?? "") as Dossier);
    const spells = await formerSpells(
      db,
      dossiers.filter(({ reopenings }) => reopenings > 0),
    );
    const known = dossiers.map((dossier) => ({
      ...factsOf(dossier),
      id: dossier.id,
      channel: dossier.channel,
      received: dossier.status !== "lodged" && dossier.status !== "notAccepted",
      hasSpells: spells.some((spell) => spell.dossier === dossier.id),
    }));
    await sql`
      UPDATE dossiers SET channel = known.channel, received = known.received, settled_at = known."settledAt",
        outcome = known.outcome, digitised = known.digitised, has_spells = known."hasSpells"
      FROM jsonb_to_recordset(${JSON.stringify(known)}::jsonb) AS known (id text, channel text, received boolean,
        "settledAt" timestamptz, outcome text, digitised boolean, "hasSpells" boolean)
      WHERE dossiers.id = known.id
    `.execute(db);
    const notices = rows.flatMap(({ agency }, index) =>
      noticesOf(dossiers[index] as Dossier).map(({ procedureCode, ...notice }) => ({
        ...notice,
        agency: notice.agency || agency,
        procedure_code: procedureCode,
      })),
    );
    if (notices.length > 0)
      await db
        .insertInto("dossier_notices")
        .values(notices)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    if (spells.length > 0) await db.insertInto("dossier_spells").values(spells).execute();
  }
}

/** What the rows of dossiers that were opened again have forgotten, from the logs. */
async function formerSpells(db: Kysely<DistrictSchema>, reopened: readonly Dossier[]): Promise<Spell[]> {
  if (reopened.length === 0) return [];
  const events = await db
    .selectFrom("events")
    .select(["subject", "type", "actor", "data", instantText("at").as("at")])
    .where(sql<boolean>`subject = ANY(${reopened.map(({ id }) => id)}::text[])`)
    .where("type", "like", "dossier.%")
    .orderBy("events.at")
    .orderBy("seq")
    .execute();
  const spells = new Map<string, Spell>();
  const states = new Map<string, Dossier>();
  for (const row of events) {
    const event = { ...row, data: JSON.parse(row.data) } as DossierEvent;
    const before = states.get(row.subject) ?? null;
    const begins = event.type === "dossier.accepted" || event.type === "dossier.lodged";
    if (begins ? before !== null && event.type === "dossier.lodged" : before === null) continue;
    const after = dossierAfter(before, event);
    states.set(row.subject, after);
    if (before === null) continue;
    for (const spell of forgotten(before, after, row.at))
      spells.set(`${spell.dossier} ${spell.since}`, spell);
  }
  return [...spells.values()];
}
