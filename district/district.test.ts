import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { v4 as uuid, v7 as uuidv7 } from "uuid";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { CHAIN_START, eventHash } from "../contract/chain.ts";
import {
  BATCH_MAX_BYTES,
  BATCH_MAX_EVENTS,
  type Batch,
  type Enrolment,
  type Position,
  SYNC_PROTOCOL,
} from "../contract/district.ts";
import type { StoredEvent } from "../contract/events.ts";
import { districtFigures } from "../tests/district-figures.ts";
import { dossierOf } from "../tests/dossier-of.ts";
import { type RunningPostgres, startEmbeddedPostgres } from "./postgres/embedded.ts";
import { projectPending } from "./projections/rereading.ts";
import { type DistrictServer, startDistrict } from "./server.ts";
import { revokeStation } from "./stations/stations.ts";

const AGENCY = "000.00.15.H44";
let folder: string;
let postgres: RunningPostgres;
let district: DistrictServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "district-"));
  postgres = await startEmbeddedPostgres(folder);
  district = await startDistrict({
    databaseUrl: postgres.url,
    port: 0,
    attachmentsFolder: join(folder, "files"),
  });
});
afterAll(async () => {
  await district.close();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => {
  await district.db.deleteFrom("refusals").execute();
});

/** A station as the protocol sees it: an id, a token, a log. */
interface TestStation {
  id: string;
  token: string;
  events: StoredEvent[];
}

async function call(
  method: string,
  path: string,
  body: unknown,
  token?: string,
): Promise<{ status: number; body: never }> {
  const response = await fetch(`${district.url}${path}`, {
    method,
    headers: {
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as never };
}

const newToken = () => randomBytes(32).toString("base64url");

const enrolCall = (code: string, { station = uuid(), token = newToken() } = {}) =>
  call("POST", "/v1/stations", {
    protocol: SYNC_PROTOCOL,
    station,
    epoch: 1,
    token,
    code,
    name: "Quầy",
    app: "test",
  });

async function enrol(id: string = uuid()): Promise<TestStation> {
  const token = newToken();
  await enrolCall(await district.createEnrolCode({ agency: AGENCY }), { station: id, token });
  return { id, token, events: [] };
}

function issue(
  station: TestStation,
  label: string,
  type = "ticket.issued",
  data?: unknown,
  { at = "2026-11-24T01:00:00.000Z", subject = uuidv7() } = {},
): StoredEvent {
  const previous = station.events.at(-1);
  const content = {
    seq: (previous?.seq ?? 0) + 1,
    at,
    actor: "kiosk",
    type,
    version: 1,
    subject,
    data: JSON.stringify(
      data ?? {
        day: "2026-11-24",
        serviceGroup: "certification",
        number: 1,
        label,
        priority: null,
        printJob: null,
      },
    ),
  };
  const event = {
    ...content,
    hash: eventHash({ station: station.id, epoch: 1 }, previous?.hash ?? CHAIN_START, content),
  };
  station.events.push(event);
  return event;
}

function batchOf(station: TestStation, from = 1, to = station.events.length): Batch {
  const before = station.events[from - 2];
  return {
    protocol: SYNC_PROTOCOL,
    station: station.id,
    epoch: 1,
    firstSeq: from,
    prevHash: before?.hash ?? CHAIN_START,
    lastHash: station.events[to - 1]?.hash ?? "",
    events: station.events.slice(from - 1, to).map(({ seq: _seq, hash: _hash, ...sent }) => sent),
  };
}

const push = (station: TestStation, batch: unknown = batchOf(station)) =>
  call("POST", "/v1/batches", batch, station.token);
const position = async (station: TestStation) =>
  (await call("GET", "/v1/position", undefined, station.token)).body as Position;

describe("enrolment", () => {
  it("takes a code once, and gives each station serials of its own", async () => {
    const code = await district.createEnrolCode({ agency: "agency-of-its-own" });
    expect((await enrolCall(code)).body).toMatchObject({
      agency: "agency-of-its-own",
      serials: { first: 1, last: 1000 },
    });
    expect(await enrolCall(code)).toMatchObject({ status: 403, body: { code: "ENROL_CODE_INVALID" } });
    const second = await district.createEnrolCode({ agency: "agency-of-its-own" });
    expect((await enrolCall(second)).body).toMatchObject({ serials: { first: 1001, last: 2000 } });
  });

  it("gives the same answer to a station whose answer was lost, and to nobody else", async () => {
    const code = await district.createEnrolCode({ agency: AGENCY });
    const asked = { station: uuid(), token: newToken() };
    const answer = await enrolCall(code, asked);
    expect(answer.status).toBe(200);
    expect(await enrolCall(code, asked)).toEqual(answer);
    expect((await enrolCall(code, { ...asked, token: newToken() })).status).toBe(403);
    expect((await enrolCall(code, { ...asked, station: uuid() })).status).toBe(403);
  });

  it("gives stations that enrol at the same moment different serials", async () => {
    const codes = await Promise.all(
      Array.from({ length: 6 }, () => district.createEnrolCode({ agency: "at-once" })),
    );
    const answers = await Promise.all(codes.map((code) => enrolCall(code)));
    const firsts = answers.map((answer) => (answer.body as Enrolment).serials.first);
    expect(firsts.sort((a, b) => a - b)).toEqual([1, 1001, 2001, 3001, 4001, 5001]);
  });

  it("opens no station of another agency, whoever knows its id", async () => {
    const station = await enrol();
    await revokeStation(district.db, station.id);
    const code = await district.createEnrolCode({ agency: "another-agency" });
    const refused = await enrolCall(code, { station: station.id });
    expect(refused).toMatchObject({ status: 403, body: { code: "ENROL_CODE_INVALID" } });
    expect(await call("GET", "/v1/position", undefined, station.token)).toMatchObject({
      status: 403,
      body: { code: "STATION_REVOKED" },
    });
    expect((await enrolCall(code)).status).toBe(200);
  });

  it("refuses unknown and expired codes and records it", async () => {
    const expired = await district.createEnrolCode({ agency: AGENCY, ttlMinutes: -1 });
    for (const code of ["ABCD-EFGH", expired, "' OR '1'='1"]) {
      const refused = await enrolCall(code);
      expect(refused).toMatchObject({ status: 403, body: { code: "ENROL_CODE_INVALID" } });
    }
    expect(await district.db.selectFrom("refusals").select("code").execute()).toHaveLength(3);
  });

  it("gives a station that comes again a new token and keeps its log", async () => {
    const station = await enrol();
    issue(station, "A001");
    await push(station);
    const again = await enrol(station.id);
    expect((await push(station)).status).toBe(401);
    expect(await position(again)).toMatchObject({ seq: 1 });
  });
});

describe("a batch", () => {
  it("is stored and acknowledged, and sent twice it is stored once", async () => {
    const station = await enrol();
    for (const label of ["A001", "A002", "A003"]) issue(station, label);
    const first = await push(station);
    expect(first).toMatchObject({
      status: 200,
      body: { position: { epoch: 1, seq: 3, hash: station.events[2]?.hash } },
    });
    expect(await push(station)).toEqual(first);
    expect(await push(station, batchOf(station, 2, 3))).toEqual(first);
    const rows = await district.db
      .selectFrom("events")
      .select("seq")
      .where("station", "=", station.id)
      .execute();
    expect(rows).toHaveLength(3);
  });

  it("may overlap with what is stored", async () => {
    const station = await enrol();
    for (const label of ["A001", "A002"]) issue(station, label);
    await push(station);
    issue(station, "A003");
    expect(await push(station)).toMatchObject({ body: { position: { seq: 3 } } });
  });

  it("is stored once though it comes many times at once", async () => {
    const station = await enrol();
    for (let number = 1; number <= 50; number += 1) issue(station, `A${String(number).padStart(3, "0")}`);
    const answers = await Promise.all(Array.from({ length: 5 }, () => push(station)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const tickets = await district.db
      .selectFrom("tickets")
      .select("id")
      .where("station", "=", station.id)
      .execute();
    expect(tickets).toHaveLength(50);
  });

  it("of two PCs of a hall gives each ticket its latest step, in whatever order the batches come", async () => {
    const [first, second] = [await enrol(), await enrol()];
    const subject = uuidv7();
    const step = (station: TestStation, type: string, minute: number) =>
      issue(
        station,
        "",
        type,
        { counter: "1", call: 1 },
        { at: `2026-11-24T01:0${minute}:00.000Z`, subject },
      );
    issue(first, "A001", "ticket.issued", undefined, { subject });
    step(first, "ticket.called", 1);
    step(second, "ticket.serving", 2);
    step(second, "ticket.served", 3);
    await push(second);
    await push(first);
    const { status } = await district.db
      .selectFrom("tickets")
      .select("status")
      .where("id", "=", subject)
      .executeTakeFirstOrThrow();
    expect(status).toBe("served");
  });

  it("follows each dossier to its end, whichever station goes on with it", async () => {
    const [first, second] = [await enrol(), await enrol()];
    const {
      dueAt: _dueAt,
      pauses: _pauses,
      payments: _payments,
      custody: _custody,
      ...accepted
    } = dossierOf({
      id: uuidv7(),
      code: "000.00.15.H44-261124-0042",
      applicant: { ...dossierOf().applicant, fullName: "Nguyễn\u0000 Thị '; DROP TABLE dossiers; --" },
    });
    const row = () =>
      district.db
        .selectFrom("dossiers")
        .select(["status", "due_at", "applicant_name", "station"])
        .where("id", "=", accepted.id)
        .executeTakeFirst();
    let minute = 10;
    const step = (station: TestStation, type: string, data: object) => {
      minute += 1;
      issue(station, "", type, data, { subject: accepted.id, at: `2026-11-24T01:${minute}:00.000Z` });
    };
    const reason = "Đổi ý";
    step(first, "dossier.accepted", { dossier: accepted, serial: 42, printJob: uuidv7() });
    step(first, "dossier.withdrawalRequested", { by: "Nguyễn Văn An", reason });
    step(second, "dossier.withdrawalDropped", { reason });
    // Before the beginning is here nobody knows what becomes of it.
    await push(second);
    expect(await row()).toBeUndefined();
    await push(first);
    expect(await row()).toMatchObject({
      status: "withdrawalRequested",
      // No database takes a NUL: it is no letter of anybody's name.
      applicant_name: "Nguyễn Thị '; DROP TABLE dossiers; --",
      station: first.id,
    });
    await projectPending(district.db);
    expect(await row()).toMatchObject({ status: "accepted", station: first.id });
    step(second, "dossier.decided", { outcome: "granted", number: "18A8", note: "" });
    step(second, "dossier.withdrawn", { receiver: "Nguyễn Văn An", reason });
    await push(second);
    expect(await row()).toMatchObject({ status: "withdrawalRequested", due_at: null, station: first.id });
    const unread = await district.db
      .selectFrom("events")
      .select("seq")
      .where("station", "in", [first.id, second.id])
      .where("projected", "=", false)
      .execute();
    expect(unread).toEqual([]);
  });

  it("with a gap is told from where", async () => {
    const station = await enrol();
    for (const label of ["A001", "A002", "A003"]) issue(station, label);
    await push(station, batchOf(station, 1, 1));
    expect(await push(station, batchOf(station, 3, 3))).toMatchObject({
      status: 409,
      body: { code: "BATCH_GAP", data: { epoch: 1, expectedSeq: 2 } },
    });
  });

  it("with another event under a stored number is a fork", async () => {
    const station = await enrol();
    issue(station, "A001");
    await push(station);
    const clone = { ...station, events: [] };
    issue(clone, "A099");
    expect(await push(clone)).toMatchObject({ status: 409, body: { code: "BATCH_FORK", data: { seq: 1 } } });
  });

  it.each(["data", "actor", "at", "subject", "type"] as const)(
    "with a changed %s breaks the chain, nothing of it is stored",
    async (field) => {
      const station = await enrol();
      for (const label of ["A001", "A002", "A003"]) issue(station, label);
      const batch = batchOf(station);
      const changed = {
        data: '{"x":1}',
        actor: "other",
        at: "2026-11-24T01:00:00.001Z",
        subject: "other",
        type: "ticket.called",
      };
      batch.events = batch.events.map((event, index) =>
        index === 1 ? { ...event, [field]: changed[field] } : event,
      );
      expect(await push(station, batch)).toMatchObject({
        status: 422,
        body: { code: "CHAIN_BROKEN", data: { seq: 3 } },
      });
      expect(await position(station)).toMatchObject({ seq: 0 });
    },
  );

  it("of another station, without or with a wrong token is refused and recorded", async () => {
    const [station, other] = [await enrol(), await enrol()];
    issue(station, "A001");
    expect(await push({ ...station, token: other.token })).toMatchObject({
      status: 403,
      body: { code: "STATION_MISMATCH" },
    });
    expect(await push({ ...station, token: "wrong" })).toMatchObject({
      status: 401,
      body: { code: "UNAUTHORISED" },
    });
    expect(await call("POST", "/v1/batches", batchOf(station))).toMatchObject({ status: 401 });
    expect(
      (await district.db.selectFrom("refusals").select("code").execute()).map((row) => row.code).sort(),
    ).toEqual(["STATION_MISMATCH", "UNAUTHORISED", "UNAUTHORISED"]);
    expect(await position(station)).toMatchObject({ seq: 0 });
  });

  it("of a revoked station is refused", async () => {
    const station = await enrol();
    issue(station, "A001");
    await revokeStation(district.db, station.id);
    expect(await push(station)).toMatchObject({ status: 403, body: { code: "STATION_REVOKED" } });
  });

  it("of a protocol that is not known is told the known ones", async () => {
    const station = await enrol();
    issue(station, "A001");
    expect(await push(station, { ...batchOf(station), protocol: 99 })).toMatchObject({
      status: 400,
      body: { code: "PROTOCOL_UNSUPPORTED", data: { supported: [SYNC_PROTOCOL] } },
    });
  });

  it("of any other shape is bad input", async () => {
    const station = await enrol();
    for (const junk of [
      {},
      { ...batchOf(station), events: [] },
      [],
      "text",
      { events: "'; DROP TABLE events; --" },
    ]) {
      expect(await push(station, junk)).toMatchObject({ status: 400, body: { code: "BAD_INPUT" } });
    }
  });

  it("holds events this server does not know, unprojected, and projects the rest", async () => {
    const station = await enrol();
    issue(station, "A001");
    issue(station, "", "ticket.teleported", { to: "Mars" });
    issue(station, "", "ticket.issued", { broken: true });
    issue(station, "A002");
    expect(await push(station)).toMatchObject({ body: { position: { seq: 4 } } });
    const rows = await district.db
      .selectFrom("events")
      .select("projected")
      .where("station", "=", station.id)
      .orderBy("seq")
      .execute();
    expect(rows.map((row) => row.projected)).toEqual([true, false, false, true]);
  });

  it("taken from another station's line and sent under one's own name is refused", async () => {
    const [victim, thief] = [await enrol(), await enrol()];
    issue(victim, "A001");
    const replayed = { ...batchOf(victim), station: thief.id };
    expect(await push(thief, replayed)).toMatchObject({ status: 422, body: { code: "CHAIN_BROKEN" } });
    expect(await position(thief)).toMatchObject({ seq: 0 });
    expect(await position(victim)).toMatchObject({ seq: 0 });
    const kept = await district.db.selectFrom("refusals").select(["code", "station"]).execute();
    expect(kept).toEqual([{ code: "CHAIN_BROKEN", station: thief.id }]);
  });

  it("too long for one is refused", async () => {
    const station = await enrol();
    for (let number = 0; number <= BATCH_MAX_EVENTS; number += 1) issue(station, `A${number}`);
    expect(await push(station)).toMatchObject({ status: 400, body: { code: "BAD_INPUT" } });
    expect(await position(station)).toMatchObject({ seq: 0 });
  });

  it("keeps text that looks like SQL or script as text", async () => {
    const station = await enrol();
    const label = "A'); DROP TABLE tickets;-- <script>alert(1)</script>";
    issue(station, label);
    await push(station);
    const row = await district.db
      .selectFrom("tickets")
      .select("label")
      .where("station", "=", station.id)
      .executeTakeFirst();
    expect(row?.label).toBe(label);
  });
});

describe("a body", () => {
  function send(body: Buffer, headers: Record<string, string>, cutShort = false): Promise<number> {
    return new Promise((resolve, reject) => {
      const url = new URL(`${district.url}/v1/batches`);
      const request = httpRequest(
        url,
        { method: "POST", headers: { "content-type": "application/json", ...headers } },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      );
      request.on("error", (error: NodeJS.ErrnoException) =>
        error.code === "ECONNRESET" || error.code === "EPIPE" ? resolve(-1) : reject(error),
      );
      if (cutShort) {
        request.write(body.subarray(0, body.length / 2), () => request.destroy());
        return;
      }
      request.end(body);
    });
  }

  it("that unpacks to more than the limit is refused, however small it came", async () => {
    const bomb = gzipSync(Buffer.alloc(BATCH_MAX_BYTES * 20, 0x20));
    expect(bomb.length).toBeLessThan(BATCH_MAX_BYTES / 10);
    const station = await enrol();
    const authorization = `Bearer ${station.token}`;
    expect(await send(bomb, { "content-encoding": "gzip", authorization })).toBe(413);
    const tighter = zstdCompressSync(Buffer.alloc(BATCH_MAX_BYTES * 50, 0x20));
    expect(tighter.length).toBeLessThan(BATCH_MAX_BYTES / 100);
    expect(await send(tighter, { "content-encoding": "zstd", authorization })).toBe(413);
    await expect
      .poll(() => district.db.selectFrom("refusals").select(["code", "station"]).execute())
      .toEqual(Array(2).fill({ code: "BATCH_TOO_LARGE", station: station.id }));
  });

  it("that is no gzip, or of an unknown packing, is refused", async () => {
    expect(await send(Buffer.from("not gzip"), { "content-encoding": "gzip" })).toBe(400);
    expect(await send(Buffer.from("not zstd"), { "content-encoding": "zstd" })).toBe(400);
    expect(await send(Buffer.from("{}"), { "content-encoding": "br" })).toBe(400);
  });

  it("that breaks off changes nothing", async () => {
    const station = await enrol();
    for (let number = 0; number < 100; number += 1) issue(station, `A${number}`);
    const body = Buffer.from(JSON.stringify(batchOf(station)));
    await send(
      body,
      { authorization: `Bearer ${station.token}`, "content-length": String(body.length) },
      true,
    );
    expect(await position(station)).toMatchObject({ seq: 0 });
    expect((await push(station)).status).toBe(200);
  });
});

describe("the server", () => {
  it("says that a port is taken", async () => {
    const port = Number(new URL(district.url).port);
    await expect(
      startDistrict({ databaseUrl: postgres.url, port, attachmentsFolder: folder }),
    ).rejects.toMatchObject({
      code: "PORT_TAKEN",
      data: { port },
    });
  });

  it("still has what it acknowledged after PostgreSQL was killed", async () => {
    const place = mkdtempSync(join(tmpdir(), "killed-"));
    const first = await startEmbeddedPostgres(place);
    const before = district;
    district = await startDistrict({ databaseUrl: first.url, port: 0, attachmentsFolder: folder });
    const station = await enrol();
    for (let number = 1; number <= 20; number += 1) issue(station, `A${number}`);
    expect((await push(station)).status).toBe(200);
    const pid = readFileSync(join(place, "data/postmaster.pid"), "utf8").split("\n")[0] ?? "";
    await district.close();
    execFileSync("kill", ["-9", pid]);
    const second = await startEmbeddedPostgres(place);
    const figures = await districtFigures(second.url);
    expect(figures.tickets).toHaveLength(20);
    expect(figures.chainsIntact).toBe(true);
    await second.stop();
    district = before;
    rmSync(place, { recursive: true, force: true });
  });
});
