import { v4 as uuid } from "uuid";
import type { ChainPlace } from "../contract/chain.ts";
import { metaValue, saveMetaValue } from "./meta.ts";
import type { Store } from "./store.ts";

/**
 * Who keeps this log, and in which epoch. Made once, with the store; the district learns it at enrolment.
 */
export async function stationPlace(store: Store): Promise<ChainPlace> {
  return store.write(async (trx) => {
    const station = await metaValue(trx, "station");
    const place = { station: station ?? uuid(), epoch: Number((await metaValue(trx, "epoch")) ?? 1) };
    if (station === null) {
      await saveMetaValue(trx, "station", place.station);
      await saveMetaValue(trx, "epoch", String(place.epoch));
    }
    return place;
  });
}
