import { createHmac, timingSafeEqual } from "node:crypto";
import type { PlacedEvent } from "../../contract/carried.ts";
import type { District, Trx } from "../database.ts";

/** This node as it seals what it says. */
export interface Sealer {
  station: string;
  key: string;
}

/** @returns null where the node has no key yet. */
export async function sealerOf(db: District | Trx): Promise<Sealer | null> {
  const row = await db
    .selectFrom("stations")
    .select(["id", "seal_key"])
    .where("own", "=", true)
    .executeTakeFirst();
  return row === undefined || row.seal_key === null ? null : { station: row.id, key: row.seal_key };
}

/**
 * What proves that a node has said this event itself: HMAC-SHA-256 over its place and content by a key that never leaves
 * the node.
 *
 * @returns 64 hexadecimal digits.
 */
export function sealOf({ key }: Sealer, { station, epoch, event }: PlacedEvent): string {
  const { seq, at, actor, type, version, subject, data, hash } = event;
  const content = JSON.stringify([station, epoch, seq, at, actor, type, version, subject, data, hash]);
  return createHmac("sha256", key).update(content).digest("hex");
}

export function isSealed(sealer: Sealer, placed: PlacedEvent, seal: string | undefined): boolean {
  const given = Buffer.from(seal ?? "", "hex");
  const right = Buffer.from(sealOf(sealer, placed), "hex");
  return placed.station === sealer.station && given.length === right.length && timingSafeEqual(given, right);
}
