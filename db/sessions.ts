import type { Queryable } from "./store.ts";

/** A sign-in of a member of staff at a counter. */
export interface SessionRow {
  id: string;
  staff: string;
  counter: string;
  started_at: string;
}

export async function openSession(db: Queryable, id: string): Promise<SessionRow | null> {
  const row = await db
    .selectFrom("sessions")
    .select(["id", "staff", "counter", "started_at"])
    .where("id", "=", id)
    .where("ended_at", "is", null)
    .executeTakeFirst();
  return row ?? null;
}

export async function openSessions(db: Queryable): Promise<SessionRow[]> {
  return db
    .selectFrom("sessions")
    .select(["id", "staff", "counter", "started_at"])
    .where("ended_at", "is", null)
    .orderBy("started_at")
    .execute();
}

export async function endSession(db: Queryable, id: string, at: string): Promise<void> {
  await db.updateTable("sessions").set({ ended_at: at }).where("id", "=", id).execute();
}
