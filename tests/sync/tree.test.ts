import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { v4 as uuid, v7 as uuidv7 } from "uuid";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { root } from "../../build/project.ts";
import { CHAIN_START, eventHash } from "../../contract/chain.ts";
import { ATTACHMENT_CHUNK_MAX_BYTES } from "../../contract/district.ts";
import type { Dossier } from "../../contract/dossier.ts";
import { historyOf } from "../../db/dossiers.ts";
import { rebuildProjections } from "../../db/projections.ts";
import { Attachments, gatewaySender } from "../../district/attachments/attachments.ts";
import { readDossiers } from "../../district/dossiers/dossiers.ts";
import { type OwnEvent, recordOwn } from "../../district/own-log/own-log.ts";
import { type RunningPostgres, startEmbeddedPostgres } from "../../district/postgres/embedded.ts";
import { type DistrictServer, startDistrict } from "../../district/server.ts";
import { inWords } from "../../district/upstream/command.ts";
import { type UpstreamSettings, upstreamStatus } from "../../district/upstream/upstream.ts";
import { ChangedOffice } from "../changed-office.ts";
import { districtFigures } from "../district-figures.ts";
import { dossierOf } from "../dossier-of.ts";
import { RealStation } from "./real-station.ts";

/** Three levels, all real: a station at a commune, the district above it, the province above the district. */

const PROVINCE = "000.00.00.H44";
const COMMUNE = "000.01.15.H44";
let folder: string;
let office: ChangedOffice;
let above: RunningPostgres;
let below: RunningPostgres;
let province: DistrictServer;
let district: DistrictServer;
let counter: RealStation;
let place: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tree-"));
  office = new ChangedOffice();
  office.change("office.json", (file) => {
    file.agency = PROVINCE;
  });
});
afterAll(async () => {
  office.remove();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  place = mkdtempSync(join(folder, "tree-"));
  [above, below] = await Promise.all([
    startEmbeddedPostgres(join(place, "above")),
    startEmbeddedPostgres(join(place, "below")),
  ]);
  province = await startProvince();
  const enrolCode = await province.createEnrolCode({ agency: "000.00.15.H44" });
  district = await startNode({ url: province.url, enrolCode });
  counter = await RealStation.on(
    join(place, "station"),
    district.url,
    await district.createEnrolCode({ agency: COMMUNE }),
  );
});
afterEach(async () => {
  await counter.off();
  await district.close();
  await province.close();
  await above.stop();
  await below.stop();
});

/** Nobody waits in a test. */
const quick = {
  pace: { gather: 10, look: 200, firstRetry: 50, longestRetry: 300, refusedRetry: 1000, request: 10_000 },
  lookMs: 50,
};

const startProvince = (port = 0) =>
  startDistrict({
    databaseUrl: above.url,
    port,
    attachmentsFolder: join(place, "files above"),
    officeFolder: office.folder,
  });

const startNode = (upstream: UpstreamSettings) =>
  startDistrict({
    databaseUrl: below.url,
    port: 0,
    attachmentsFolder: join(place, "files below"),
    officeFolder: join(root, "data/phu-ninh"),
    upstream: { ...upstream, ...quick },
  });

const decide = (node: DistrictServer, events: OwnEvent[]) =>
  node.db.transaction().execute((trx) => recordOwn(trx, events));

async function at(node: DistrictServer, id: string): Promise<Dossier | null> {
  return (await readDossiers(node.db, [id])).get(id) ?? null;
}

async function handUp(id: string, to = "tinh", at = counter): Promise<string> {
  const handover = uuidv7();
  await at.note("dossier.handedOver", id, {
    handover,
    number: "0001/26-1",
    from: "counter",
    to,
    givenBy: { id: "lan", name: "Nguyễn Thị Lan" },
    printJob: null,
  });
  return handover;
}

const takenOver = (id: string, handover: string, to = "tinh"): OwnEvent => ({
  type: "dossier.takenOver",
  actor: "duc",
  subject: id,
  data: { handover, to, by: { name: "Phạm Minh Đức", staff: "duc", how: "pin" } },
});

const decided = (id: string): OwnEvent => ({
  type: "dossier.decided",
  actor: "duc",
  subject: id,
  data: { outcome: "granted", number: "77/QĐ-UBND", note: "" },
});

