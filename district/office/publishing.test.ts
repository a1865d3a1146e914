import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { v7 as uuidv7 } from "uuid";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { root } from "../../build/project.ts";
import type { Catalogue, Procedure } from "../../contract/catalogue.ts";
import { intakeSchema } from "../../contract/dossier-calls.ts";
import { currentCatalogue } from "../../db/catalogue.ts";
import { rebuildProjections } from "../../db/projections.ts";
import type { AtCounter } from "../../electron/station/staff/desk.ts";
import type { Station } from "../../electron/station/station.ts";
import { type CuttableLine, cuttableLine } from "../../tests/day/cuttable-line.ts";
import { stationAlone } from "../../tests/station-alone.ts";
import { type RunningPostgres, startEmbeddedPostgres } from "../postgres/embedded.ts";
import { type DistrictServer, startDistrict } from "../server.ts";
import { publish } from "../stations/feed.ts";
import { officeChanges } from "./changes.rules.ts";
import { currentOffice } from "./current.ts";
import { changeDraft, workingCopy } from "./draft.ts";
import { officeOverview } from "./overview.ts";
import { officePieces, publishDraft } from "./publish.ts";

/** From the district's draft to what real stations offer, over the real sync. */

const OWN = "000.00.15.H44";
const OTHER = "000.01.15.H44";
const COPIES = "2.000815";
let folder: string;
let postgres: RunningPostgres;
let district: DistrictServer;
let line: CuttableLine;
let stations: Station[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "publishing-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  postgres = await startEmbeddedPostgres(mkdtempSync(join(folder, "postgres-")));
  district = await startDistrict({
    databaseUrl: postgres.url,
    port: 0,
    attachmentsFolder: join(folder, "files"),
    officeFolder: join(root, "data/phu-ninh"),
  });
  line = await cuttableLine({ host: "127.0.0.1", port: Number(new URL(district.url).port) });
  stations = [];
});
afterEach(async () => {
  await Promise.all(stations.map((station) => station.stop()));
  await line.close();
  await district.close();
  await postgres.stop();
});

async function station(agency = OWN): Promise<Station> {
  const url = `http://127.0.0.1:${line.port}`;
  const enrolCode = await district.createEnrolCode({ agency, name: `Quầy ${stations.length + 1}` });
  const started = await stationAlone(mkdtempSync(join(folder, "station-")), { district: { url, enrolCode } });
  stations.push(started);
  await started.syncNow();
  return started;
}

const change = (edit: (catalogue: Catalogue) => Catalogue) => changeDraft(district.db, "hoa", null, edit);

async function publishAs(audience = "all", note = "Thử"): Promise<number> {
  const { sha256: basedOn } = await workingCopy(district.db);
  return district.db.transaction().execute((trx) => publishDraft(trx, "hoa", { basedOn, audience, note }));
}

const withFee = (amount: number) => (catalogue: Catalogue) => ({
  ...catalogue,
  procedures: catalogue.procedures.map((entry) =>
    entry.code === COPIES ? { ...entry, fee: { ...entry.fee, amount } } : entry,
  ),
});
const feeAt = (where: Station) => where.procedure(COPIES).fee.amount;
const at = async (where: Station, staff = "lan", pin = "1234"): Promise<AtCounter> => {
  const { session } = await where.desk.signIn({ staff, counter: "1", pin });
  return where.desk.require(session);
};
const versionOf = async (where: Station) => {
  const { stations: known } = await officeOverview(district.db);
  return known.find((entry) => entry.station === where.context.log.place.station);
};

