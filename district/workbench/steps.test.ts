import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { sql } from "kysely";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { root } from "../../build/project.ts";
import type { SignedIn } from "../../contract/district-accounts.ts";
import type { Figures } from "../../contract/district-supervision.ts";
import type { AcceptedDossier } from "../../contract/dossier.ts";
import { officeDay } from "../../contract/time.ts";
import { ToldStation } from "../../tests/told-station.ts";
import { createAccount } from "../accounts/accounts.ts";
import { Attachments } from "../attachments/attachments.ts";
import { readDossiers } from "../dossiers/dossiers.ts";
import { currentOffice } from "../office/current.ts";
import { type RunningPostgres, startEmbeddedPostgres } from "../postgres/embedded.ts";
import { type DistrictServer, startDistrict } from "../server.ts";
import { feedAfter } from "../stations/feed.ts";
import { callerByToken } from "../stations/stations.ts";
import { figures } from "../supervision/figures.ts";
import { sendFile } from "./files.ts";
import { workOf } from "./lists.ts";
import { attach, handOver, takeOver, takeStep } from "./steps.ts";
import { viewOf } from "./view.ts";
import { readVisible } from "./visible.ts";

const AGENCY = "000.00.15.H44";
const FINANCE = "tai-chinh-ke-hoach";

let folder: string;
let postgres: RunningPostgres;
let district: DistrictServer;
let counter: ToldStation;

const officer: SignedIn = {
  login: "yen",
  name: "Hoàng Thị Yến",
  role: "officer",
  division: FINANCE,
  agency: null,
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "workbench-"));
  postgres = await startEmbeddedPostgres(join(folder, "postgres"));
  district = await startDistrict({
    databaseUrl: postgres.url,
    port: 0,
    attachmentsFolder: join(folder, "files"),
    officeFolder: join(root, "data/phu-ninh"),
  });
});
afterAll(async () => {
  await district.close();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  counter = await ToldStation.enrolled(district.db, AGENCY);
});

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

/** A dossier in the hands of the division of finance. */
async function inHand(change: Partial<AcceptedDossier> = {}, at = counter): Promise<string> {
  const id = at.accept(ago(3), new Date(Date.now() + 86_400_000).toISOString(), {
    procedureCode: "1.001612",
    ...change,
  });
  const handover = uuidv7();
  at.tell("dossier.handedOver", ago(2), id, {
    handover,
    number: "1",
    from: "counter",
    to: FINANCE,
    givenBy: { id: "lan", name: "Lan" },
    printJob: null,
  });
  const by = { name: "Hoàng Thị Yến", staff: "yen", how: "pin" } as const;
  at.tell("dossier.takenOver", ago(1), id, { handover, to: FINANCE, by });
  await at.send();
  return id;
}

const seen = async (id: string) => ({ id, state: (await viewOf(district.db, officer, id)).state });

/** Whether somebody waits for a lock. */
async function isWaiting(): Promise<boolean> {
  const { rows } = await sql`SELECT FROM pg_locks WHERE NOT granted LIMIT 1`.execute(district.db);
  return rows.length > 0;
}

it("locks the dossiers of a list in the order in which a batch does, however they were typed", async () => {
  const ids = [await inHand(), await inHand()].sort();
  const [first = "", second = ""] = ids;
  const typed = [await seen(second), await seen(first)];
  let given: Promise<{ number: string }> | undefined;
  await district.db.transaction().execute(async (batch) => {
    await readDossiers(batch, [first], { lock: true });
    given = handOver(district.db, officer, {
      requestId: uuidv7(),
      from: FINANCE,
      to: "counter",
      dossiers: typed,
    });
    given.catch(() => undefined);
    await expect.poll(isWaiting).toBe(true);
    await readDossiers(batch, [second], { lock: true });
  });
  await expect(given).resolves.toMatchObject({ number: expect.any(String) });
  const after = await readDossiers(district.db, ids);
  expect(ids.map((id) => after.get(id)?.custody.passing?.to)).toEqual(["counter", "counter"]);
});

