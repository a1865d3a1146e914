import type { Selectable } from "kysely";
import { CHAIN_START } from "../contract/chain.ts";
import type { SyncStateTable } from "./schema.ts";
import type { Queryable } from "./store.ts";

/** Serial numbers of a station that the district has not given a range: the first of its agency. */
const SERIALS_ALONE = { first: 1, last: 999 };

const initial: Selectable<SyncStateTable> = {
  only: 1,
  district: null,
  token: null,
  new_token: null,
  cursor: null,
  serial_first: SERIALS_ALONE.first,
  serial_last: SERIALS_ALONE.last,
  acked_epoch: 1,
  acked_seq: 0,
  acked_hash: CHAIN_START,
};

/** What the station knows of its district: enrolment and the last acknowledged event. */
export async function syncState(db: Queryable): Promise<Selectable<SyncStateTable>> {
  return (await db.selectFrom("sync_state").selectAll().executeTakeFirst()) ?? initial;
}

export async function saveSyncState(
  db: Queryable,
  change: Partial<Omit<SyncStateTable, "only">>,
): Promise<void> {
  await db
    .replaceInto("sync_state")
    .values({ ...(await syncState(db)), ...change })
    .execute();
}
