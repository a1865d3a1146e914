import { sql } from "kysely";
import { uncarried } from "../../contract/carried.ts";
import type { Dossier } from "../../contract/dossier.ts";
import type { HistoryEntry } from "../../contract/dossier-calls.ts";
import { isDossierEvent } from "../../contract/dossier-life.ts";
import type { StoredEvent } from "../../contract/events.ts";
import { type District, instantText, type Trx } from "../database.ts";
import { readData } from "../read-event.ts";
import { inLives } from "./steps-index.ts";

/**
 * The course of a dossier (*quá trình xử lý*): every step in the order of its time, whichever log has it, once. The
 * acceptance is told by the dossier itself.
 */
export async function historyOf(db: District | Trx, dossier: Dossier): Promise<HistoryEntry[]> {
  const { rows } = await sql<StoredEvent & { station: string; epoch: number }>`
    SELECT station, epoch, seq, ${instantText("at")} AS at, actor, type, version, subject, data, hash FROM events
    WHERE subject = ${dossier.id} AND ${inLives}
    ORDER BY events.at, received_at, seq
  `.execute(db);
  const steps = new Map<string, HistoryEntry>();
  for (const { station, epoch, ...event } of rows) {
    const inner = uncarried({ station, epoch, event })?.event;
    if (inner === undefined || !isDossierEvent(inner.type) || inner.type === "dossier.accepted") continue;
    const data = readData(inner);
    if (data === null) continue;
    steps.set(inner.hash, { at: inner.at, by: inner.actor, type: inner.type, data });
  }
  if (dossier.status === "lodged") return [...steps.values()];
  const accepted: HistoryEntry = {
    at: dossier.acceptedAt,
    by: dossier.acceptedBy.name,
    type: "dossier.accepted",
    data: { dossier },
  };
  return [...steps.values(), accepted].sort((a, b) => a.at.localeCompare(b.at));
}

/** Names of those who took the steps, by what the logs call them. */
export async function namesOf(
  db: District | Trx,
  staff: readonly { id: string; name: string }[],
  logins: readonly string[],
): Promise<Map<string, string>> {
  const names = new Map(staff.map(({ id, name }) => [id, name]));
  if (logins.length === 0) return names;
  const accounts = await db
    .selectFrom("accounts")
    .select(["login", "name"])
    .where("login", "in", [...logins])
    .execute();
  for (const { login, name } of accounts) names.set(login, name);
  return names;
}
