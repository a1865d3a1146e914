import type { Dossier } from "../../contract/dossier.ts";
import type { HistoryEntry } from "../../contract/dossier-calls.ts";
import { isDossierEvent } from "../../contract/dossier-life.ts";
import type { District, Trx } from "../database.ts";
import { eventsOfDossiers } from "../dossiers/dossier-events.ts";
import { readData } from "../projections/read-event.ts";

/** The course of a dossier (*quá trình xử lý*): every step in the order of its time, whichever log has it, once. */
export async function historyOf(db: District | Trx, dossier: Dossier): Promise<HistoryEntry[]> {
  const steps = new Map<string, HistoryEntry>();
  for (const { event } of await eventsOfDossiers(db, [dossier.id])) {
    const data = isDossierEvent(event.type) ? readData(event) : null;
    if (data !== null) steps.set(event.hash, { at: event.at, by: event.actor, type: event.type, data });
  }
  return [...steps.values()].sort((a, b) => a.at.localeCompare(b.at));
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
