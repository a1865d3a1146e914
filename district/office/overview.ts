import type { OfficeOverview, OfficeStation, OfficeVersion } from "../../contract/district-office.ts";
import { officeReportSchema } from "../../contract/office.ts";
import type { District } from "../database.ts";
import { officeChanges } from "./changes.rules.ts";
import { requireOffice, workingCopy } from "./draft.ts";

/** So many versions are looked at; all are kept. */
const HISTORY = 100;

/** Where the office stands: what is in force, what would change, who has what. @throws AppError OFFICE_MISSING */
export async function officeOverview(db: District): Promise<OfficeOverview> {
  const { catalogue, sha256, draft } = await workingCopy(db);
  const inForce = await requireOffice(db);
  const history = await officeHistory(db);
  const [last] = history;
  if (last === undefined) throw new Error("a version in force that is not in the history");
  const stations = await officeStations(db, history);
  // One that was merged into another is still reached under its code where stations go by it.
  const reached = new Set(stations.map(({ agency }) => agency));
  return {
    basedOn: sha256,
    inForce: last,
    draft,
    changes: officeChanges(inForce.catalogue, catalogue),
    agencies: inForce.catalogue.agencies
      .filter(({ code, effectiveTo }) => effectiveTo === undefined || reached.has(code))
      .map(({ code, name }) => ({ code, name })),
    stations,
    history,
  };
}

async function officeHistory(db: District): Promise<OfficeVersion[]> {
  const rows = await db
    .selectFrom("office_versions")
    .select(["number", "at", "account", "note", "audience", "based_on"])
    .orderBy("number", "desc")
    .limit(HISTORY)
    .execute();
  return rows.map(({ number, at, account, note, audience, based_on }) => ({
    version: number,
    at: at.toISOString(),
    account,
    note,
    audience,
    basedOn: based_on,
  }));
}

/** Each station by its latest epoch, with the version that is meant for it and what it said last. */
async function officeStations(db: District, history: readonly OfficeVersion[]): Promise<OfficeStation[]> {
  const rows = await db
    .selectFrom("logs")
    .innerJoin("stations", "stations.id", "logs.station")
    .select(["logs.station", "stations.name", "stations.agency", "logs.last_seen_at", "logs.report"])
    .where("stations.own", "=", false)
    .where("stations.revoked_at", "is", null)
    .distinctOn("logs.station")
    .orderBy("logs.station")
    .orderBy("logs.epoch", "desc")
    .execute();
  return rows
    .map(({ station, name, agency, last_seen_at, report }) => ({
      station,
      name,
      agency,
      lastSeenAt: last_seen_at?.toISOString() ?? null,
      wanted: history.find(({ audience }) => audience === "all" || audience === agency)?.version ?? null,
      report: reportIn(report),
    }))
    .sort((a, b) => a.agency.localeCompare(b.agency) || a.name.localeCompare(b.name, "vi"));
}

/** As the database gives it: the report's JSON is read already. */
function reportIn(report: unknown): OfficeStation["report"] {
  const { office } = (report ?? {}) as { office?: unknown };
  return officeReportSchema.safeParse(office).data ?? null;
}
