import { sql } from "kysely";
import { type PlacedEvent, uncarried } from "../../contract/carried.ts";
import { AppError } from "../../contract/errors.ts";
import type { StoredEvent } from "../../contract/events.ts";
import type { Trx } from "../database.ts";
import type { LogId } from "./ingest.ts";

/**
 * Checks what a node below relays. The log of a station comes through one node, the first that told of it, or the one
 * that stands in for that one; and nobody tells of another's dossiers.
 *
 * @throws AppError CHAIN_BROKEN (an event is not what it claims to be), STATION_MISMATCH.
 */
export async function requireOrigins(trx: Trx, sender: LogId, events: readonly StoredEvent[]): Promise<void> {
  const relayed = events
    .filter(({ type }) => wrapping.has(type))
    .flatMap((event) => relayedIn(sender, event));
  if (relayed.length === 0) return;
  const origins = [...new Set(relayed.map(({ station }) => station))].sort();
  const dossiers = [...new Set(relayed.map(({ event }) => event.subject))];
  await sql`
    INSERT INTO relayed_logs (station, through)
    SELECT unnest(${origins}::uuid[]), ${sender.station}::uuid ON CONFLICT (station) DO NOTHING
  `.execute(trx);
  const { rows } = await sql`
    WITH RECURSIVE line AS (
      SELECT ${sender.station}::uuid AS id
      UNION SELECT stand_ins.predecessor FROM line JOIN stand_ins ON stand_ins.station = line.id
    )
    SELECT FROM relayed_logs
      WHERE station = ANY(${origins}::uuid[]) AND through NOT IN (SELECT id FROM line)
    UNION ALL SELECT FROM stations WHERE id = ANY(${origins}::uuid[])
    UNION ALL SELECT FROM dossiers
      WHERE id = ANY(${dossiers}::text[]) AND station NOT IN (SELECT id FROM line)
    LIMIT 1
  `.execute(trx);
  if (rows.length > 0) throw new AppError("STATION_MISMATCH", {});
}

const wrapping: ReadonlySet<string> = new Set(["log.relayed", "log.carried"]);

function relayedIn({ station, epoch }: LogId, event: StoredEvent): PlacedEvent[] {
  const inner = uncarried({ station, epoch, event });
  if (inner === null && event.type === "log.relayed")
    throw new AppError("CHAIN_BROKEN", { epoch, seq: event.seq });
  return inner === null || inner.station === station ? [] : [inner];
}
