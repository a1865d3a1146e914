import type { Queryable } from "./store.ts";

/** Content lies in the folder, and nothing refers to it yet. */
export async function noteAttachment(db: Queryable, sha256: string, at: string): Promise<void> {
  await db
    .insertInto("attachments")
    .values({ sha256, stored_at: at, claimed: 0 })
    .onConflict((conflict) => conflict.column("sha256").doUpdateSet({ stored_at: at }))
    .execute();
}

/** A dossier is going to refer to it: from now on it stays. */
export async function claimAttachments(db: Queryable, sha256s: readonly string[], at: string): Promise<void> {
  for (const sha256 of sha256s) {
    await db
      .insertInto("attachments")
      .values({ sha256, stored_at: at, claimed: 1 })
      .onConflict((conflict) => conflict.column("sha256").doUpdateSet({ claimed: 1 }))
      .execute();
  }
}

/** What no dossier claimed since before `at`. */
export async function unclaimedBefore(db: Queryable, at: string): Promise<string[]> {
  const rows = await db
    .selectFrom("attachments")
    .select("sha256")
    .where("claimed", "=", 0)
    .where("stored_at", "<", at)
    .execute();
  return rows.map((row) => row.sha256);
}

/** @returns whether it was still unclaimed. */
export async function forgetUnclaimed(db: Queryable, sha256: string): Promise<boolean> {
  const result = await db
    .deleteFrom("attachments")
    .where("sha256", "=", sha256)
    .where("claimed", "=", 0)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}
