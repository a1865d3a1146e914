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

/** What no dossier has claimed. */
export async function unclaimedAttachments(db: Queryable): Promise<string[]> {
  const rows = await db.selectFrom("attachments").select("sha256").where("claimed", "=", 0).execute();
  return rows.map(({ sha256 }) => sha256);
}

/** What is to be fetched from the district, in the order in which it was asked for. */
export async function wantedAttachments(db: Queryable): Promise<string[]> {
  const rows = await db
    .selectFrom("wanted_attachments")
    .select("sha256")
    .orderBy("asked_at")
    .orderBy("sha256")
    .execute();
  return rows.map(({ sha256 }) => sha256);
}

/** A dossier here refers to content that the district has. */
export async function wantAttachments(db: Queryable, sha256s: readonly string[], at: string): Promise<void> {
  for (const sha256 of sha256s)
    await db
      .insertInto("wanted_attachments")
      .values({ sha256, asked_at: at })
      .onConflict((conflict) => conflict.column("sha256").doNothing())
      .execute();
}

/** Content is here that came from the district: a dossier refers to it, and it need not be sent. */
export async function keepFetched(db: Queryable, sha256: string, at: string): Promise<void> {
  await claimAttachments(db, [sha256], at);
  await db
    .insertInto("sent_attachments")
    .values({ sha256, at })
    .onConflict((conflict) => conflict.column("sha256").doNothing())
    .execute();
  await forgetWanted(db, sha256);
}

export async function forgetWanted(db: Queryable, sha256: string): Promise<void> {
  await db.deleteFrom("wanted_attachments").where("sha256", "=", sha256).execute();
}
