import type { Transaction } from "kysely";
import type { Dossier } from "../contract/dossier.ts";
import { type LodgedNews, lodgedNewsSchema, lodgedWithdrawalSchema } from "../contract/lodged.ts";
import { dossierById } from "./dossiers.ts";
import type { StoreSchema } from "./schema.ts";
import type { Queryable } from "./store.ts";

/** Keeps what waits for any station of the agency; what another has in hand, or nobody any more, is not on the list. */
export async function keepLodged(trx: Transaction<StoreSchema>, news: LodgedNews): Promise<void> {
  if (news.state !== "waiting" || (await dossierById(trx, news.id)) !== null) {
    await trx.deleteFrom("lodged").where("id", "=", news.id).execute();
    return;
  }
  await trx
    .replaceInto("lodged")
    .values({ id: news.id, answer_by: news.answerBy, data: JSON.stringify(news) })
    .execute();
}

/** What waits, the most urgent first. */
export async function waitingLodged(db: Queryable): Promise<LodgedNews[]> {
  const rows = await db.selectFrom("lodged").select("data").orderBy("answer_by").orderBy("id").execute();
  return rows.map(({ data }) => lodgedNewsSchema.parse(JSON.parse(data)));
}

/** Dossiers in hand here that were never accepted nor refused, the most urgent first. */
export async function lodgedInHand(db: Queryable): Promise<Dossier[]> {
  const rows = await db
    .selectFrom("dossiers")
    .select("data")
    .where("closed_at", "is", null)
    .where("status", "in", ["lodged", "supplementRequested", "withdrawalRequested"])
    .execute();
  return rows.map(({ data }) => JSON.parse(data) as Dossier).filter(isUnanswered);
}

/** Whether nobody has accepted it: one that was accepted has a line in the register or a secret on its receipt. */
export function isUnanswered({ status, register, lookUp, channel }: Dossier): boolean {
  return status === "lodged" || (register === null && lookUp === "" && channel === "online");
}

/** What was taken back at the portal while it was in hand here, and is not asked of the dossier yet. */
export async function pendingWithdrawals(db: Queryable) {
  const rows = await db.selectFrom("lodged_withdrawals").select("data").execute();
  return rows.map(({ data }) => lodgedWithdrawalSchema.parse(JSON.parse(data)));
}
