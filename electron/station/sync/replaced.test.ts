import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { v4 as uuid, v7 as uuidv7 } from "uuid";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { root } from "../../../build/project.ts";
import { CHAIN_START, eventHash } from "../../../contract/chain.ts";
import type { Dossier } from "../../../contract/dossier.ts";
import { intakeSchema } from "../../../contract/dossier-calls.ts";
import type { StoredEvent } from "../../../contract/events.ts";
import type { FeedItem } from "../../../contract/feed.ts";
import { dossierById } from "../../../db/dossiers.ts";
import { EventLog } from "../../../db/event-log.ts";
import { rebuildProjections } from "../../../db/projections.ts";
import { stationPlace } from "../../../db/station-identity.ts";
import { Store } from "../../../db/store.ts";
import { recordOwn } from "../../../district/own-log/own-log.ts";
import { type RunningPostgres, startEmbeddedPostgres } from "../../../district/postgres/embedded.ts";
import { type DistrictServer, startDistrict } from "../../../district/server.ts";
import { dossierOf } from "../../../tests/dossier-of.ts";
import { stationAlone } from "../../../tests/station-alone.ts";
import type { AtCounter } from "../staff/desk.ts";
import type { Station } from "../station.ts";
import { StoredSyncLog } from "./stored-sync-log.ts";

/** A PC that stands in for one that broke goes on with its dossiers, from the district alone. */

const AGENCY = "000.00.15.H44";
const BUSINESS = "1.001612";
let folder: string;
let postgres: RunningPostgres;
let district: DistrictServer;
let running: Station[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "replaced-"));
  postgres = await startEmbeddedPostgres(join(folder, "postgres"));
});
afterAll(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  running = [];
  district = await startDistrict({
    databaseUrl: postgres.url,
    port: 0,
    attachmentsFolder: join(folder, "files"),
    officeFolder: join(root, "data/phu-ninh"),
  });
});
afterEach(async () => {
  for (const station of running) await station.stop();
  await district.close();
});

async function station(replaces?: Station): Promise<Station> {
  const more = replaces === undefined ? {} : { replaces: replaces.context.log.place.station };
  const enrolCode = await district.createEnrolCode({ agency: AGENCY, name: "Quầy 1", ...more });
  const started = await stationAlone(mkdtempSync(join(folder, "station-")), {
    district: { url: district.url, enrolCode },
  });
  running.push(started);
  await started.syncNow();
  return started;
}

/** The PC breaks: what it had not sent is gone with it. */
async function breaks(broken: Station): Promise<void> {
  await broken.syncNow();
  await broken.stop();
  running = running.filter((entry) => entry !== broken);
}

const at = async (where: Station, staff = "lan"): Promise<AtCounter> => {
  const { session } = await where.desk.signIn({ staff, counter: "1", pin: "1234" });
  return where.desk.require(session);
};

async function accept(where: Station, fullName: string, attachments: unknown[] = []): Promise<Dossier> {
  const { components } = where.procedure(BUSINESS);
  const intake = intakeSchema.parse({
    procedureCode: BUSINESS,
    applicant: {
      fullName,
      citizenNumber: null,
      birthDate: null,
      sex: null,
      address: "Xã Phú Lộc",
      phone: "0912345678",
    },
    components: components.map(({ id }) => ({ componentId: id, originals: 1, copies: 0 })),
    attachments,
    fee: 100_000,
  });
  await where.attachments.claim(intake.attachments);
  return (await where.intake.accept(await at(where), uuidv7(), intake)).dossier;
}

const read = async (where: Station, { id }: { id: string }) =>
  (await dossierById(where.context.store.db, id)) as Dossier;

