import { createHash } from "node:crypto";
import type { Catalogue } from "../../../contract/catalogue.ts";
import type { StationContext } from "../context.ts";
import { changedCatalogue, changesBetween } from "./change.rules.ts";
import { requireSound } from "./check.rules.ts";
import { MOST_EVENT_BYTES } from "./current.ts";

/**
 * Stores what differs from the catalogue in force, in one transaction, and puts it in force.
 *
 * @param publication Number of the district's version that is in force with it.
 * @throws AppError CATALOGUE_INVALID where the wanted catalogue contradicts itself: nothing is stored then.
 */
export async function putInForce(
  { catalogue, store, log, now }: StationContext,
  actor: string,
  wanted: Catalogue,
  publication?: number,
): Promise<void> {
  requireSound(wanted);
  const changes = changesBetween(catalogue.all, wanted, MOST_EVENT_BYTES);
  // That a version of the district is in force is worth a line, whether it changed anything or not.
  if (changes.length === 0 && publication !== undefined) changes.push({ procedures: [], removed: [] });
  if (changes.length === 0) return;
  const next = changes.reduce(changedCatalogue, catalogue.all);
  const sha256 = createHash("sha256").update(JSON.stringify(next)).digest("hex");
  const at = now();
  await store.write(async (trx) => {
    for (const change of changes)
      await log.append(trx, at, {
        type: "catalogue.changed",
        actor,
        subject: next.office.agency,
        data: { sha256, ...change, ...(publication === undefined ? {} : { publication }) },
      });
  });
  catalogue.replace({ catalogue: next, sha256 });
}