describe("the draft", () => {
  it("is nothing that stations hear of, says what would change, and is nothing any more when it is changed back", async () => {
    const one = await station();
    const before = feeAt(one);
    await change(withFee(before + 1000));
    const overview = await officeOverview(district.db);
    expect(overview.draft).toMatchObject({ from: 1, by: "hoa" });
    expect(overview.changes).toMatchObject({
      procedures: [
        { code: COPIES, parts: ["fee"], before: { amount: before }, after: { amount: before + 1000 } },
      ],
      days: [],
      hours: false,
      staff: [],
    });
    await one.syncNow();
    expect(feeAt(one)).toBe(before);
    expect(
      (await currentOffice(district.db)).procedures.find(({ code }) => code === COPIES)?.fee.amount,
    ).toBe(before);
    await change(withFee(before));
    expect((await officeOverview(district.db)).draft).toBeNull();
    await expect(publishAs()).rejects.toMatchObject({ code: "NOTHING_TO_PUBLISH" });
  });

  it("is refused where it contradicts itself or somebody saved meanwhile, and stays as it was", async () => {
    const { sha256 } = await workingCopy(district.db);
    await change(withFee(7000));
    await expect(changeDraft(district.db, "hoa", sha256, withFee(8000))).rejects.toMatchObject({
      code: "CATALOGUE_CHANGED",
    });
    const noMonday = (catalogue: Catalogue) => ({
      ...catalogue,
      calendar: {
        ...catalogue.calendar,
        week: [[], [], [], [], [], [], []] as Catalogue["calendar"]["week"],
      },
    });
    await expect(change(noMonday)).rejects.toMatchObject({
      code: "CATALOGUE_INVALID",
      data: { path: "calendarweek[0]" },
    });
    await expect(publishAs("nowhere")).rejects.toMatchObject({ code: "AGENCY_UNKNOWN" });
    expect((await officeOverview(district.db)).changes.procedures).toHaveLength(1);
  });
});

