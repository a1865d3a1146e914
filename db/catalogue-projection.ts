import { type Insertable, sql, type Transaction } from "kysely";
import type { Catalogue, CatalogueChange, Procedure, ProcedureVersion } from "../contract/catalogue.ts";
import { forgetOfficePieces } from "./office-pieces.ts";
import type { CatalogueStateTable, CatalogueTable, StoreSchema } from "./schema.ts";

type Trx = Transaction<StoreSchema>;
type Part = Exclude<keyof Catalogue, "procedures">;

/** Puts another catalogue in the place of the one before. Procedures that it does not have are kept, out of force. */
export async function replaceCatalogue(
  trx: Trx,
  at: string,
  sha256: string,
  catalogue: Catalogue,
): Promise<void> {
  await trx.updateTable("procedures").set({ dropped: 1 }).execute();
  await saveProcedures(
    trx,
    catalogue.procedures.map((procedure, position) => ({ procedure, position })),
  );
  const { procedures: _procedures, ...parts } = catalogue;
  await saveLists(trx, parts);
  await trx
    .replaceInto("catalogue")
    .values({
      only: 1,
      sha256,
      loaded_at: at,
      office: JSON.stringify(catalogue.office),
      agencies: JSON.stringify(catalogue.agencies),
      calendar: JSON.stringify(catalogue.calendar),
      // What the district published last is in force no more, or not as it was.
      publication: null,
    })
    .execute();
}

/** Changes what a change names; new procedures come after those that are there. */
export async function changeCatalogue(trx: Trx, at: string, change: CatalogueChange): Promise<void> {
  const { sha256, procedures, removed, publication, ...parts } = change;
  for (const version of removed)
    await trx.updateTable("procedures").set({ dropped: 1 }).where("id", "=", idOf(version)).execute();
  const rows = await trx.selectFrom("procedures").select(["id", "position", "dropped"]).execute();
  const inForce = new Map(rows.filter((row) => row.dropped === 0).map(({ id, position }) => [id, position]));
  let last = rows.reduce((most, { position }) => Math.max(most, position), -1);
  await saveProcedures(
    trx,
    procedures.map((procedure) => {
      const position = inForce.get(idOf(procedure));
      if (position === undefined) last += 1;
      return { procedure, position: position ?? last };
    }),
  );
  await saveLists(trx, parts);
  const state: Partial<CatalogueStateTable> = { sha256, loaded_at: at };
  for (const part of ["office", "agencies", "calendar"] as const)
    if (parts[part] !== undefined) state[part] = JSON.stringify(parts[part]);
  if (publication !== undefined) {
    state.publication = publication;
    await forgetOfficePieces(trx, publication);
  }
  await trx.updateTable("catalogue").set(state).execute();
}

/** One statement takes no more variables than SQLite allows. */
const ROWS_AT_ONCE = 500;

async function saveProcedures(
  trx: Trx,
  entries: readonly { procedure: Procedure; position: number }[],
): Promise<void> {
  const rows = entries.map(({ procedure, position }) => ({
    id: idOf(procedure),
    position,
    data: JSON.stringify(procedure),
    dropped: 0 as const,
  }));
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE)
    await trx
      .insertInto("procedures")
      .values(rows.slice(from, from + ROWS_AT_ONCE))
      .onConflict((conflict) =>
        conflict.column("id").doUpdateSet({
          position: sql`excluded.position`,
          data: sql`excluded.data`,
          dropped: sql`excluded.dropped`,
        }),
      )
      .execute();
}

async function saveLists(trx: Trx, parts: { [P in Part]?: Catalogue[P] | undefined }): Promise<void> {
  const save = async (
    table: "service_groups" | "counters" | "staff" | "divisions",
    entries: readonly { id: string }[] | undefined,
  ) => {
    if (entries === undefined) return;
    await trx.deleteFrom(table).execute();
    const rows = entries.map(
      (entry, position): Insertable<CatalogueTable> => ({
        id: entry.id,
        position,
        data: JSON.stringify(entry),
      }),
    );
    if (rows.length > 0) await trx.insertInto(table).values(rows).execute();
  };
  await save("service_groups", parts.serviceGroups);
  await save("counters", parts.counters);
  await save("staff", parts.staff);
  await save("divisions", parts.divisions);
}

function idOf({ code, effectiveFrom }: ProcedureVersion): string {
  return `${code}@${effectiveFrom}`;
}
