import { type Catalogue, catalogueSchema } from "../contract/catalogue.ts";
import type { Queryable } from "./store.ts";

/** The catalogue in force and the hash of the files it came from, or null before the first was loaded. */
export async function currentCatalogue(
  db: Queryable,
): Promise<{ sha256: string; catalogue: Catalogue } | null> {
  const state = await db.selectFrom("catalogue").selectAll().executeTakeFirst();
  if (state === undefined) return null;
  const entries = async (
    table: "service_groups" | "counters" | "staff" | "divisions" | "procedures",
  ): Promise<unknown[]> => {
    const rows = await db.selectFrom(table).select("data").orderBy("position").execute();
    return rows.map((row) => JSON.parse(row.data));
  };
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
      procedures: await entries("procedures"),
    }),
  };
}

/**
 * Walks the catalogues that were ever loaded, as the log has them, the latest first, until one answers.
 *
 * @param agencies Codes of the agencies that this office is or was: the subject of such events.
 */
export async function inFormerCatalogues<T>(
  db: Queryable,
  agencies: readonly string[],
  answer: (catalogue: Catalogue) => T | undefined,
): Promise<T | undefined> {
  const loaded = db
    .selectFrom("events")
    .where("subject", "in", agencies)
    .where("type", "=", "catalogue.loaded");
  const places = await loaded
    .select(["epoch", "seq"])
    .orderBy("epoch", "desc")
    .orderBy("seq", "desc")
    .execute();
  // One at a time: each is large, and the first is nearly always the one.
  for (const { epoch, seq } of places) {
    const row = await loaded
      .select("data")
      .where("epoch", "=", epoch)
      .where("seq", "=", seq)
      .executeTakeFirstOrThrow();
    const found = answer(catalogueSchema.parse(JSON.parse(row.data).catalogue));
    if (found !== undefined) return found;
  }
  return undefined;
}