describe("what was published", () => {
  it("is in force at every station, is said by whom and when, and is taken back by publishing the former anew", async () => {
    const [one, two] = [await station(), await station(OTHER)];
    const before = feeAt(one);
    await change(withFee(before + 500));
    const version = await publishAs("all", "Nghị quyết mới");
    await Promise.all([one.syncNow(), two.syncNow()]);
    expect([feeAt(one), feeAt(two)]).toEqual([before + 500, before + 500]);
    // The hall's own arrangements are no part of it.
    expect(two.context.catalogue.all.counters).toEqual(one.context.catalogue.all.counters);
    await Promise.all([one.syncNow(), two.syncNow()]);
    for (const where of [one, two])
      expect(await versionOf(where)).toMatchObject({
        wanted: version,
        report: { version, refused: null },
      });
    expect((await officeOverview(district.db)).history).toMatchObject([
      { version: 2, account: "hoa", note: "Nghị quyết mới", audience: "all", basedOn: 1 },
      { version: 1, account: "import" },
    ]);

    const first = await district.db
      .selectFrom("office_versions")
      .select("data")
      .where("number", "=", 1)
      .executeTakeFirstOrThrow();
    await change(() => JSON.parse(first.data) as Catalogue);
    expect(await publishAs("all", "Trở lại")).toBe(3);
    await one.syncNow();
    expect(feeAt(one)).toBe(before);
    const { store } = one.context;
    const stored = await currentCatalogue(store.db);
    await rebuildProjections(store);
    expect(await currentCatalogue(store.db)).toEqual(stored);
  });

  it("goes to one agency alone, where that was meant", async () => {
    const [one, two] = [await station(), await station(OTHER)];
    const before = feeAt(one);
    await change(withFee(before + 700));
    const version = await publishAs(OTHER);
    await Promise.all([one.syncNow(), two.syncNow()]);
    expect([feeAt(one), feeAt(two)]).toEqual([before, before + 700]);
    expect(await versionOf(one)).toMatchObject({ wanted: null });
    await two.syncNow();
    expect(await versionOf(two)).toMatchObject({ wanted: version, report: { version } });
  });

  it("waits until the citizen at the counter has gone; the dossier in hand keeps its version", async () => {
    const one = await station();
    const desk = await at(one);
    const before = one.procedure(COPIES);
    const { ticket } = await one.queue.take({
      requestId: uuidv7(),
      serviceGroup: "certification",
      priority: null,
    });
    await one.queue.step(desk, uuidv7(), { kind: "callNext" });
    const next: Procedure = { ...before, effectiveFrom: "2026-11-01", time: { unit: "hours", count: 7 } };
    await change((catalogue) => ({
      ...catalogue,
      procedures: catalogue.procedures.map((entry) => (entry.code === COPIES ? next : entry)),
    }));
    await publishAs();
    await one.syncNow();
    expect(one.procedure(COPIES).effectiveFrom).toBe(before.effectiveFrom);
    const { dossier } = await one.intake.accept(
      desk,
      uuidv7(),
      intakeSchema.parse({
        procedureCode: COPIES,
        applicant: {
          fullName: "Nguyễn Văn An",
          citizenNumber: null,
          birthDate: null,
          sex: null,
          address: "",
          phone: "",
        },
        components: before.components.map(({ id }) => ({ componentId: id, originals: 1, copies: 1 })),
        fee: 0,
        ticket: ticket.id,
      }),
    );
    await one.queue.step(desk, uuidv7(), { kind: "served", ticket: ticket.id });
    await expect.poll(() => one.procedure(COPIES).effectiveFrom, { timeout: 5000 }).toBe("2026-11-01");
    expect(dossier.procedureVersion).toBe(before.effectiveFrom);
    const note = { kind: "note" as const, text: "Đã gọi" };
    await one.life.step(desk, uuidv7(), dossier.id, note);
    const { store, catalogue } = one.context;
    expect((await catalogue.procedureVersion(store.db, COPIES, before.effectiveFrom)).time).toEqual(
      before.time,
    );
  });

  it("takes the sign-in from who has left, and leaves everybody's PIN", async () => {
    const one = await station();
    const desk = await one.desk.signIn({ staff: "hung", counter: "2", pin: "1234" });
    await change((catalogue) => ({
      ...catalogue,
      staff: catalogue.staff
        .filter(({ id }) => id !== "hung")
        .map((entry) => (entry.id === "lan" ? { ...entry, title: "Phó phòng" } : entry)),
    }));
    await publishAs();
    await one.syncNow();
    await expect(one.desk.require(desk.session)).rejects.toMatchObject({ code: "NOT_SIGNED_IN" });
    await expect(one.desk.signIn({ staff: "hung", counter: "2", pin: "1234" })).rejects.toMatchObject({
      code: "SIGN_IN_REFUSED",
    });
    expect((await at(one)).staff.title).toBe("Phó phòng");
  });

  it("lets who is new sign in once the head has given a first PIN", async () => {
    const one = await station();
    await change((catalogue) => ({
      ...catalogue,
      staff: [
        ...catalogue.staff,
        { id: "ngoc", name: "Vũ Thị Ngọc", title: "Chuyên viên", role: "clerk" as const },
      ],
    }));
    await publishAs();
    await one.syncNow();
    const signIn = (pin: string) => one.desk.signIn({ staff: "ngoc", counter: "2", pin });
    await expect(signIn("1234")).rejects.toMatchObject({ code: "SIGN_IN_REFUSED" });
    const [clerk, head] = [await at(one), await at(one, "nghia", "4321")];
    expect(await one.desk.pins(head)).toContainEqual({
      staff: "ngoc",
      name: "Vũ Thị Ngọc",
      title: "Chuyên viên",
      hasPin: false,
    });
    await expect(one.desk.setPin(clerk, "ngoc", "1234")).rejects.toMatchObject({ code: "NOT_ALLOWED" });
    await expect(one.desk.setPin(head, "nobody", "1234")).rejects.toMatchObject({ code: "BAD_INPUT" });
    await one.desk.setPin(head, "ngoc", "908070");
    expect((await signIn("908070")).staff.name).toBe("Vũ Thị Ngọc");
    await one.desk.setPin(head, "ngoc", "112233");
    await expect(signIn("908070")).rejects.toMatchObject({ code: "SIGN_IN_REFUSED" });
    const told = await one.context.store.db
      .selectFrom("events")
      .select("data")
      .where("type", "=", "staff.pinSet")
      .execute();
    expect(told.map(({ data }) => data)).toEqual(['{"staff":"ngoc"}', '{"staff":"ngoc"}']);
  });

  it("that a hall can't have is not put in force there, and the district sees why", async () => {
    const one = await station();
    const before = feeAt(one);
    await change((catalogue) => ({
      ...withFee(before + 100)(catalogue),
      serviceGroups: [
        ...catalogue.serviceGroups,
        { ...(catalogue.serviceGroups[0] as Catalogue["serviceGroups"][number]), id: "moi", letter: "Z" },
      ],
      procedures: catalogue.procedures.map((entry) =>
        entry.code === COPIES ? { ...entry, serviceGroup: "moi" } : entry,
      ),
    }));
    const version = await publishAs();
    await one.syncNow();
    await one.syncNow();
    expect(feeAt(one)).toBe(before);
    expect(await versionOf(one)).toMatchObject({
      wanted: version,
      report: { version: null, refused: { version, reason: expect.stringContaining("moi") } },
    });
    await change((catalogue) => ({
      ...withFee(before + 200)(catalogue),
      procedures: withFee(before + 200)(catalogue).procedures.map((entry) =>
        entry.code === COPIES ? { ...entry, serviceGroup: "certification" } : entry,
      ),
    }));
    const next = await publishAs();
    await one.syncNow();
    await one.syncNow();
    expect(feeAt(one)).toBe(before + 200);
    expect(await versionOf(one)).toMatchObject({ report: { version: next, refused: null } });
  });
});

