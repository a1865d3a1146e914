import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { root } from "../../build/project.ts";
import { SYNC_PROTOCOL } from "../../contract/district.ts";
import { rebuildProjections } from "../../db/projections.ts";
import { readDossiers } from "../../district/dossiers/dossiers.ts";
import { type OwnEvent, recordOwn } from "../../district/own-log/own-log.ts";
import { type RunningPostgres, startEmbeddedPostgres } from "../../district/postgres/embedded.ts";
import { type DistrictServer, startDistrict } from "../../district/server.ts";
import {
  createEnrolCode,
  enrolStation,
  revokeStation,
  stationHealth,
} from "../../district/stations/stations.ts";
import { districtFigures } from "../district-figures.ts";
import { RealStation } from "./real-station.ts";

/** Steps taken at the district, and the stations that hear of them: real stores against the real server. */

const AGENCY = "000.01.15.H44";
let folder: string;
let postgres: RunningPostgres;
let district: DistrictServer;
let stations: RealStation[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "own-log-"));
  postgres = await startEmbeddedPostgres(join(folder, "postgres"));
});
afterAll(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  stations = [];
  district = await start();
});
afterEach(async () => {
  for (const station of stations) await station.off();
  await district.close();
});

const start = () =>
  startDistrict({
    databaseUrl: postgres.url,
    port: 0,
    attachmentsFolder: join(folder, "files"),
    officeFolder: join(root, "data/phu-ninh"),
  });

async function station(input: { replaces?: string } = {}): Promise<RealStation> {
  const code = await district.createEnrolCode({ agency: AGENCY, ...input });
  const made = await RealStation.on(mkdtempSync(join(folder, "station-")), district.url, code);
  stations.push(made);
  await made.settle();
  return made;
}

const record = (events: OwnEvent[]) => district.db.transaction().execute((trx) => recordOwn(trx, events));

const noted = (subject: string, text: string): OwnEvent => ({
  type: "dossier.noted",
  actor: "hoa",
  subject,
  data: { text },
});

const decision = (subject: string): OwnEvent => ({
  type: "dossier.decided",
  actor: "hoa",
  subject,
  data: { outcome: "granted", number: "12/QĐ-UBND", note: "" },
});

async function atDistrict(id: string) {
  return (await readDossiers(district.db, [id])).get(id) ?? null;
}

const ownRow = () =>
  district.db.selectFrom("stations").selectAll().where("own", "=", true).executeTakeFirstOrThrow();

async function handedOver(counter: RealStation, id: string): Promise<string> {
  const handover = uuidv7();
  await counter.accept(id);
  await counter.note("dossier.handedOver", id, {
    handover,
    number: "0001/26-1",
    from: "counter",
    to: "tu-phap",
    givenBy: { id: "lan", name: "Nguyễn Thị Lan" },
    printJob: null,
  });
  await counter.settle();
  return handover;
}

it("takes a dossier over, decides it, and the counter that took it in has the same dossier", async () => {
  const [counter, other] = [await station(), await station()];
  const id = uuidv7();
  const handover = await handedOver(counter, id);
  await record([
    {
      type: "dossier.takenOver",
      actor: "hoa",
      subject: id,
      data: { handover, to: "tu-phap", by: { name: "Trần Thị Hoa", staff: "hoa", how: "pin" } },
    },
  ]);
  await record([decision(id), noted(id, "Đã ký")]);
  await counter.settle();
  await other.settle();
  expect(await counter.dossier(id)).toEqual(await atDistrict(id));
  expect((await counter.dossier(id))?.status).toBe("decided");
  expect(await other.dossier(id)).toBeNull();
  // The counter goes on with it, and both agree again.
  await counter.note("dossier.resultArrived", id, {});
  await counter.note("dossier.resultReturned", id, {
    via: "counter",
    receiver: "Nguyễn Văn An",
    citizenNumber: null,
    tracking: "",
  });
  await counter.settle();
  expect(await counter.dossier(id)).toEqual(await atDistrict(id));
  expect((await atDistrict(id))?.status).toBe("resultReturned");
  // What came down is kept: the tables follow from the log alone.
  await rebuildProjections(counter.store);
  expect(await counter.dossier(id)).toEqual(await atDistrict(id));
  await counter.chainsHold();
  expect((await districtFigures(postgres.url)).chainsIntact).toBe(true);
});

