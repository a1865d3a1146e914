import { type Catalogue, catalogueSchema, type Procedure, procedureSchema } from "../contract/catalogue.ts";
import type { Queryable } from "./store.ts";

/** The catalogue in force and the hash of the files it came from, or null before the first was loaded. */
export async function currentCatalogue(
  db: Queryable,
): Promise<{ sha256: string; catalogue: Catalogue } | null> {
  const state = await db.selectFrom("catalogue").selectAll().executeTakeFirst();
  if (state === undefined) return null;
  const entries = async (
    table: "service_groups" | "counters" | "staff" | "divisions",
  ): Promise<unknown[]> => {
    const rows = await db.selectFrom(table).select("data").orderBy("position").execute();
    return rows.map((row) => JSON.parse(row.data));
  };
  const procedures = await db
    .selectFrom("procedures")
    .select("data")
    .where("dropped", "=", 0)
    .orderBy("position")
    .execute();
  return {
    sha256: state.sha256,
    // Stored by an older program it lacks what has come to the shape since.
    catalogue: catalogueSchema.parse({
      office: JSON.parse(state.office),
      agencies: JSON.parse(state.agencies),
      calendar: JSON.parse(state.calendar),
      serviceGroups: await entries("service_groups"),
      counters: await entries("counters"),
      staff: await entries("staff"),
      divisions: await entries("divisions"),
      procedures: procedures.map((row) => JSON.parse(row.data)),
    }),
  };
}

/** All versions of a procedure that the office ever had, whether the catalogue still has them or not. */
export async function storedVersions(db: Queryable, code: string): Promise<Procedure[]> {
  const rows = await db
    .selectFrom("procedures")
    .select("data")
    .where("id", ">=", `${code}@`)
    .where("id", "<", `${code}A`)
    .orderBy("id")
    .execute();
  return rows.map((row) => procedureSchema.parse(JSON.parse(row.data)));
}
