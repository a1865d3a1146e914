import { sql } from "kysely";
import type { StationState } from "../../contract/district-supervision.ts";
import { AppError } from "../../contract/errors.ts";
import { officeDay } from "../../contract/time.ts";
import type { District, Trx } from "../database.ts";
import { currentOffice } from "../office/current.ts";
import { createEnrolCode, revokeStation, stationHealth } from "../stations/stations.ts";
import { noteAudit } from "../web/audit.ts";
import { web } from "../web/base.ts";
import { troublesOf } from "./troubles.rules.ts";

/** A code is read out or carried to the counter: it has to last until somebody is there. */
const CODE_MINUTES = 24 * 60;

const { stations } = web;

export const stationRoutes = stations.router({
  list: stations.list.handler(({ context: { db } }) => listStations(db, new Date().toISOString())),
  makeCode: stations.makeCode.handler(({ context: { db, account }, input }) =>
    makeCode(db, account.login, input),
  ),
  revoke: stations.revoke.handler(async ({ context: { db, account }, input }) => {
    await db.transaction().execute(async (trx) => {
      const { name, agency } = await stationOf(trx, input.station);
      await revokeStation(trx, input.station);
      await noteAudit(trx, account.login, "station.revoked", `${agency} ${name}`);
    });
    return {};
  }),
});

export async function listStations(db: District, now: string) {
  const { agencies, calendar } = await currentOffice(db);
  const nameOf = (code: string) => agencies.find((agency) => agency.code === code)?.name ?? { vi: code };
  const today = officeDay(now);
  const all = (await stationHealth(db)).map((health): StationState => {
    const { shared: _shared, ...state } = health;
    return { ...state, agencyName: nameOf(health.agency), troubles: troublesOf(health, now, calendar) };
  });
  const known = new Set(all.map(({ agency }) => agency));
  return {
    at: now,
    stations: all,
    /** Those that can get a PC: they exist, or have one. */
    agencies: agencies
      .filter(({ code, effectiveTo }) => known.has(code) || effectiveTo === undefined || effectiveTo >= today)
      .map(({ code, name }) => ({ code, name })),
  };
}

async function makeCode(
  db: District,
  login: string,
  { agency, name, replaces }: { agency: string; name: string; replaces: string | null },
): Promise<{ code: string; expiresAt: string }> {
  const { agencies } = await listStations(db, new Date().toISOString());
  const replaced = replaces === null ? null : await stationOf(db, replaces);
  const of = replaced?.agency ?? agency;
  if (replaced === null && !agencies.some(({ code }) => code === of))
    throw new AppError("BAD_INPUT", { path: "agency", reason: "unknown" });
  const called = name === "" ? (replaced?.name ?? "") : name;
  const code = await createEnrolCode(db, {
    agency: of,
    ...(called === "" ? {} : { name: called }),
    ttlMinutes: CODE_MINUTES,
    ...(replaces === null ? {} : { replaces }),
  });
  await noteAudit(
    db,
    login,
    replaces === null ? "station.codeMade" : "station.replacementCode",
    `${of} ${called}`,
  );
  return { code, expiresAt: new Date(Date.now() + CODE_MINUTES * 60_000).toISOString() };
}

async function stationOf(db: District | Trx, id: string): Promise<{ name: string; agency: string }> {
  const station = await db
    .selectFrom("stations")
    .select(["name", "agency"])
    .where(sql<boolean>`id = ${id}::uuid`)
    .where("own", "=", false)
    .executeTakeFirst();
  if (station === undefined) throw new AppError("BAD_INPUT", { path: "station", reason: "unknown" });
  return station;
}