/** The three levels come to say the same of a dossier. */
async function agree(id: string, status: Dossier["status"]): Promise<void> {
  await expect
    .poll(
      async () => {
        await counter.sync.syncNow();
        const levels = [await at(province, id), await at(district, id), await counter.dossier(id)];
        return [levels.every((dossier) => isDeepStrictEqual(dossier, levels[0])), levels[0]?.status];
      },
      { timeout: 20_000 },
    )
    .toEqual([true, status]);
}

async function chainsHold(): Promise<void> {
  await counter.chainsHold();
  expect((await districtFigures(below.url)).chainsIntact).toBe(true);
  expect((await districtFigures(above.url)).chainsIntact).toBe(true);
}

const returned = (id: string, at = counter) =>
  at.note("dossier.resultReturned", id, {
    via: "counter",
    receiver: "Nguyễn Văn An",
    citizenNumber: null,
    tracking: "",
  });

const sha256 = (content: Buffer) => createHash("sha256").update(content).digest("hex");

/** Puts a file into the station's folder. @returns its hash. */
function scanned(bytes: number): string {
  const content = randomBytes(bytes);
  const name = sha256(content);
  const file = join(counter.store.folder, "attachments", name.slice(0, 2), name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return name;
}

/** A scan that came to the node above from one of its own. @returns its hash. */
async function scannedAbove(bytes: number): Promise<string> {
  const content = randomBytes(bytes);
  const name = sha256(content);
  const files = new Attachments(province.db, join(place, "files above"));
  for (let offset = 0; offset < bytes; offset += ATTACHMENT_CHUNK_MAX_BYTES) {
    const piece = content.subarray(offset, offset + ATTACHMENT_CHUNK_MAX_BYTES);
    await files.send(gatewaySender("scan"), name, offset, bytes, piece);
  }
  return name;
}

/** Whether the file lies whole in a folder of files, by its content. */
function isSound(folderName: string, hash: string): boolean {
  const file = join(place, folderName, hash.slice(0, 2), hash);
  return existsSync(file) && sha256(readFileSync(file)) === hash;
}

/** The counter looks again, and whether the file is there then. */
const cameToCounter = (hash: string) => async () => {
  await counter.sync.syncNow();
  return isSound("station/attachments", hash);
};

const attached = (id: string, hash: string): OwnEvent => ({
  type: "dossier.attached",
  actor: "duc",
  subject: id,
  data: { attachment: attachmentOf(hash) },
});

const attachmentOf = (hash: string) => ({
  sha256: hash,
  name: "don.pdf",
  mediaType: "application/pdf" as const,
  bytes: 1,
  componentId: null,
});

describe("an interlinked dossier", () => {
  it("goes up, is taken over and decided there, comes back to the counter, and its return goes up", async () => {
    const [id, stays] = [uuidv7(), uuidv7()];
    await counter.accept(id);
    await counter.accept(stays, {
      applicant: { ...dossierOf().applicant, fullName: "Trần Thị Riêng Tư" },
    });
    await counter.note("dossier.noted", id, { text: "Có bản sao trích lục" });
    await counter.note("ticket.issued", uuidv7(), {
      day: "2026-11-24",
      serviceGroup: "certification",
      number: 1,
      label: "A001",
      priority: null,
      printJob: null,
    });
    const handover = await handUp(id);
    await handUp(stays, "tu-phap");
    await counter.settle();
    await agree(id, "accepted");
    await decide(province, [takenOver(id, handover)]);
    await agree(id, "inProcess");
    // The district works on another dossier meanwhile, and notes something on this one.
    await decide(district, [
      decided(stays),
      { type: "dossier.noted", actor: "hoa", subject: id, data: { text: "Tỉnh đang giải quyết" } },
    ]);
    await agree(id, "inProcess");
    await decide(province, [decided(id)]);
    await agree(id, "decided");
    await counter.note("dossier.resultArrived", id, {});
    await returned(id);
    await agree(id, "resultReturned");
    await chainsHold();
    await rebuildProjections(counter.store);
    expect(await counter.dossier(id)).toEqual(await at(province, id));

    // Nothing of what does not concern it is at the province: neither in a table nor in the text of an event.
    const everything = await province.db.selectFrom("events").select(["type", "subject", "data"]).execute();
    expect(everything.length).toBeGreaterThan(6);
    for (const { type, subject, data } of everything) {
      expect(["log.relayed", "dossier.takenOver", "dossier.decided"]).toContain(type);
      expect(subject).toBe(id);
      expect(data).not.toContain(stays);
      expect(data).not.toContain("Riêng Tư");
    }
    expect(await at(province, stays)).toBeNull();
    expect(await province.db.selectFrom("tickets").selectAll().execute()).toEqual([]);
    expect((await at(district, stays))?.status).toBe("decided");
  });

  it("has its files go up, and no others", async () => {
    const [id, stays] = [uuidv7(), uuidv7()];
    const [scan, other] = [scanned(300_000), scanned(10_000)];
    await counter.accept(id);
    await counter.accept(stays);
    await counter.note("dossier.attached", id, { attachment: attachmentOf(scan) });
    await counter.note("dossier.attached", stays, { attachment: attachmentOf(other) });
    await handUp(id);
    counter.sync.wake();
    await counter.settle();
    await expect
      .poll(() => province.db.selectFrom("attachments").select(["sha256", "size"]).execute(), {
        timeout: 20_000,
      })
      .toEqual([{ sha256: scan, size: 300_000 }]);
    const stored = join(place, "files above", scan.slice(0, 2), scan);
    expect(sha256(readFileSync(stored))).toBe(scan);
  });
});

describe("a file that is attached above", () => {
  it("comes down to the node and to the counter that took the dossier in, and no other file does", async () => {
    const id = uuidv7();
    await counter.accept(id);
    const handover = await handUp(id);
    await counter.settle();
    await decideWhenThere(id, [takenOver(id, handover)]);
    const [scan, other] = [await scannedAbove(600_000), await scannedAbove(1000)];
    await decide(province, [attached(id, scan), decided(id)]);
    await agree(id, "decided");
    await expect.poll(() => isSound("files below", scan)).toBe(true);
    await expect.poll(cameToCounter(scan)).toBe(true);
    expect(isSound("files below", other)).toBe(false);
    expect(isSound("station/attachments", other)).toBe(false);
    await expect.poll(() => upstreamStatus(district.db)).toMatchObject({ filesToCome: 0, filesWaiting: 0 });
    await chainsHold();
  });

  it("comes once its content is above, and goes on from what came before the line broke", async () => {
    const id = uuidv7();
    await counter.accept(id);
    const handover = await handUp(id);
    await counter.settle();
    const content = randomBytes(500_000);
    const scan = sha256(content);
    // The first half is here already. What is read from above is only the second: the first is spoilt there.
    const arriving = join(place, "files below", "arriving", "above", scan);
    mkdirSync(dirname(arriving), { recursive: true });
    writeFileSync(arriving, content.subarray(0, 250_000));
    await decideWhenThere(id, [takenOver(id, handover), attached(id, scan)]);
    await expect.poll(async () => (await upstreamStatus(district.db))?.filesToCome).toBe(1);
    const stored = join(place, "files above", scan.slice(0, 2), scan);
    mkdirSync(dirname(stored), { recursive: true });
    writeFileSync(stored, Buffer.concat([randomBytes(250_000), content.subarray(250_000)]));
    await expect.poll(() => isSound("files below", scan)).toBe(true);
    await expect.poll(cameToCounter(scan)).toBe(true);
  });

  it("begins anew where what came is not what its name says", async () => {
    const id = uuidv7();
    await counter.accept(id);
    const handover = await handUp(id);
    await counter.settle();
    const content = randomBytes(300_000);
    const scan = sha256(content);
    const arriving = join(place, "files below", "arriving", "above", scan);
    mkdirSync(dirname(arriving), { recursive: true });
    writeFileSync(arriving, randomBytes(100_000));
    const stored = join(place, "files above", scan.slice(0, 2), scan);
    mkdirSync(dirname(stored), { recursive: true });
    writeFileSync(stored, content);
    await decideWhenThere(id, [takenOver(id, handover), attached(id, scan)]);
    await expect.poll(() => isSound("files below", scan)).toBe(true);
  });
});

describe("a file that is spoilt above", () => {
  it("is fetched twice, as the fault may have been here, then left in peace, and holds up no other", async () => {
    const id = uuidv7();
    await counter.accept(id);
    const handover = await handUp(id);
    await counter.settle();
    const [scan, good] = [sha256(randomBytes(40_000)), await scannedAbove(1000)];
    const [stored, arriving] = [
      join(place, "files above", scan.slice(0, 2), scan),
      join(place, "files below", "arriving", "above"),
    ];
    for (const folder of [dirname(stored), arriving]) mkdirSync(folder, { recursive: true });
    writeFileSync(stored, randomBytes(40_000));
    // It comes to the disk and goes from it again each time.
    let changes = 0;
    const watcher = watch(arriving, (type, name) => {
      if (type === "rename" && name === scan) changes += 1;
    });
    try {
      await decideWhenThere(id, [
        takenOver(id, handover),
        attached(id, scan),
        attached(id, good),
        decided(id),
      ]);
      await expect.poll(() => isSound("files below", good)).toBe(true);
      await expect.poll(() => changes).toBe(4);
      // Ten looks later.
      await new Promise((resolve) => setTimeout(resolve, 10 * quick.pace.look));
      expect(changes).toBe(4);
      expect(isSound("files below", scan)).toBe(false);
    } finally {
      watcher.close();
    }
  });
});

describe("a node above", () => {
  it("is told later what happened while it was away, and the status says why it waits", async () => {
    const id = uuidv7();
    await counter.accept(id);
    const handover = await handUp(id);
    await counter.settle();
    await agree(id, "accepted");
    const port = Number(new URL(province.url).port);
    await province.close();
    await counter.note("dossier.noted", id, { text: "Bổ sung điện thoại" });
    await counter.settle();
    // The line may be found broken before there is anything to send.
    const lastError = { code: "DISTRICT_UNREACHABLE" };
    await expect
      .poll(() => upstreamStatus(district.db))
      .toMatchObject({ enrolled: true, dossiers: 1, waiting: 1, notPassedOn: 0, lastError });
    const status = await upstreamStatus(district.db);
    expect(inWords(status as NonNullable<typeof status>).join("\n")).toMatch(
      /Waiting to be sent: 1 events since .*\n.*\n.*\nLast failure, .*: the node above does not answer.*next try/,
    );
    province = await startProvince(port);
    await decide(province, [takenOver(id, handover), decided(id)]);
    await agree(id, "decided");
    await expect.poll(() => upstreamStatus(district.db)).toMatchObject({ waiting: 0, waitingSince: null });
    await chainsHold();
  });

  it("counts each thing once, though it comes twice, both ways", async () => {
    const id = uuidv7();
    await counter.accept(id, { fees: [], fee: 0, payments: [] });
    const handover = await handUp(id);
    await counter.settle();
    await decideWhenThere(id, [takenOver(id, handover)]);
    await agree(id, "inProcess");
    // What was read and taken is forgotten: all of it is told again.
    await district.db.deleteFrom("upstream_cursors").execute();
    await district.db.updateTable("upstream").set({ cursor: null }).execute();
    await counter.note("dossier.paid", id, {
      payment: {
        id: uuidv7(),
        number: "0000001/26-1",
        lines: [{ feeId: "main", name: "Lệ phí", quantity: 1, exemption: null, amount: 10_000 }],
        amount: 10_000,
        method: "cash",
        at: new Date().toISOString(),
        cashier: { id: "lan", name: "Nguyễn Thị Lan" },
      },
      recount: null,
      printJob: null,
    });
    await agree(id, "inProcess");
    expect((await at(province, id))?.payments).toHaveLength(1);
    const relayed = await district.db.selectFrom("upstream_events").select("told").execute();
    expect(new Set(relayed.map(({ told }) => told)).size).toBe(relayed.length);
    const received = await district.db
      .selectFrom("events")
      .select("subject")
      .where("type", "=", "district.received")
      .where("station", "in", (eb) => eb.selectFrom("stations").select("id").where("own", "=", true))
      .execute();
    expect(received).toHaveLength(1);
    await chainsHold();
  });

  it("refuses what another node relays of it, and what is not what it claims to be", async () => {
    const id = uuidv7();
    await counter.accept(id);
    await handUp(id);
    await counter.settle();
    await agree(id, "accepted");
    const before = await at(province, id);
    const [stolen] = await district.db
      .selectFrom("upstream_events")
      .selectAll()
      .orderBy("seq")
      .limit(1)
      .execute();
    const other = await node();
    // As it was, and as an event of its own about the same dossier.
    expect(await other.push([{ ...sent("log.relayed", id), data: stolen?.data ?? "" }])).toEqual({
      status: 403,
      code: "STATION_MISMATCH",
    });
    const origin = uuid();
    expect(await other.push([other.relayed(origin, decided(id))])).toEqual({
      status: 403,
      code: "STATION_MISMATCH",
    });
    const forged = other.relayed(origin, decided(uuidv7()));
    const changed = forged.data.replace("77/QĐ-UBND", "78/QĐ-UBND");
    expect(await other.push([{ ...forged, data: changed }])).toEqual({ status: 422, code: "CHAIN_BROKEN" });
    expect(await at(province, id)).toEqual(before);
    const refusals = await province.db
      .selectFrom("refusals")
      .select(["code", "station"])
      .orderBy("id")
      .execute();
    expect(refusals).toEqual(
      ["STATION_MISMATCH", "STATION_MISMATCH", "CHAIN_BROKEN"].map((code) => ({ code, station: other.id })),
    );
    expect((await districtFigures(above.url)).chainsIntact).toBe(true);
  });
});

describe("a PC that stands in for one that broke", () => {
  it("has what was decided above as well", async () => {
    const id = uuidv7();
    await counter.accept(id);
    const handover = await handUp(id);
    await decideWhenThere(id, [takenOver(id, handover), decided(id)]);
    await agree(id, "decided");
    await counter.off();
    counter = await RealStation.on(
      join(place, "another station"),
      district.url,
      await district.createEnrolCode({ agency: COMMUNE, replaces: counter.id }),
    );
    await agree(id, "decided");
    await returned(id);
    await agree(id, "resultReturned");
    await chainsHold();
  });
});

describe("a node whose database was restored from a backup", () => {
  it("gets back what its stations and the node above have of handed up dossiers, and each counts once", async () => {
    const [first, second] = [uuidv7(), uuidv7()];
    await counter.accept(first);
    await decideFromHandover(first);
    await agree(first, "decided");
    const disk = join(place, "below");
    await district.close();
    await below.stop();
    execFileSync("cp", ["-a", disk, `${disk}-backup`]);
    await startAgain();
    await counter.accept(second);
    await decideFromHandover(second);
    await agree(second, "decided");
    // A step of the district itself, which the node above has heard of.
    await decide(district, [
      { type: "dossier.officialCode", actor: "hoa", subject: second, data: { code: "H44-77" } },
    ]);
    await agree(second, "decided");
    await returned(first);
    await agree(first, "resultReturned");

    await district.close();
    await below.stop();
    rmSync(disk, { recursive: true });
    execFileSync("cp", ["-a", `${disk}-backup`, disk]);
    await startAgain();
    await agree(first, "resultReturned");
    await agree(second, "decided");
    await returned(second);
    await agree(second, "resultReturned");
    const { epoch } = await district.db.selectFrom("upstream").select("epoch").executeTakeFirstOrThrow();
    expect(epoch).toBe(2);
    expect((await at(district, second))?.officialCode).toBe("H44-77");
    expect((await at(province, second))?.breaches).toBeUndefined();
    await chainsHold();
  });
});

/** The district from its disk, and the counter on the line to it. */
async function startAgain(): Promise<void> {
  below = await startEmbeddedPostgres(join(place, "below"));
  district = await startNode({ url: province.url });
  await counter.off();
  counter = await RealStation.on(join(place, "station"), district.url);
}

/** Handed to the province, taken over and decided there. */
async function decideFromHandover(id: string): Promise<void> {
  const handover = await handUp(id);
  await decideWhenThere(id, [takenOver(id, handover), decided(id)]);
}

describe("two who work on a dossier at once", () => {
  it("leave the same dossier at all levels, and what did not follow is kept and told", async () => {
    const id = uuidv7();
    await counter.accept(id);
    const handover = await handUp(id);
    await decideWhenThere(id, [takenOver(id, handover)]);
    await agree(id, "inProcess");
    // Nobody hears of anybody; the counter's clock is an hour ahead.
    await counter.sync.stop();
    const ahead = new Date(Date.now() + 3_600_000).toISOString();
    await counter.note(
      "dossier.withdrawalRequested",
      id,
      { by: "Nguyễn Văn An", reason: "Đổi ý" },
      { at: ahead },
    );
    await counter.note("dossier.noted", id, { text: "Người dân gọi điện" });
    await decide(province, [decided(id)]);
    await decide(district, [
      { ...decided(id), data: { outcome: "denied", number: "12/QĐ-UBND", note: "" } } as OwnEvent,
    ]);
    await counter.off();
    counter = await RealStation.on(join(place, "station"), district.url);
    await agree(id, "withdrawalRequested");
    const { breaches, decision } = (await at(province, id)) as Dossier;
    expect(breaches).toEqual([expect.objectContaining({ type: "dossier.decided", kind: "twice" })]);
    expect(decision?.number).toMatch(/^(77|12)\/QĐ-UBND$/);
    // Whoever goes on comes after all of it, whatever his clock says.
    await decide(province, [
      { type: "dossier.withdrawalDropped", actor: "duc", subject: id, data: { reason: "Nhầm" } },
    ]);
    await agree(id, "decided");
    const told = (await historyOf(counter.store.db, id)).map(({ type }) => type);
    expect(told.slice(-3)).toEqual([
      "dossier.withdrawalRequested",
      "dossier.noted",
      "dossier.withdrawalDropped",
    ]);
    expect(told.filter((type) => type === "dossier.decided")).toHaveLength(2);
    await rebuildProjections(counter.store);
    expect(await counter.dossier(id)).toEqual(await at(province, id));
    await chainsHold();
  });
});

describe("a node between two others", () => {
  it("passes on what is meant for the one above, and what comes down for the one below", async () => {
    const communeOffice = new ChangedOffice();
    communeOffice.change("office.json", (file) => {
      file.agency = COMMUNE;
    });
    const postgres = await startEmbeddedPostgres(join(place, "commune"));
    const commune = await startDistrict({
      databaseUrl: postgres.url,
      port: 0,
      attachmentsFolder: join(place, "files of the commune"),
      officeFolder: communeOffice.folder,
      upstream: {
        url: district.url,
        enrolCode: await district.createEnrolCode({ agency: COMMUNE }),
        ...quick,
      },
    });
    const village = await RealStation.on(
      join(place, "village"),
      commune.url,
      await commune.createEnrolCode({ agency: COMMUNE }),
    );
    const [id, stays] = [uuidv7(), uuidv7()];
    await village.accept(stays);
    await village.accept(id);
    const handover = await handUp(id, "tinh", village);
    await decideWhenThere(id, [takenOver(id, handover), decided(id)]);
    const levels = async () => {
      await village.sync.syncNow();
      return [
        await at(province, id),
        await at(district, id),
        await at(commune, id),
        await village.dossier(id),
      ];
    };
    const statuses = async () => (await levels()).map((dossier) => dossier?.status);
    await expect.poll(statuses, { timeout: 30_000 }).toEqual(Array(4).fill("decided"));
    await village.note("dossier.resultArrived", id, {});
    await returned(id, village);
    await expect.poll(statuses, { timeout: 30_000 }).toEqual(Array(4).fill("resultReturned"));
    const [first, ...others] = await levels();
    for (const other of others) expect(other).toEqual(first);
    expect([await at(district, stays), await at(province, stays)]).toEqual([null, null]);
    expect(await at(commune, stays)).not.toBeNull();
    await chainsHold();
    await village.chainsHold();
    expect((await districtFigures(postgres.url)).chainsIntact).toBe(true);
    await village.off();
    await commune.close();
    await postgres.stop();
    communeOffice.remove();
  });
});

/** Steps above, as soon as the dossier is there. */
async function decideWhenThere(id: string, events: OwnEvent[]): Promise<void> {
  await expect.poll(() => at(province, id), { timeout: 20_000 }).not.toBeNull();
  await decide(province, events);
}

function sent(type: string, subject: string) {
  return { at: "2026-11-25T02:00:00.000Z", actor: "node", type, version: 1, subject, data: "{}" };
}

/** Another node below the province, as the protocol sees it. */
async function node() {
  const [id, token] = [uuid(), randomBytes(32).toString("base64url")];
  const call = async (path: string, body: object) => {
    const response = await fetch(`${province.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ protocol: 1, station: id, epoch: 1, ...body }),
    });
    const { code } = (await response.json()) as { code?: string };
    return { status: response.status, code };
  };
  const code = await province.createEnrolCode({ agency: "000.00.16.H44" });
  await call("/v1/stations", { token, code, name: "Huyện khác", app: "test" });
  return {
    id,
    push: (events: ReturnType<typeof sent>[]) => {
      let lastHash = CHAIN_START;
      for (const [place, event] of events.entries())
        lastHash = eventHash({ station: id, epoch: 1 }, lastHash, { ...event, seq: place + 1 });
      return call("/v1/batches", { firstSeq: 1, prevHash: CHAIN_START, lastHash, events });
    },
    relayed: (station: string, { type, actor, subject, data }: OwnEvent) => {
      const content = { ...sent(type, subject), actor, seq: 1, data: JSON.stringify(data) };
      const event = { ...content, hash: eventHash({ station, epoch: 1 }, CHAIN_START, content) };
      const wrapped = { station, epoch: 1, prevHash: CHAIN_START, event };
      return { ...sent("log.relayed", subject), data: JSON.stringify(wrapped) };
    },
  };
}
