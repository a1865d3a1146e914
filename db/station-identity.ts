import { v4 as uuid } from "uuid";
import type { ChainPlace } from "../contract/chain.ts";
import type { Store } from "./store.ts";

/**
 * Who keeps this log, and in which epoch. Made once, with the store; the district learns it at enrolment.
 */
export async function stationPlace(store: Store): Promise<ChainPlace> {
  return store.write(async (trx) => {
    const rows = await trx.selectFrom("meta").selectAll().where("key", "in", ["station", "epoch"]).execute();
    const known = new Map(rows.map((row) => [row.key, row.value]));
    const place = { station: known.get("station") ?? uuid(), epoch: Number(known.get("epoch") ?? 1) };
    if (!known.has("station")) {
      await trx
        .insertInto("meta")
        .values([
          { key: "station", value: place.station },
          { key: "epoch", value: String(place.epoch) },
        ])
        .execute();
    }
    return place;
  });
}
