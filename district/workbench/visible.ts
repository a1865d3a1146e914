import { sql } from "kysely";
import type { Catalogue } from "../../contract/catalogue.ts";
import { type SignedIn, scopeOfRole } from "../../contract/district-accounts.ts";
import type { Dossier } from "../../contract/dossier.ts";
import { officeDay } from "../../contract/time.ts";
import { competentAgency } from "../../electron/station/dossiers/agencies.rules.ts";
import type { District, Trx } from "../database.ts";
import { readDossiers } from "../dossiers/dossiers.ts";
import { officeOf } from "./office.ts";
import { inLives } from "./steps-index.ts";
import { areWith, unitsOf } from "./units.rules.ts";

/**
 * Those of the dossiers that are for whoever is signed in: an officer's are those that the division has, is given or had; a
 * head or supervisor sees all, or of one agency that agency's and those that it took over, as the figures count them. Such a
 * head sees also what that agency is given.
 */
export async function readVisible(
  db: District | Trx,
  account: SignedIn,
  ids: readonly string[],
  options: { lock?: boolean } = {},
): Promise<Dossier[]> {
  if (ids.length === 0) return [];
  const office = await officeOf(db, account);
  const known = await readDossiers(db, ids, options);
  const found = ids.flatMap((id) => known.get(id) ?? []);
  const visible: Dossier[] = [];
  for (const dossier of found) if (await isFor(db, account, dossier, office)) visible.push(dossier);
  return visible;
}

async function isFor(
  db: District | Trx,
  account: SignedIn,
  dossier: Dossier,
  office: Catalogue,
): Promise<boolean> {
  const { role, agency } = account;
  const now = new Date().toISOString();
  if (scopeOfRole[role] === "agency") {
    if (agency === null) return true;
    const competent = (code: string) => competentAgency(code, officeDay(now), office.agencies);
    if (dossier.agency === agency || competent(dossier.agency) === agency) return true;
    // From before dossiers named their agency: the node's own.
    if (dossier.agency === "") return false;
  }
  const units = unitsOf(account, office, now);
  const { unit, passing } = dossier.custody;
  if (areWith(units, unit, dossier)) return true;
  if (passing !== null && areWith(units, passing.to, dossier)) return true;
  const names = [...units.named, ...(units.agencies.includes(dossier.agency) ? units.own : [])];
  return names.length > 0 && (await wasWith(db, dossier.id, names));
}

/** Whether one of the units has signed for it once. */
async function wasWith(db: District | Trx, dossier: string, units: readonly string[]): Promise<boolean> {
  const { rows } = await sql`
    SELECT 1 FROM events
    WHERE subject = ${dossier} AND ${inLives} AND type = 'dossier.takenOver' AND data::json ->> 'to' = ANY(${[...units]}::text[]) LIMIT 1
  `.execute(db);
  return rows.length > 0;
}
