import { CHAIN_START } from "../../../../contract/chain.ts";
import type { Position } from "../../../../contract/district.ts";
import type { DistrictClient } from "./district-client.ts";
import type { SyncLog } from "./sync-log.ts";

/**
 * The last event that this log and the district's have in common. As each hash stands for all events before it, the
 * place is halved down to: twenty short questions for a million events.
 */
export async function branchPoint(
  log: SyncLog,
  client: Pick<DistrictClient, "hashAt">,
  epoch: number,
  highest: number,
): Promise<Position> {
  const isShared = async (seq: number) => {
    const [ours, theirs] = [await log.hashAt(epoch, seq), (await client.hashAt({ seq })).hash];
    return ours !== null && ours === theirs;
  };
  let shared = 0;
  let beyond = highest + 1;
  while (beyond - shared > 1) {
    const middle = Math.floor((shared + beyond) / 2);
    if (await isShared(middle)) shared = middle;
    else beyond = middle;
  }
  const hash = shared === 0 ? CHAIN_START : await log.hashAt(epoch, shared);
  if (hash === null) throw new Error(`the log has lost its event ${epoch}/${shared}`);
  return { epoch, seq: shared, hash };
}
