import type { Queryable } from "./store.ts";

/** A value that this station keeps about itself. */
export async function metaValue(db: Queryable, key: string): Promise<string | null> {
  const row = await db.selectFrom("meta").select("value").where("key", "=", key).executeTakeFirst();
  return row?.value ?? null;
}

export async function saveMetaValue(db: Queryable, key: string, value: string): Promise<void> {
  await db.replaceInto("meta").values({ key, value }).execute();
}
