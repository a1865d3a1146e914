import { Migrator } from "kysely/migration";
import type { District } from "../database.ts";
import { migrations } from "./index.ts";

/** Brings the tables up to date. */
export async function migrate(db: District): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}