describe("a PC that stands in for one that broke", () => {
  it("has its open dossiers as they were, with papers, payments and lists, and goes on with each", async () => {
    const first = await station();
    const desk = await at(first);
    const scan = readFileSync(join(root, "electron/station/printing/approved/receipt-80.png"));
    const { pages: _pages, ...stored } = await first.attachments.store("don.png", scan);
    const one = await accept(first, "Nguyễn Văn An", [{ ...stored, componentId: null }]);
    const two = await accept(first, "Trần Thị Bình");
    const three = await accept(first, "Lê Minh Tuấn");
    const request = {
      stage: "intake" as const,
      items: ["CCCD"],
      reason: "Thiếu",
      legalBasis: "",
      until: null,
    };
    await first.life.step(desk, uuidv7(), two.id, { kind: "requestSupplement", request });
    const line = three.fees[0];
    if (line === undefined) throw new Error("nothing to pay");
    await first.life.step(desk, uuidv7(), three.id, { kind: "pay", lines: [line], method: "cash" });
    const given = {
      requestId: uuidv7(),
      from: "counter",
      to: "tu-phap",
      dossiers: [three.id],
      givenBy: null,
    };
    const { handover } = await first.handovers.give(desk, given);
    await first.syncNow();
    // The division says something of the first at the district.
    const noted = {
      actor: "thao",
      type: "dossier.noted",
      subject: one.id,
      data: { text: "Đã xem" },
    } as const;
    await district.db.transaction().execute((trx) => recordOwn(trx, [noted]));
    await first.syncNow();
    const before = await Promise.all([one, two, three].map((dossier) => read(first, dossier)));
    const history = (await first.life.view(desk, one.id)).history;
    expect(history.map(({ type }) => type)).toEqual(["dossier.accepted", "dossier.noted"]);
    await breaks(first);

    const second = await station(first);
    await second.syncNow();
    expect(await Promise.all([one, two, three].map((dossier) => read(second, dossier)))).toEqual(before);
    const now = await at(second);
    // All of it was done at another PC, or at the district.
    expect((await second.life.view(now, one.id)).history).toEqual(
      history.map((entry) => ({ ...entry, elsewhere: true })),
    );
    const found = await second.finder.search({ query: "binh", status: null, limit: 5, after: null });
    expect(found.found.map(({ id }) => id)).toEqual([two.id]);
    const file = join(second.context.store.folder, "attachments", stored.sha256.slice(0, 2), stored.sha256);
    await expect.poll(() => existsSync(file), { timeout: 10_000 }).toBe(true);

    // Each goes on from where it stood.
    const { components } = second.procedure(BUSINESS);
    const answer = [
      { componentId: components[0]?.id ?? "", originals: 1, certified: 0, copies: 0, reusedFrom: null },
    ];
    const supplemented = await second.life.step(now, uuidv7(), two.id, {
      kind: "supplement",
      components: answer,
    });
    expect(supplemented.dossier.status).toBe("accepted");
    const by = { name: "Vũ Thị Thảo" };
    const taken = { requestId: uuidv7(), handover: handover.id, by, declined: [] };
    await second.handovers.take(now, taken);
    expect((await read(second, three)).custody.unit).toBe("tu-phap");
    // Numbers go on without meeting those of before.
    const four = await accept(second, "Đỗ Văn Hải");
    expect([one, two, three].map(({ code }) => code)).not.toContain(four.code);
    const numbers = [two, one].map(async ({ id }) => {
      const { dossier } = await second.life.step(now, uuidv7(), id, {
        kind: "requestSupplement",
        request: { ...request, stage: "appraisal" },
      });
      return dossier.supplements.at(-1)?.number;
    });
    const papers = [before[1]?.supplements[0]?.number, await numbers[0], await numbers[1]];
    expect(new Set(papers).size).toBe(3);
    await second.syncNow();
    const rows = await district.db
      .selectFrom("dossiers")
      .select(["id", "data"])
      .where("id", "in", [two.id, three.id])
      .execute();
    for (const { id, data } of rows) expect(JSON.parse(data ?? "null")).toEqual(await read(second, { id }));

    // It breaks as well: what both did is there.
    const last = await Promise.all([one, two, three, four].map((dossier) => read(second, dossier)));
    await breaks(second);
    const third = await station(second);
    await third.syncNow();
    expect(await Promise.all([one, two, three, four].map((dossier) => read(third, dossier)))).toEqual(last);
    const { store } = third.context;
    await rebuildProjections(store);
    expect(await Promise.all([one, two, three, four].map((dossier) => read(third, dossier)))).toEqual(last);
  });
});

