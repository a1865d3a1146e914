import { type Kysely, sql } from "kysely";
import type { Dossier } from "../../contract/dossier.ts";
import type { DossierEvent } from "../../contract/dossier-life.ts";
import { instantText, type Trx } from "../database.ts";
import type { DistrictSchema } from "../schema.ts";
import { inLives } from "../workbench/steps-index.ts";
import { keepDivisionWork } from "../workbench/upkeep.ts";

/** Rows that are read and written at once. */
const PORTION = 2000;

/**
 * What divisions have in hand, apart from the dossiers: few of many. The steps of a dossier are found by its id, but for
 * its acceptance, which the dossier itself tells.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
CREATE TABLE division_work (
  dossier text PRIMARY KEY,
  agency text NOT NULL,
  code text NOT NULL,
  procedure_name text NOT NULL,
  applicant_name text NOT NULL,
  status text NOT NULL,
  accepted_at timestamptz NOT NULL,
  due_at timestamptz,
  decided boolean NOT NULL,
  unit text NOT NULL,
  passing_to text,
  list text,
  state text NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX division_work_by_unit ON division_work (unit);
CREATE INDEX division_work_by_receiver ON division_work (passing_to) WHERE passing_to IS NOT NULL;
CREATE TABLE own_paper_numbers (
  paper text NOT NULL,
  year text NOT NULL,
  last integer NOT NULL,
  PRIMARY KEY (paper, year)
);
CREATE INDEX events_of_lives ON events (subject)
  WHERE type <> 'dossier.accepted' AND (type LIKE 'dossier.%' OR type = 'log.carried');
`)
    .execute(db);
  await fillIn(db as Kysely<DistrictSchema>);
}

/** How a dossier that is on its way was given away. */
async function givenBy(db: Kysely<DistrictSchema>, { id, custody }: Dossier): Promise<DossierEvent | null> {
  if (custody.passing === null) return null;
  const given = await db
    .selectFrom("events")
    .select(["subject", "type", "actor", "data", instantText("at").as("at")])
    .where("subject", "=", id)
    .where("type", "=", "dossier.handedOver")
    .where(inLives)
    .execute();
  for (const row of given) {
    const event = { ...row, data: JSON.parse(row.data) } as Extract<
      DossierEvent,
      { type: "dossier.handedOver" }
    >;
    if (event.data.handover === custody.passing.handover) return event;
  }
  return null;
}

/** What divisions have already; one that was only accepted is at its counter. */
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
    for (const { agency, data } of rows) {
      const dossier = JSON.parse(data ?? "") as Dossier;
      const event = await givenBy(db, dossier);
      await keepDivisionWork(db as Trx, agency, [{ before: dossier, after: dossier, event }]);
    }
  }
}