/** What would come down to a station from the beginning, answer by answer. */
async function pagesOf(where: Station): Promise<{ bytes: number; wire: number }[]> {
  const { token } = await where.context.store.db
    .selectFrom("sync_state")
    .select("token")
    .executeTakeFirstOrThrow();
  const pages: { bytes: number; wire: number }[] = [];
  for (let cursor: string | null = null, more = true; more; ) {
    const body = JSON.stringify({ protocol: 1, cursor, limit: 500 });
    const answer = await new Promise<Buffer>((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "accept-encoding": "gzip",
      };
      const sent = request(`${district.url}/v1/feed`, { method: "POST", headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => resolve(Buffer.concat(chunks)));
      });
      sent.on("error", reject);
      sent.end(body);
    });
    const plain = answer[0] === 0x1f ? gunzipSync(answer) : answer;
    pages.push({ bytes: plain.length, wire: answer.length });
    ({ cursor, more } = JSON.parse(plain.toString()) as { cursor: string | null; more: boolean });
  }
  return pages;
}

describe("2,000 procedures", () => {
  const many = (catalogue: Catalogue): Catalogue => {
    const open = catalogue.procedures.filter(({ effectiveTo }) => effectiveTo === undefined);
    const more = Array.from({ length: 2000 - catalogue.procedures.length }, (_, index) => ({
      ...(open[index % open.length] as Procedure),
      code: `3.${String(index).padStart(6, "0")}`,
    }));
    return { ...catalogue, procedures: [...catalogue.procedures, ...more] };
  };

  it("come down in pieces, go on where the line broke, and are in force whole or not at all", {
    timeout: 120_000,
  }, async () => {
    const one = await station();
    const before = one.context.catalogue.all.procedures.length;
    await change(many);
    const version = await publishAs();
    const { catalogue } = await workingCopy(district.db);
    const pieces = officePieces(catalogue, version);
    const bytes = pieces.map((piece) => Buffer.byteLength(JSON.stringify(piece)));
    console.log(
      `2,000 procedures: ${pieces.length} pieces, ${(bytes.reduce((a, b) => a + b) / 1e6).toFixed(1)} MB`,
    );
    expect(pieces.length).toBeGreaterThan(3);
    expect(Math.max(...bytes)).toBeLessThan(128 * 1024);

    // A first answer with some of the pieces, then the line is cut.
    // What comes down in one answer is what a weak line carries, packed.
    const pages = await pagesOf(one);
    console.log(
      `${pages.length} answers, of ${Math.round(pages.reduce((sum, page) => sum + page.wire, 0) / 1024)} KB on the wire together`,
    );
    expect(Math.max(...pages.map(({ bytes }) => bytes))).toBeLessThan(300 * 1024);
    expect(Math.max(...pages.map(({ wire }) => wire))).toBeLessThan(64 * 1024);
    const feed = await one.context.store.db.selectFrom("sync_state").select("cursor").executeTakeFirst();
    const rows = await district.db
      .selectFrom("feed")
      .selectAll()
      .where("kind", "=", "office")
      .orderBy("id")
      .execute();
    expect(rows).toHaveLength(pieces.length + 1);
    const later = rows.slice(3).map(({ id }) => id);
    await district.db.updateTable("feed").set({ audience: "held back" }).where("id", "in", later).execute();
    await one.syncNow();
    line.cut();
    expect(one.context.catalogue.all.procedures).toHaveLength(before);
    expect(
      (await one.context.store.db.selectFrom("sync_state").select("cursor").executeTakeFirst())?.cursor,
    ).not.toBe(feed?.cursor);
    await district.db.updateTable("feed").set({ audience: "all" }).where("id", "in", later).execute();
    await one.syncNow();
    expect(one.context.catalogue.all.procedures).toHaveLength(before);
    line.restore();
    const started = performance.now();
    await one.syncNow();
    console.log(`in force after ${(performance.now() - started).toFixed(0)} ms`);
    expect(one.context.catalogue.all.procedures).toHaveLength(2000);
    expect(one.context.catalogue.all.procedures.map(({ code }) => code).sort()).toEqual(
      catalogue.procedures.map(({ code }) => code).sort(),
    );
    // What came down and what was put in force goes up with the rest of the log.
    await expect.poll(async () => (await one.syncNow()).state, { timeout: 60_000 }).toBe("idle");
    const { ackedSeq, lastSeq } = await one.syncNow();
    expect(ackedSeq).toBe(lastSeq);
  });
});