it("gives numbers and times without gaps to steps that are taken at once", async () => {
  const counter = await station();
  const ids = Array.from({ length: 8 }, () => uuidv7());
  for (const id of ids) await counter.accept(id);
  await counter.settle();
  const { id: own } = await ownRow();
  const [before] = await district.db.selectFrom("logs").select("seq").where("station", "=", own).execute();
  const each = 5;
  await Promise.all(
    Array.from({ length: each }, (_, turn) =>
      ids.map((id) => record([noted(id, `${turn}`), decision(id)])),
    ).flat(),
  );
  const events = await district.db
    .selectFrom("events")
    .select(["seq", "at"])
    .where("station", "=", own)
    .where("seq", ">", before?.seq ?? 0)
    .orderBy("seq")
    .execute();
  expect(events.map(({ seq }) => seq)).toEqual(
    Array.from({ length: 2 * each * ids.length }, (_, place) => (before?.seq ?? 0) + place + 1),
  );
  const times = events.map(({ at }) => new Date(at).getTime());
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect((await districtFigures(postgres.url)).chainsIntact).toBe(true);
  await counter.settle();
  for (const id of ids) expect(await counter.dossier(id)).toEqual(await atDistrict(id));
});

it("records nothing of a step that can't be taken, nor of a transaction that fails", async () => {
  const counter = await station();
  const id = uuidv7();
  await counter.accept(id);
  await counter.settle();
  const before = await districtFigures(postgres.url);
  await expect(record([noted(id, "Một"), noted(uuidv7(), "Hai")])).rejects.toMatchObject({
    code: "DOSSIER_UNKNOWN",
  });
  await expect(record([{ ...noted(id, ""), data: { text: "" } } as OwnEvent])).rejects.toThrow();
  await expect(
    district.db.transaction().execute(async (trx) => {
      await recordOwn(trx, [decision(id)]);
      throw new Error("what follows it fails");
    }),
  ).rejects.toThrow("what follows it fails");
  expect(await districtFigures(postgres.url)).toEqual(before);
  await counter.settle();
  expect((await counter.dossier(id))?.status).toBe("accepted");
});

it("tells the PC that stands in for the one that took a dossier in", async () => {
  const first = await station();
  const id = uuidv7();
  await first.accept(id);
  await first.settle();
  const second = await station({ replaces: first.id });
  await second.settle();
  await record([decision(id), noted(id, "Mời dân đến nhận")]);
  await second.settle();
  expect((await second.dossier(id))?.status).toBe("decided");
  expect(await second.dossier(id)).toEqual(await atDistrict(id));
});

it("tells the PC that was enrolled already, and stands in for a second one as well", async () => {
  const brokenPcs = [await station(), await station()];
  const ids = [uuidv7(), uuidv7()];
  for (const [index, broken] of brokenPcs.entries()) {
    await broken.accept(ids[index] ?? "");
    await broken.settle();
  }
  let standIn = await station();
  for (const broken of brokenPcs) standIn = await enrolledAgain(standIn, broken.id);
  for (const id of ids) await record([decision(id), noted(id, "Mời dân đến nhận")]);
  await standIn.settle();
  for (const id of ids) {
    await expect.poll(async () => (await standIn.dossier(id))?.status).toBe("decided");
    expect(await standIn.dossier(id)).toEqual(await atDistrict(id));
  }
});

it("does not let a PC stand in for itself: the code stays good for the one that it is for", async () => {
  const broken = await station();
  const id = uuidv7();
  await broken.accept(id);
  await broken.settle();
  const code = await district.createEnrolCode({ agency: AGENCY, replaces: broken.id });
  const enrolled = () =>
    enrolStation(district.db, {
      protocol: SYNC_PROTOCOL,
      station: broken.id,
      epoch: 1,
      token: "t".repeat(40),
      code,
      name: "Quầy",
    });
  await expect(enrolled()).rejects.toMatchObject({ code: "ENROL_CODE_REPLACES_THIS", data: {} });
  await expect(
    district.createEnrolCode({ agency: "000.09.15.H44", replaces: broken.id }),
  ).rejects.toMatchObject({ code: "REPLACED_OF_OTHER_AGENCY", data: { agency: "000.09.15.H44" } });
  // Nothing of it happened: the PC goes on with the token that it has.
  await broken.note("dossier.noted", id, { text: "Vẫn làm việc" });
  await broken.settle();
  expect(
    (await stationHealth(district.db)).find((entry) => entry.station === broken.id)?.revokedAt,
  ).toBeNull();
  const made = await RealStation.on(mkdtempSync(join(folder, "station-")), district.url, code);
  stations.push(made);
  await made.settle();
  expect(await made.dossier(id)).toEqual(await atDistrict(id));
  await expect(enrolled()).rejects.toMatchObject({ code: "ENROL_CODE_INVALID" });
});

