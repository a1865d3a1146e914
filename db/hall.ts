import type { Member, Tenure } from "../contract/hall.ts";
import type { Queryable } from "./store.ts";

/** Who hosts the hall; null while this PC has never been in one. */
export async function tenure(db: Queryable): Promise<Tenure | null> {
  const row = await db.selectFrom("hall_tenure").select(["term", "host"]).executeTakeFirst();
  return row ?? null;
}

export async function saveTenure(db: Queryable, { term, host }: Tenure): Promise<void> {
  await db.replaceInto("hall_tenure").values({ only: 1, term, host }).execute();
}

export async function hallMembers(db: Queryable): Promise<Member[]> {
  const rows = await db.selectFrom("hall_members").select("data").execute();
  return rows
    .map((row) => JSON.parse(row.data) as Member)
    .sort((a, b) => (a.joinedAt < b.joinedAt ? -1 : a.joinedAt > b.joinedAt ? 1 : a.id < b.id ? -1 : 1));
}

export async function saveMember(db: Queryable, member: Member): Promise<void> {
  await db
    .replaceInto("hall_members")
    .values({ id: member.id, data: JSON.stringify(member) })
    .execute();
}