describe("an older district", () => {
  it("sends the calendar, the staff or a whole catalogue at once, and each is in force", async () => {
    const one = await station();
    const { calendar, staff } = one.context.catalogue.all;
    const say = (kind: "calendar" | "staff" | "catalogue", data: unknown) =>
      district.db
        .transaction()
        .execute((trx) => publish(trx, { to: "agency", agency: OWN }, { kind, data, topic: kind }));
    await say("calendar", { ...calendar, cutOff: "14:00" });
    await say(
      "staff",
      staff.filter(({ id }) => id !== "hung"),
    );
    await one.syncNow();
    expect(one.context.catalogue.all.calendar.cutOff).toBe("14:00");
    expect(one.context.catalogue.staff("hung")).toBeNull();
    await say("catalogue", withFee(9999)(one.context.catalogue.all));
    await one.syncNow();
    expect(feeAt(one)).toBe(9999);
  });
});

it("officeChanges names days, hours, staff and divisions that differ", async () => {
  const before = await currentOffice(district.db);
  const year = before.calendar.years.at(-1);
  if (year === undefined) throw new Error("no year");
  const tet = { from: `${year.year}-06-01`, to: `${year.year}-06-02`, name: { vi: "Nghỉ bù" } };
  const after: Catalogue = {
    ...before,
    calendar: {
      ...before.calendar,
      cutOff: "14:30",
      years: before.calendar.years.map((entry) =>
        entry === year
          ? {
              ...entry,
              holidays: [...entry.holidays, tet].sort((a, b) => a.from.localeCompare(b.from)),
            }
          : entry,
      ),
    },
    staff: before.staff.slice(1),
    divisions: before.divisions.map((entry, index) => (index === 0 ? { ...entry, phone: "1" } : entry)),
  };
  expect(officeChanges(before, after)).toMatchObject({
    procedures: [],
    hours: true,
    days: [{ kind: "holiday", ...tet, added: true }],
    staff: [{ id: before.staff[0]?.id, change: "removed" }],
    divisions: [{ id: before.divisions[0]?.id, change: "changed" }],
  });
});
