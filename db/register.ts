import { sql } from "kysely";
import type { Dossier, Handover } from "../contract/dossier.ts";
import type { Queryable } from "./store.ts";

/** The register's part between two instants: the first belongs to it, the last does not. */
export interface RegisterSpan {
  from: string;
  until: string;
}

/** How many dossiers were accepted in that time. */
export async function registerLength(db: Queryable, { from, until }: RegisterSpan): Promise<number> {
  const { count } = await db
    .selectFrom("dossiers")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("accepted_at", ">=", from)
    .where("accepted_at", "<", until)
    .where("status", "!=", "lodged")
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** The dossiers of the register in the order of their acceptance, a batch at a time. */
export async function* registerBatches(
  db: Queryable,
  { from, until }: RegisterSpan,
  size: number,
): AsyncGenerator<Dossier[], void, void> {
  let after = { at: from, id: "" };
  for (;;) {
    const rows = await db
      .selectFrom("dossiers")
      .select(["accepted_at", "id", "data"])
      .where(sql<boolean>`(accepted_at, id) > (${after.at}, ${after.id})`)
      .where("accepted_at", "<", until)
      .where("status", "!=", "lodged")
      .orderBy("accepted_at")
      .orderBy("id")
      .limit(size)
      .execute();
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map(({ data }) => JSON.parse(data) as Dossier);
    after = { at: last.accepted_at, id: last.id };
  }
}

/** Dossiers accepted on a day, and those due on it that are open; the day as two instants. */
export async function dossiersAccepted(db: Queryable, span: RegisterSpan): Promise<Dossier[]> {
  const found: Dossier[] = [];
  for await (const batch of registerBatches(db, span, 500)) found.push(...batch);
  return found;
}

export async function dossiersDue(db: Queryable, { from, until }: RegisterSpan): Promise<Dossier[]> {
  const rows = await db
    .selectFrom("dossiers")
    .select("data")
    .where("closed_at", "is", null)
    .where("due_at", ">=", from)
    .where("due_at", "<", until)
    .orderBy("due_at")
    .orderBy("id")
    .execute();
  return rows.map(({ data }) => JSON.parse(data) as Dossier);
}

/** The hand-over lists that a dossier stood on since an instant, oldest first. */
export async function handoversWith(db: Queryable, dossier: string, since: string): Promise<Handover[]> {
  const rows = await db
    .selectFrom("handovers")
    .select("data")
    .where("given_at", ">=", since)
    .where(sql<boolean>`instr(data, ${dossier}) > 0`)
    .orderBy("given_at")
    .execute();
  return rows.map(({ data }) => JSON.parse(data) as Handover);
}

export async function handoversGiven(db: Queryable, { from, until }: RegisterSpan): Promise<Handover[]> {
  const rows = await db
    .selectFrom("handovers")
    .select("data")
    .where("given_at", ">=", from)
    .where("given_at", "<", until)
    .orderBy("given_at")
    .execute();
  return rows.map(({ data }) => JSON.parse(data) as Handover);
}