it("breaks off a paper that can't be read to its end, so that nobody waits for the rest", async () => {
  const sha256 = "b".repeat(64);
  const paper = { sha256, name: "scan.pdf", mediaType: "application/pdf", componentId: null } as const;
  const bytes = 64 * 1024 * 1024;
  const id = await inHand({ attachments: [{ ...paper, bytes }] });
  const papers = join(folder, "torn");
  const file = join(papers, sha256.slice(0, 2), sha256);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, Buffer.alloc(bytes, 1));
  const attachments = new Attachments(district.db, papers);
  const me = { ...officer, mustChangePassword: false, areas: [] };
  let failure: unknown;
  const server = createServer((message, response) => {
    sendFile({ db: district.db, attachments }, me, message.url ?? "", response).catch((error) => {
      failure = error;
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  try {
    const { port } = server.address() as AddressInfo;
    const answer = await new Promise<IncomingMessage>((resolve) =>
      get({ host: "127.0.0.1", port, path: `/web/files/${id}/${sha256}` }, resolve),
    );
    expect(answer.statusCode).toBe(200);
    // What is under way fits no buffer: the server waits in the middle of the paper.
    rmSync(file);
    const ended = new Promise<string>((resolve) => {
      answer.on("end", () => resolve("whole"));
      answer.on("error", () => resolve("broken off"));
    });
    answer.resume();
    expect(await ended).toBe("broken off");
    expect(failure).toBeInstanceOf(Error);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

describe("a paper that the division attaches", () => {
  const pdf = Buffer.from("%PDF-1.4\n1 0 obj<</Type /Page>>endobj\ntrailer<<>>\nstartxref\n9\n%%EOF\n");
  const files = () => new Attachments(district.db, join(folder, "files"));
  const attached = async (id: string) => (await readDossiers(district.db, [id])).get(id)?.attachments ?? [];
  const given = async (id: string, change: Partial<Parameters<typeof attach>[3]> = {}) => ({
    requestId: uuidv7(),
    ...(await seen(id)),
    name: "Giấy chứng nhận.pdf",
    content: pdf,
    ...change,
  });
  const isKept = (content: Buffer) => files().has(createHash("sha256").update(content).digest("hex"));

  it("is kept before it is told, once for each request, and goes down to the counter that has the dossier", async () => {
    const id = await inHand();
    const asked = await given(id);
    const view = await attach(district.db, files(), officer, asked);
    const [paper] = view.dossier.attachments;
    expect(view.dossier.attachments).toMatchObject([
      { name: "Giấy chứng nhận.pdf", mediaType: "application/pdf", bytes: pdf.length, componentId: null },
    ]);
    expect(view.here).toEqual([paper?.sha256]);
    expect(isKept(pdf)).toBe(true);
    // A page that asks again because the answer was lost.
    await attach(district.db, files(), officer, asked);
    const told = await district.db
      .selectFrom("events")
      .select("actor")
      .where("subject", "=", id)
      .where("type", "=", "dossier.attached")
      .execute();
    expect(told).toEqual([{ actor: "yen" }]);
    const { items } = await feedAfter(
      district.db,
      await callerByToken(district.db, counter.token),
      null,
      100,
    );
    expect(JSON.stringify(items)).toContain(paper?.sha256);
    await expect(
      attach(district.db, files(), officer, { ...asked, content: Buffer.concat([pdf, pdf]) }),
    ).rejects.toMatchObject({ code: "REQUEST_REUSED" });
  });

  it.each([
    ["a program under another name", { content: Buffer.from("MZ\u0090") }, "ATTACHMENT_TYPE"],
    ["a program that looks like a paper", { name: "a.pdf.exe" }, "ATTACHMENT_TYPE"],
    ["half a paper", { content: pdf.subarray(0, 40) }, "ATTACHMENT_BROKEN"],
    ["nothing", { content: Buffer.alloc(0) }, "ATTACHMENT_BROKEN"],
    ["16 megabytes", { content: Buffer.concat([pdf, Buffer.alloc(16 * 1024 ** 2)]) }, "ATTACHMENT_TOO_LARGE"],
  ])("is refused where it is %s", async (_what, change, code) => {
    const id = await inHand();
    await expect(attach(district.db, files(), officer, await given(id, change))).rejects.toMatchObject({
      code,
    });
    expect(await attached(id)).toEqual([]);
  });

  it("is refused of what another division has, of what has changed, and by its name alone", async () => {
    const id = await inHand();
    const judicial: SignedIn = { ...officer, login: "binh", name: "Bình", division: "tu-phap" };
    const own = Buffer.concat([pdf, Buffer.from("%%EOF of another\nstartxref")]);
    await expect(
      attach(district.db, files(), judicial, await given(id, { content: own })),
    ).rejects.toMatchObject({ code: "DOSSIER_UNKNOWN" });
    expect(isKept(own)).toBe(false);
    const before = await seen(id);
    await attach(district.db, files(), officer, await given(id));
    await expect(attach(district.db, files(), officer, await given(id, before))).rejects.toMatchObject({
      code: "DOSSIER_CHANGED",
    });
    const [attachment] = await attached(id);
    if (attachment === undefined) throw new Error("nothing is attached");
    const other = await inHand();
    await expect(
      takeStep(district.db, officer, {
        requestId: uuidv7(),
        ...(await seen(other)),
        step: { kind: "attach", attachment },
      }),
    ).rejects.toMatchObject({ code: "ROLE_LACKS" });
    await handOver(district.db, officer, {
      requestId: uuidv7(),
      from: FINANCE,
      to: "tu-phap",
      dossiers: [await seen(other)],
    });
    const { passing } = (await viewOf(district.db, officer, other)).dossier.custody;
    await takeOver(district.db, judicial, {
      requestId: uuidv7(),
      handover: passing?.handover ?? "",
      taken: [other],
      declined: [],
    });
    await expect(
      attach(district.db, files(), officer, await given(other, { content: own })),
    ).rejects.toMatchObject({ code: "DOSSIER_STEP", data: { step: "attach", obstacle: "custody" } });
    expect(isKept(own)).toBe(false);
  });
});

it("takes a note only from who has the dossier now, or from the head", async () => {
  const id = await inHand();
  const judicial: SignedIn = { ...officer, login: "binh", name: "Bình", division: "tu-phap" };
  const head: SignedIn = { ...officer, login: "nghia", name: "Nghĩa", role: "head", division: null };
  const note = async (by: SignedIn) =>
    takeStep(district.db, by, {
      requestId: uuidv7(),
      ...(await seen(id)),
      step: { kind: "note", text: "Đã gọi điện" },
    });
  const obstacle = async (by: SignedIn) =>
    (await viewOf(district.db, by, id)).steps.find(({ kind }) => kind === "note")?.obstacle;
  expect(await obstacle(officer)).toBeNull();
  await note(officer);
  await handOver(district.db, officer, {
    requestId: uuidv7(),
    from: FINANCE,
    to: "tu-phap",
    dossiers: [await seen(id)],
  });
  const { passing } = (await viewOf(district.db, officer, id)).dossier.custody;
  await takeOver(district.db, judicial, {
    requestId: uuidv7(),
    handover: passing?.handover ?? "",
    taken: [id],
    declined: [],
  });
  expect(await obstacle(officer)).toBe("custody");
  await expect(note(officer)).rejects.toMatchObject({
    code: "DOSSIER_STEP",
    data: { step: "note", obstacle: "custody" },
  });
  for (const by of [judicial, head]) {
    expect(await obstacle(by)).toBeNull();
    await note(by);
  }
});

it("lets the head of one agency see and sign what is that agency's, and nothing else; the node's head all of it", async () => {
  const commune = await ToldStation.enrolled(district.db, "000.04.33.H44");
  const theirs = await inHand({}, commune);
  const ours = await inHand();
  const nodes: SignedIn = { ...officer, login: "nghia", role: "head", division: null };
  const communes: SignedIn = { ...nodes, login: "xuan", name: "Xuân", agency: "000.04.33.H44" };
  const visible = async (by: SignedIn) =>
    (await readVisible(district.db, by, [theirs, ours])).map(({ id }) => id);
  expect(await visible(nodes)).toEqual([theirs, ours]);
  expect(await visible(communes)).toEqual([theirs]);
  const inList = async (by: SignedIn) =>
    (await workOf(district.db, by, { list: "inProcess", unit: null })).items.map(({ id }) => id);
  expect(await inList(communes)).toEqual([theirs]);
  expect(await inList(nodes)).not.toContain(theirs);

  const view = (by: SignedIn) => viewOf(district.db, by, theirs);
  const stop = (by: SignedIn) => view(by).then(({ steps }) => steps.find(({ kind }) => kind === "stop"));
  expect((await stop(nodes))?.obstacle).toBe("custody");
  expect((await stop(communes))?.obstacle).toBeNull();
  const step = { kind: "stop", reason: "Không còn nhu cầu", legalBasis: "Điều 20" } as const;
  const { state } = await view(communes);
  const stopped = await takeStep(district.db, communes, { requestId: uuidv7(), id: theirs, state, step });
  expect(stopped.dossier.status).toBe("stopped");
  await expect(
    takeStep(district.db, communes, { requestId: uuidv7(), id: ours, state, step }),
  ).rejects.toMatchObject({ code: "DOSSIER_UNKNOWN" });
});

it("answers the head of one agency about that one, whatever was asked", async () => {
  const commune = await ToldStation.enrolled(district.db, "000.02.33.H44");
  commune.accept(ago(3), ago(-1440));
  await commune.send();
  counter.accept(ago(3), ago(-1440));
  await counter.send();
  const scope = { name: "Xuân", role: "head", division: null, agency: "000.02.33.H44" } as const;
  await createAccount(district.db, null, { login: "xuan", ...scope }, "một câu dễ nhớ 26");
  const post = (call: string, input: object, cookie = "") =>
    fetch(`${district.url}/web/rpc/${call}`, {
      method: "POST",
      headers: { origin: district.url, "content-type": "application/json", cookie },
      body: JSON.stringify({ json: input }),
    });
  const entered = await post("session/signIn", { login: "xuan", password: "một câu dễ nhớ 26" });
  const cookie = entered.headers.getSetCookie()[0]?.split(";")[0];
  const to = officeDay(new Date().toISOString());
  for (const agency of [null, AGENCY, "000.02.33.H44"]) {
    const query = { from: null, to, agency, field: null, procedure: null };
    const { json } = (await (await post("supervision/figures", query, cookie)).json()) as { json: Figures };
    expect(json.agencies.map(({ code }) => code)).toEqual(["000.02.33.H44"]);
    expect(json.dossiers.received.counter).toBe(1);
  }
});

it("shows a supervisor of one agency the dossiers that the figures count for it, after a merger too", async () => {
  const [former, alsoFormer, merged] = ["000.04.15.H44", "000.02.15.H44", "000.01.33.H44"] as const;
  const ids: string[] = [];
  for (const agency of [former, alsoFormer, merged]) {
    const station = await ToldStation.enrolled(district.db, agency);
    ids.push(station.accept(ago(3), ago(-1440)));
    await station.send();
  }
  const office = await currentOffice(district.db);
  const now = new Date().toISOString();
  for (const [agency, expected] of [
    [former, ids.slice(0, 1)],
    [merged, ids],
    [null, ids],
  ] as const) {
    const supervisor: SignedIn = { ...officer, role: "supervisor", division: null, agency };
    const visible = await readVisible(district.db, supervisor, ids);
    expect(visible.map(({ id }) => id)).toEqual(expected);
    if (agency === null) continue;
    const query = { from: null, to: officeDay(now), agency, field: null, procedure: null };
    const counted = await figures(district.db, office, query, now);
    expect(counted.dossiers.received.counter).toBe(expected.length);
  }
});
