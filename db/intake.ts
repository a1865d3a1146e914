import type { KeptDraft } from "../contract/intake-calls.ts";
import type { Queryable } from "./store.ts";

/** The drafts of a member of staff, the latest first. */
export async function draftsOf(db: Queryable, staff: string): Promise<KeptDraft[]> {
  const rows = await db
    .selectFrom("intake_drafts")
    .selectAll()
    .where("staff", "=", staff)
    .orderBy("updated_at", "desc")
    .orderBy("id")
    .execute();
  return rows.map(({ id, parked, updated_at, data }) => ({
    id,
    parked: parked === 1,
    updatedAt: updated_at,
    data,
  }));
}

/** Keeps a draft as it is now; another's of the same id is left alone. */
export async function keepDraft(db: Queryable, staff: string, draft: KeptDraft): Promise<void> {
  const values = { parked: draft.parked ? 1 : 0, updated_at: draft.updatedAt, data: draft.data } as const;
  await db
    .insertInto("intake_drafts")
    .values({ id: draft.id, staff, ...values })
    .onConflict((conflict) =>
      conflict.column("id").doUpdateSet(values).where("intake_drafts.staff", "=", staff),
    )
    .execute();
}

export async function dropDraft(db: Queryable, staff: string, id: string): Promise<void> {
  await db.deleteFrom("intake_drafts").where("id", "=", id).where("staff", "=", staff).execute();
}

export async function forgetDraftsBefore(db: Queryable, at: string): Promise<void> {
  await db.deleteFrom("intake_drafts").where("updated_at", "<", at).execute();
}

/** Whether a draft of anybody mentions the content. */
export async function isInDraft(db: Queryable, sha256: string): Promise<boolean> {
  const row = await db
    .selectFrom("intake_drafts")
    .select("id")
    .where("data", "like", `%${sha256}%`)
    .executeTakeFirst();
  return row !== undefined;
}

/** Codes of a member of staff's favourite procedures, in the order of their keys. */
export async function favouritesOf(db: Queryable, staff: string): Promise<string[]> {
  const rows = await db
    .selectFrom("favourites")
    .select("procedure_code")
    .where("staff", "=", staff)
    .orderBy("position")
    .execute();
  return rows.map((row) => row.procedure_code);
}

export async function saveFavourites(db: Queryable, staff: string, codes: readonly string[]): Promise<void> {
  await db.deleteFrom("favourites").where("staff", "=", staff).execute();
  if (codes.length === 0) return;
  await db
    .insertInto("favourites")
    .values(codes.map((code, index) => ({ staff, position: index + 1, procedure_code: code })))
    .execute();
}

/** Codes of the procedures of the latest dossiers, each with who took it in. */
export async function latestIntakes(
  db: Queryable,
  limit: number,
): Promise<{ procedure: string; staff: string }[]> {
  const rows = await db
    .selectFrom("dossiers")
    .select(["procedure_code", "data"])
    .orderBy("accepted_at", "desc")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    procedure: row.procedure_code,
    staff: (JSON.parse(row.data) as { acceptedBy: { id: string } }).acceptedBy.id,
  }));
}
