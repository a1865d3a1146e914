import type { SignedIn } from "../../contract/district-accounts.ts";
import type { FigureChoices, FiguresQuery } from "../../contract/district-supervision.ts";
import { officeDay } from "../../contract/time.ts";
import type { District } from "../database.ts";
import { currentOffice } from "../office/current.ts";
import { web } from "../web/base.ts";
import { figures, firstDay } from "./figures.ts";
import { people } from "./people.ts";

const { supervision } = web;

export const supervisionRoutes = supervision.router({
  choices: supervision.choices.handler(({ context: { db, account } }) => choices(db, account)),
  figures: supervision.figures.handler(async ({ context: { db, account }, input }) =>
    figures(db, await currentOffice(db), limited(input, account), new Date().toISOString()),
  ),
  people: supervision.people.handler(async ({ context: { db, account }, input }) =>
    people(db, await currentOffice(db), limited(input, account), new Date().toISOString()),
  ),
});

/** Who is limited to an agency is answered about that one, whatever was asked. */
function limited<Query extends FiguresQuery>(query: Query, { agency }: SignedIn): Query {
  return agency === null ? query : { ...query, agency };
}

async function choices(db: District, { agency }: SignedIn): Promise<FigureChoices> {
  const { agencies, procedures } = await currentOffice(db);
  const told = await db.selectFrom("stations").select("agency").distinct().execute();
  const known = new Set(told.map((row) => row.agency));
  // Those that dossiers can be of: with a station, or taken over from one that had.
  const successors = new Set(
    agencies.flatMap(({ code, successor }) => (known.has(code) ? (successor ?? []) : [])),
  );
  const fields = new Map(procedures.map(({ field }) => [field.code, field.name]));
  const newest = new Map(procedures.map((procedure) => [procedure.code, procedure]));
  return {
    agencies: agencies
      .filter(({ code }) => (agency === null ? known.has(code) || successors.has(code) : code === agency))
      .map(({ code, name }) => ({ code, name })),
    fields: [...fields].map(([code, name]) => ({ code, name })),
    procedures: [...newest.values()].map(({ code, name, field }) => ({ code, name, field: field.code })),
    firstDay: await firstDay(db),
    today: officeDay(Date.now()),
  };
}