describe("what comes of a dossier from several logs", () => {
  const [counter, node] = [uuid(), uuid()];
  const { id } = dossierOf();
  const made = story();

  /** A dossier's life in two logs: accepted, given away, asked for more, paid, taken over, decided. */
  function story(): FeedItem[] {
    const { dueAt: _dueAt, ...accepted } = dossierOf({ payments: [], attachments: [] });
    const heads = new Map([counter, node].map((station) => [station, { seq: 0, hash: CHAIN_START }]));
    let minute = 0;
    const tell = (station: string, type: string, data: unknown): FeedItem => {
      minute += 1;
      const head = heads.get(station) ?? { seq: 0, hash: CHAIN_START };
      const content = {
        seq: head.seq + 1,
        at: new Date(Date.UTC(2026, 10, 24, 2, minute)).toISOString(),
        actor: "lan",
        type,
        version: 1,
        subject: id,
        data: JSON.stringify(data),
      };
      const event: StoredEvent = { ...content, hash: eventHash({ station, epoch: 1 }, head.hash, content) };
      heads.set(station, { seq: event.seq, hash: event.hash });
      return { id: uuid(), at: event.at, kind: "event", data: JSON.stringify({ station, epoch: 1, event }) };
    };
    const [line] = accepted.fees;
    const handover = uuidv7();
    const payment = {
      id: uuidv7(),
      number: "0000001/26-1",
      lines: [line],
      amount: 20_000,
      method: "cash",
      at: "2026-11-24T03:00:00.000Z",
      cashier: { id: "lan", name: "Lan" },
    };
    const recount = { dueAt: "2026-11-30T10:00:00.000Z", steps: [] };
    return [
      tell(counter, "dossier.accepted", { dossier: accepted, serial: 1, printJob: uuidv7() }),
      tell(counter, "dossier.handedOver", {
        handover,
        number: "1/2026",
        from: "counter",
        to: "tu-phap",
        givenBy: { id: "lan", name: "Lan" },
        printJob: null,
      }),
      tell(node, "dossier.takenOver", {
        handover,
        to: "tu-phap",
        by: { name: "Vũ Thị Thảo", staff: "thao", how: "pin" },
      }),
      tell(node, "dossier.supplementRequested", {
        request: { stage: "appraisal", items: ["A"], reason: "Thiếu", legalBasis: "", until: null },
        number: "1/HDHS",
        printJob: null,
      }),
      tell(counter, "dossier.paid", { payment, recount: null, printJob: null }),
      tell(counter, "dossier.paymentVoided", { payment: payment.id, reason: "Nhầm" }),
      tell(counter, "dossier.supplemented", { components: [], recount }),
      tell(node, "dossier.decided", { outcome: "granted", number: "12/QĐ", note: "" }),
      tell(node, "dossier.noted", { text: "Xong" }),
    ];
  }

  async function outcomeOf(items: readonly FeedItem[]) {
    const store = await Store.open(mkdtempSync(join(folder, "order-")));
    try {
      const log = new StoredSyncLog(store, new EventLog(await stationPlace(store)));
      for (const item of items) await log.receive([item], item.id);
      const read = async () => ({
        dossiers: await store.db.selectFrom("dossiers").selectAll().execute(),
        handovers: await store.db.selectFrom("handovers").selectAll().execute(),
        payments: await store.db.selectFrom("payments").selectAll().execute(),
        numbers: await store.db.selectFrom("running_numbers").selectAll().orderBy("kind").execute(),
        serials: await store.db.selectFrom("dossier_serials").selectAll().execute(),
        waiting: await store.db
          .selectFrom("received_events")
          .select("hash")
          .where("applied", "=", 0)
          .execute(),
      });
      const found = await read();
      await rebuildProjections(store);
      expect(await read()).toEqual(found);
      return found;
    } finally {
      await store.close();
    }
  }

  it("is the same whatever came first", { timeout: 120_000 }, async () => {
    const inOrder = await outcomeOf(made);
    expect(JSON.parse(inOrder.dossiers[0]?.data ?? "{}")).toMatchObject({
      status: "decided",
      custody: { unit: "tu-phap" },
      payments: [],
    });
    expect(inOrder.payments).toMatchObject([{ voided: "Nhầm" }]);
    expect(inOrder.waiting).toEqual([]);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(made, { minLength: made.length, maxLength: made.length }),
        async (items) => {
          expect(await outcomeOf(items)).toEqual(inOrder);
        },
      ),
      { numRuns: 25 },
    );
  });
});