/** Types a code that replaces another PC at one that was enrolled, and whose token opens nothing any more. */
async function enrolledAgain(counter: RealStation, replaces: string): Promise<RealStation> {
  const token_hash = `lost ${uuidv7()}`;
  await district.db.updateTable("logs").set({ token_hash }).where("station", "=", counter.id).execute();
  const code = await district.createEnrolCode({ agency: AGENCY, replaces });
  await counter.off();
  const again = await RealStation.on(counter.store.folder, district.url, code);
  stations = [...stations.filter((entry) => entry !== counter), again];
  await again.settle();
  return again;
}

it("takes back what it said itself where its database was restored, and nothing that a station made up", async () => {
  const first = await station();
  const id = uuidv7();
  await first.accept(id);
  await first.settle();
  const disk = join(folder, "postgres");
  await stop(first);
  execFileSync("cp", ["-a", disk, `${disk}-backup`]);
  const counter = await startAgain(first);
  await record([decision(id), noted(id, "Đã ký")]);
  await counter.settle();
  const decided = await counter.dossier(id);
  expect(decided?.status).toBe("decided");
  await stop(counter);
  rmSync(disk, { recursive: true });
  execFileSync("cp", ["-a", `${disk}-backup`, disk]);
  const back = await startAgain(counter);
  await expect
    .poll(async () => [await back.sync.syncNow(), await atDistrict(id)][1], { timeout: 20_000 })
    .toEqual(decided);
  // Said anew it counts once; what no seal is on counts for nothing.
  const { data } = await back.store.db
    .selectFrom("events")
    .select("data")
    .where("type", "=", "district.received")
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirstOrThrow();
  const said = JSON.parse(data);
  const other = said.data.replace("Đã ký", "Đã huỷ");
  expect(other).not.toBe(said.data);
  for (const changed of [said.data, other.replace(said.data.match(/"hash":"(.{64})/)[1], "0".repeat(64))])
    await back.note("district.received", uuidv7(), { ...said, item: uuidv7(), data: changed });
  await back.settle();
  expect(await atDistrict(id)).toEqual(decided);
  const own = await ownRow();
  const log = await district.db.selectFrom("events").select("type").where("station", "=", own.id).execute();
  expect(log.filter(({ type }) => type === "district.received")).toHaveLength(2);
  expect((await districtFigures(postgres.url)).chainsIntact).toBe(true);
});

/** Everything is turned off. */
async function stop(counter: RealStation): Promise<void> {
  await counter.off();
  stations = stations.filter((entry) => entry !== counter);
  await district.close();
  await postgres.stop();
}

/** The district and the station from their disks. */
async function startAgain(counter: RealStation): Promise<RealStation> {
  postgres = await startEmbeddedPostgres(join(folder, "postgres"));
  district = await start();
  const again = await RealStation.on(counter.store.folder, district.url);
  stations.push(again);
  return again;
}

it("keeps its name and log over restarts, and is no PC", async () => {
  const before = await ownRow();
  expect(before).toMatchObject({ name: expect.stringContaining("Phù Ninh"), agency: "000.00.15.H44" });
  await district.close();
  district = await start();
  expect(await ownRow()).toEqual(before);
  expect((await stationHealth(district.db)).some((entry) => entry.station === before.id)).toBe(false);
  await expect(revokeStation(district.db, before.id)).rejects.toMatchObject({ code: "BAD_INPUT" });
  await expect(createEnrolCode(district.db, { agency: AGENCY, replaces: before.id })).rejects.toMatchObject({
    code: "BAD_INPUT",
  });
  const response = await fetch(`${district.url}/v1/stations`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      protocol: 1,
      station: before.id,
      epoch: 1,
      token: "t".repeat(43),
      code: await district.createEnrolCode({ agency: AGENCY }),
      name: "Quầy 1",
      app: "test",
    }),
  });
  expect(response.status).toBe(403);
  expect(await ownRow()).toEqual(before);
});
