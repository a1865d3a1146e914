import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { root } from "../../../build/project.ts";
import { ATTACHMENT_CHUNK_MAX_BYTES } from "../../../contract/district.ts";
import { intakeSchema } from "../../../contract/dossier-calls.ts";
import { dossierById } from "../../../db/dossiers.ts";
import { rebuildProjections } from "../../../db/projections.ts";
import { createGateway, revokeGateway } from "../../../district/lodged/gateways.ts";
import { type RunningPostgres, startEmbeddedPostgres } from "../../../district/postgres/embedded.ts";
import { type DistrictServer, startDistrict } from "../../../district/server.ts";
import { type CuttableLine, cuttableLine } from "../../../tests/day/cuttable-line.ts";
import { stationAlone } from "../../../tests/station-alone.ts";
import type { AtCounter } from "../staff/desk.ts";
import type { Station } from "../station.ts";

/** From the portal over the real district to real stations of one agency, and back. */

const AGENCY = "000.00.15.H44";
const BUSINESS = "1.001612";
let folder: string;
let postgres: RunningPostgres;
let district: DistrictServer;
let line: CuttableLine;
let token: string;
let one: Station;
let other: Station;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lodged-"));
  postgres = await startEmbeddedPostgres(join(folder, "postgres"));
});
afterAll(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  district = await startDistrict({
    databaseUrl: postgres.url,
    port: 0,
    attachmentsFolder: join(folder, "files"),
    officeFolder: join(root, "data/phu-ninh"),
  });
  line = await cuttableLine({ host: "127.0.0.1", port: Number(new URL(district.url).port) });
  token = await createGateway(district.db, "dvcqg");
  one = await station("Quầy 1", `http://127.0.0.1:${line.port}`);
  other = await station("Quầy 2", district.url);
});
afterEach(async () => {
  await Promise.all([one.stop(), other.stop()]);
  await line.close();
  await district.close();
});

async function station(name: string, url: string, replaces?: string): Promise<Station> {
  const enrolCode = await district.createEnrolCode({
    agency: AGENCY,
    name,
    ...(replaces === undefined ? {} : { replaces }),
  });
  const started = await stationAlone(mkdtempSync(join(folder, "station-")), { district: { url, enrolCode } });
  await started.syncNow();
  return started;
}

const at = async (where: Station): Promise<AtCounter> => {
  const { session } = await where.desk.signIn({ staff: "lan", counter: "1", pin: "1234" });
  return where.desk.require(session);
};

