import type { Kysely } from "kysely";
import { v4 as uuid } from "uuid";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DistrictDatabase } from "../../tests/district-database.ts";
import { up } from "../migrations/0025-stand-ins-known.ts";
import { callerByToken, createEnrolCode, enrolStation, revokeStation } from "./stations.ts";

let database: DistrictDatabase;

beforeAll(async () => {
  database = await DistrictDatabase.open();
});
afterAll(() => database.close());

const AGENCY = "000.01.15.H44";

async function enrolled(station: string, replaces?: string): Promise<string> {
  const code = await createEnrolCode(database.db, {
    agency: AGENCY,
    ...(replaces === undefined ? {} : { replaces }),
  });
  await enrolStation(database.db, { protocol: 1, station, epoch: 1, token: uuid(), code, name: "Quầy" });
  return station;
}

it("finds by its code for whom a PC stands in that was enrolled already, and says it once", async () => {
  const { db } = database;
  const broken = await enrolled(uuid());
  const standIn = await enrolled(await enrolled(uuid()), broken);
  const told = () => db.selectFrom("stand_ins").select(["station", "predecessor"]).execute();
  await db.deleteFrom("stand_ins").execute();
  await up(db as unknown as Kysely<unknown>);
  await up(db as unknown as Kysely<unknown>);
  expect(await told()).toEqual([{ station: standIn, predecessor: broken }]);
});

it("asked again for a lost enrolment answer, lets nobody in who was revoked in between", async () => {
  const { db } = database;
  const code = await createEnrolCode(db, { agency: AGENCY });
  const [station, token] = [uuid(), uuid()];
  const ask = () => enrolStation(db, { protocol: 1, station, epoch: 1, token, code, name: "Quầy" });
  const first = await ask();
  expect(await ask()).toEqual(first);
  await revokeStation(db, station);
  expect(await ask()).toEqual(first);
  await expect(callerByToken(db, token)).rejects.toMatchObject({ code: "STATION_REVOKED" });
});
