import type { Catalogue, Procedure } from "../../contract/catalogue.ts";
import type { SignedIn } from "../../contract/district-accounts.ts";
import type { WorkView } from "../../contract/district-workbench.ts";
import { COUNTER_UNIT, type Dossier } from "../../contract/dossier.ts";
import type { Proposals, Unit } from "../../contract/dossier-desk.ts";
import { AppError, isAppError } from "../../contract/errors.ts";
import { officeDay } from "../../contract/time.ts";
import { competentAgency } from "../../electron/station/dossiers/agencies.rules.ts";
import { inCase, isAcceptedUnder } from "../../electron/station/dossiers/procedures.rules.ts";
import {
  unitsOf as allUnits,
  belongsTo,
  proposalsFor,
} from "../../electron/station/dossiers/proposals.rules.ts";
import { type Asked, handoverObstacle } from "../../electron/station/dossiers/steps.rules.ts";
import type { District, Trx } from "../database.ts";
import { historyOf, namesOf } from "./history.ts";
import { officeOf } from "./office.ts";
import { stateOf } from "./state.ts";
import { areWith, unitsOf } from "./units.rules.ts";
import { readVisible } from "./visible.ts";
import { workSteps } from "./work-steps.rules.ts";

/** A dossier's page, for whoever is signed in. @throws AppError DOSSIER_UNKNOWN */
export async function viewOf(db: District | Trx, account: SignedIn, id: string): Promise<WorkView> {
  const [dossier] = await readVisible(db, account, [id]);
  if (dossier === undefined) throw new AppError("DOSSIER_UNKNOWN", { id });
  const office = await officeOf(db, account);
  const asked = askedBy(account, office);
  const units = unitsOf(account, office, asked.at);
  const { custody } = dossier;
  const works = account.role === "officer" || account.role === "head";
  const isMine = areWith(units, custody.unit, dossier);
  const procedure = procedureIn(office, dossier);
  const history = await historyOf(db, dossier);
  const names = await namesOf(db, office.staff, [...new Set(history.map(({ by }) => by))]);
  return {
    dossier,
    state: stateOf(dossier),
    agency: agencyOf(dossier, office),
    steps: works ? workSteps(dossier, asked) : [],
    handOver: {
      obstacle: isMine ? handoverObstacle(dossier, custody.unit, asked) : "custody",
      to: isMine ? receivers(dossier, office, procedure) : [],
    },
    toTake: custody.passing !== null && areWith(units, custody.passing.to, dossier),
    history: history.map((entry) => ({ ...entry, by: names.get(entry.by) ?? entry.by })),
    here: await filesHere(db, dossier),
    proposals: works && procedure !== null ? proposals(dossier, procedure, asked) : null,
  };
}

/** Who asks, as the rules of steps know it. */
export function askedBy({ login, role, division }: SignedIn, office: Catalogue): Asked {
  const staff =
    role === "head"
      ? ({ id: login, role } as const)
      : ({ id: login, role: "officer", ...(division === null ? {} : { division }) } as const);
  return { staff, at: new Date().toISOString(), office };
}

/** The procedure as the dossier was accepted under it, or as it is known last; null where it no longer is. */
export function procedureIn(
  { procedures }: Pick<Catalogue, "procedures">,
  dossier: Dossier,
): Procedure | null {
  const found =
    procedures.find((procedure) => isAcceptedUnder(procedure, dossier)) ??
    procedures.findLast(({ code }) => code === dossier.procedureCode);
  return found === undefined ? null : inCase(found, dossier.caseId);
}

/** The counter and the office's divisions; another agency is one of these by the name that the office has for it. */
export function receiversOf(office: Catalogue): Unit[] {
  const divisions = new Set(office.divisions.map(({ id }) => id));
  return allUnits(office).filter(({ id }) => id === COUNTER_UNIT || divisions.has(id));
}

/** Where a dossier can be handed, and where it belongs first. */
function receivers(dossier: Dossier, office: Catalogue, procedure: Procedure | null): Unit[] {
  const units = receiversOf(office).filter(({ id }) => id !== dossier.custody.unit);
  const isProposed = ({ id }: Unit) => procedure !== null && belongsTo(dossier, procedure, id);
  return [...units.filter(isProposed), ...units.filter((unit) => !isProposed(unit))];
}

function proposals(dossier: Dossier, procedure: Procedure, asked: Asked): Proposals | null {
  try {
    return proposalsFor(dossier, procedure, asked);
  } catch (error) {
    // A year without a calendar is no reason to show nothing.
    if (isAppError(error) && error.code === "CALENDAR_MISSING") return null;
    throw error;
  }
}

function agencyOf({ agency }: Dossier, { agencies, office }: Catalogue): WorkView["agency"] {
  const code = competentAgency(agency === "" ? office.agency : agency, officeDay(Date.now()), agencies);
  return { code, name: agencies.find((entry) => entry.code === code)?.name ?? { vi: code } };
}

async function filesHere(db: District | Trx, { attachments }: Dossier): Promise<string[]> {
  if (attachments.length === 0) return [];
  const rows = await db
    .selectFrom("attachments")
    .select("sha256")
    .where(
      "sha256",
      "in",
      attachments.map(({ sha256 }) => sha256),
    )
    .execute();
  return rows.map(({ sha256 }) => sha256);
}