function call(path: string, body: unknown, bearer: string | null = token) {
  return fetch(`${district.url}${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
    },
    body: JSON.stringify(body),
  }).then(async (response) => ({
    status: response.status,
    body: (await response.json()) as Record<string, unknown>,
  }));
}

const given = (change: Record<string, unknown> = {}) => ({
  code: `G09.99-${uuidv7()}`,
  agency: AGENCY,
  procedureCode: BUSINESS,
  caseId: null,
  applicant: {
    fullName: "Trần Thị Bình",
    citizenNumber: "025199000456",
    birthDate: null,
    sex: null,
    address: "Xã Phú Lộc",
    phone: "0912345678",
  },
  components: [{ componentId: componentsOf(one)[0]?.id, originals: 1, copies: 0 }],
  lodgedAt: new Date(Date.now() - 60_000).toISOString(),
  ...change,
});
const componentsOf = (where: Station) => where.procedure(BUSINESS).components;

async function sendFile(content: Buffer): Promise<string> {
  const sha256 = createHash("sha256").update(content).digest("hex");
  for (let offset = 0; offset < content.length; offset += ATTACHMENT_CHUNK_MAX_BYTES) {
    const response = await fetch(
      `${district.url}/v1/attachments/${sha256}/${offset}?size=${content.length}`,
      {
        method: "PUT",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/octet-stream" },
        body: new Uint8Array(content.subarray(offset, offset + ATTACHMENT_CHUNK_MAX_BYTES)),
      },
    );
    expect(response.status).toBe(200);
  }
  return sha256;
}

async function lodge(change: Record<string, unknown> = {}): Promise<{ id: string; code: string }> {
  const lodged = given(change);
  const { status, body } = await call("/v1/lodged", lodged);
  expect(status, JSON.stringify(body)).toBe(200);
  await Promise.all([one.syncNow(), other.syncNow()]);
  return { id: String(body.id), code: lodged.code };
}

const listed = async (where: Station, id: string) =>
  (await where.lodged.list()).find((entry) => entry.id === id);

async function accept(where: Station, id: string) {
  const dossier = await dossierById(where.context.store.db, id);
  const intake = intakeSchema.parse({
    procedureCode: BUSINESS,
    applicant: dossier?.applicant,
    components: componentsOf(where).map((component) => ({
      componentId: component.id,
      originals: 1,
      copies: 0,
    })),
    channel: "online",
    fee: 0,
    lodged: id,
  });
  return where.intake.accept(await at(where), uuidv7(), intake);
}

const atDistrict = async (id: string) => {
  const row = await district.db
    .selectFrom("dossiers")
    .select(["station", "data"])
    .where("id", "=", id)
    .executeTakeFirst();
  return row === undefined ? null : { station: row.station, dossier: JSON.parse(row.data ?? "null") };
};

describe("the portal", () => {
  it("hands a dossier over once, whatever is sent again, and never another under the same code", async () => {
    const lodged = given();
    const answers = await Promise.all([call("/v1/lodged", lodged), call("/v1/lodged", lodged)]);
    const again = await call("/v1/lodged", lodged);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(new Set([...answers, again].map(({ body }) => body.id)).size).toBe(1);
    expect(await call("/v1/lodged", { ...lodged, note: "khác" })).toMatchObject({
      status: 409,
      body: { code: "LODGED_DIFFERS" },
    });
    await one.syncNow();
    expect((await one.lodged.list()).filter(({ code }) => code === lodged.code)).toHaveLength(1);
  });

  it("hears every reason at once why a dossier is not taken over, and nothing is kept", async () => {
    const attachment = { sha256: "e".repeat(64), name: "a.pdf", mediaType: "application/pdf", bytes: 9 };
    const lodged = given({
      agency: "000.00.00.X",
      caseId: "nothing",
      components: [{ componentId: "nothing", originals: 1, copies: 0 }],
      attachments: [{ ...attachment, componentId: null }],
      lodgedAt: new Date(Date.now() + 3_600_000).toISOString(),
    });
    const { status, body } = await call("/v1/lodged", lodged);
    expect(status).toBe(422);
    const { faults } = body.data as { faults: { path: string; reason: string }[] };
    expect(faults.map(({ path, reason }) => `${path} ${reason}`)).toEqual([
      "agency agencyUnknown",
      "lodgedAt lodgedInFuture",
      "attachments[0] attachmentMissing",
      "caseId caseUnknown",
      "components[0] componentUnknown",
    ]);
    expect(await call("/v1/lodged", given({ procedureCode: "9.999999" }))).toMatchObject({ status: 422 });
    expect(await call("/v1/lodged", { code: "x" })).toMatchObject({ status: 400 });
    const kept = await district.db
      .selectFrom("lodged")
      .select("id")
      .where("code", "=", lodged.code)
      .execute();
    expect(kept).toEqual([]);
  });

  it("is let in by its own token only, as long as it is not revoked; no station is", async () => {
    const row = await district.db.selectFrom("lodged").select("id").execute();
    for (const bearer of [null, "gateway_x", "x".repeat(40)])
      expect(await call("/v1/lodged", given(), bearer)).toMatchObject({ status: 401 });
    await revokeGateway(district.db, "dvcqg");
    expect(await call("/v1/lodged", given())).toMatchObject({ status: 401 });
    expect(await district.db.selectFrom("lodged").select("id").execute()).toEqual(row);
    // Nor does its token open what is a station's.
    token = await createGateway(district.db, "dvcqg");
    const feed = { protocol: 1, cursor: null, limit: 10 };
    expect(await call("/v1/feed", feed)).toMatchObject({ status: 401 });
  });
});

describe("a dossier lodged online", () => {
  it("is taken in hand by one station, accepted there, and stands at the district as it stands at the station", async () => {
    const content = readFileSync(join(root, "docs/hall.png"));
    const sha256 = await sendFile(content);
    const attachments = [
      { sha256, name: "don.png", mediaType: "image/png", bytes: content.length, componentId: null },
    ];
    const { id, code } = await lodge({ attachments });
    expect(await listed(one, id)).toMatchObject({
      code,
      applicantName: "Trần Thị Bình",
      inHand: false,
      overdue: false,
    });
    expect(await listed(other, id)).toBeDefined();

    const [first, second] = await Promise.allSettled([
      one.lodged.take(await at(one), id),
      other.lodged.take(await at(other), id),
    ]);
    const [holder, looser] = first.status === "fulfilled" ? [one, other] : [other, one];
    const refused = [first, second].find(({ status }) => status === "rejected");
    expect([first.status, second.status].sort()).toEqual(["fulfilled", "rejected"]);
    expect(refused).toMatchObject({ reason: { code: "LODGED_TAKEN", data: { code } } });
    await Promise.all([one.syncNow(), other.syncNow()]);
    expect(await listed(looser, id)).toBeUndefined();
    expect(await listed(holder, id)).toMatchObject({ inHand: true });
    await expect(looser.lodged.take(await at(looser), id)).rejects.toMatchObject({ code: "LODGED_GONE" });

    const file = join(holder.context.store.folder, "attachments", sha256.slice(0, 2), sha256);
    await expect.poll(() => existsSync(file), { timeout: 10_000 }).toBe(true);
    expect(readFileSync(file).equals(content)).toBe(true);
    // It came from there: it is not sent back.
    expect((await holder.syncNow()).attachmentsWaiting).toBe(0);

    const { dossier } = await accept(holder, id);
    expect(dossier).toMatchObject({ id, status: "accepted", officialCode: code, channel: "online" });
    expect(dossier.attachments).toEqual(attachments);
    await holder.syncNow();
    expect(await atDistrict(id)).toEqual({ station: holder.context.log.place.station, dossier });
    expect(await listed(holder, id)).toBeUndefined();
    const { store } = holder.context;
    await rebuildProjections(store);
    expect(await dossierById(store.db, id)).toEqual(dossier);
  });

  it("goes on without a line once it is in hand; without a line it can't be taken in hand", async () => {
    const [mine, later] = [await lodge(), await lodge()];
    await one.lodged.take(await at(one), mine.id);
    line.cut();
    await expect(one.lodged.take(await at(one), later.id)).rejects.toMatchObject({
      code: "DISTRICT_UNREACHABLE",
    });
    expect(await one.lodged.take(await at(one), mine.id)).toMatchObject({ id: mine.id, status: "lodged" });
    const { dossier } = await accept(one, mine.id);
    line.restore();
    await one.syncNow();
    expect(await atDistrict(mine.id)).toMatchObject({ dossier });
    expect(await listed(one, later.id)).toMatchObject({ inHand: false });
  });

  it("is asked for again where the answer was lost", async () => {
    const { id, code } = await lodge();
    // As after a crash between the district's commit and ours.
    const station = one.context.log.place.station;
    await district.db.updateTable("lodged").set({ state: "held", station }).where("id", "=", id).execute();
    expect(await one.lodged.take(await at(one), id)).toMatchObject({ id, code, status: "lodged" });
  });

  it("is taken back at the portal: gone while it waits, asked for while it is in hand, too late once it is answered", async () => {
    const waiting = await lodge();
    const asked = { by: "Trần Thị Bình", reason: "Nộp nhầm" };
    const withdraw = (code: string) => call("/v1/lodged/withdrawals", { code, ...asked });
    expect(await withdraw(waiting.code)).toMatchObject({ status: 200, body: { state: "withdrawn" } });
    expect(await withdraw(waiting.code)).toMatchObject({ status: 200, body: { state: "withdrawn" } });
    await expect(one.lodged.take(await at(one), waiting.id)).rejects.toMatchObject({ code: "LODGED_GONE" });
    await one.syncNow();
    expect(await listed(one, waiting.id)).toBeUndefined();

    const inHand = await lodge();
    const desk = await at(one);
    await one.lodged.take(desk, inHand.id);
    expect(await withdraw(inHand.code)).toMatchObject({ body: { state: "requested" } });
    expect(await withdraw(inHand.code)).toMatchObject({ body: { state: "requested" } });
    await one.syncNow();
    await expect
      .poll(async () => (await atDistrict(inHand.id))?.dossier, { timeout: 10_000 })
      .toMatchObject({ status: "withdrawalRequested", withdrawal: asked });
    const step = { kind: "withdraw" as const, receiver: "Trần Thị Bình", reason: "Nộp nhầm" };
    await one.life.step(desk, uuidv7(), inHand.id, step);
    await one.syncNow();
    expect(await withdraw(inHand.code)).toMatchObject({ status: 409, body: { code: "LODGED_CLOSED" } });
    expect(await withdraw("nothing")).toMatchObject({ status: 404 });
  });

  it("is taken back by nobody but the gateway that lodged it", async () => {
    const another = await createGateway(district.db, "another");
    const waiting = await lodge();
    const inHand = await lodge();
    const desk = await at(one);
    await one.lodged.take(desk, inHand.id);
    for (const { code } of [waiting, inHand])
      expect(
        await call("/v1/lodged/withdrawals", { code, by: "Trần Thị Bình", reason: "Nộp nhầm" }, another),
      ).toMatchObject({ status: 404, body: { code: "LODGED_UNKNOWN", data: { code } } });
    const untouched = await district.db
      .selectFrom("lodged")
      .select(["state", "withdrawal"])
      .where("id", "in", [waiting.id, inHand.id])
      .orderBy("state")
      .execute();
    expect(untouched).toEqual([
      { state: "held", withdrawal: null },
      { state: "waiting", withdrawal: null },
    ]);
    expect(await one.lodged.take(desk, waiting.id)).toMatchObject({ code: waiting.code });
  });

  it("waits for its agency again where the PC that had it in hand broke before it told", async () => {
    const { id } = await lodge();
    const broken = one.context.log.place.station;
    await district.db
      .updateTable("lodged")
      .set({ state: "held", station: broken })
      .where("id", "=", id)
      .execute();
    const instead = await station("Quầy 1", district.url, broken);
    try {
      await instead.syncNow();
      expect(await instead.lodged.take(await at(instead), id)).toMatchObject({ id, status: "lodged" });
    } finally {
      await instead.stop();
    }
  });
});
