import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { FiguresQuery } from "../../contract/district-supervision.ts";
import { officeInstant } from "../../contract/time.ts";
import { loadCatalogue } from "../../electron/station/catalogue/load.ts";
import { DistrictDatabase } from "../../tests/district-database.ts";
import { ToldStation } from "../../tests/told-station.ts";
import type { District } from "../database.ts";
import { up } from "../migrations/0008-figures.ts";
import { projectPending } from "../projections/rereading.ts";
import { figures } from "./figures.ts";
import { people } from "./people.ts";

const PHU_NINH = "000.04.15.H44";
const PHU_NHAM = "000.02.15.H44";
/** Since 1 July 2025 of both. */
const MERGED = "000.01.33.H44";

let database: DistrictDatabase;
let db: District;
let offices: Awaited<ReturnType<typeof loadCatalogue>>["catalogue"];
let commune: ToldStation;
let other: ToldStation;

/** The office's wall clock: `2025-03-03 09:00`. */
const at = (wall: string) => officeInstant(wall.slice(0, 10), wall.slice(11));
const look = async (query: Partial<FiguresQuery>, now = "2026-11-24 09:00") =>
  figures(
    db,
    offices,
    { from: null, to: "2026-11-24", agency: null, field: null, procedure: null, ...query },
    at(now),
  );
/** What the people of the commune did; the staff list is the node's, and its "minh" is somebody else. */
const did = (query: Partial<FiguresQuery>) =>
  people(
    db,
    { ...offices, staff: [{ id: "minh", name: "Trần Minh" }] },
    { from: null, to: "2025-05-31", field: null, procedure: null, ...query, agency: PHU_NINH },
    at("2026-11-24 09:00"),
  );
const april = { from: "2025-04-01", to: "2025-04-30" };
const may = { from: "2025-05-01", to: "2025-05-31" };

beforeAll(async () => {
  database = await DistrictDatabase.open();
  db = database.db;
  ({ catalogue: offices } = await loadCatalogue(join(import.meta.dirname, "../../data/phu-ninh")));
});
afterAll(() => database.close());
beforeEach(async () => {
  for (const table of [
    "events",
    "dossiers",
    "dossier_spells",
    "dossier_notices",
    "tickets",
    "ticket_times",
    "survey_answers",
  ] as const)
    await db.deleteFrom(table).execute();
  commune = await ToldStation.enrolled(db, PHU_NINH);
  other = await ToldStation.enrolled(db, PHU_NHAM);
});

describe("a period", () => {
  beforeEach(async () => {
    // Carried over: taken in on the last evening of March, at an instant that is still March in UTC and at the office.
    const carried = commune.accept(at("2025-03-31 16:00"), at("2025-04-03 17:00"));
    commune.decide(at("2025-04-02 10:00"), carried);
    // 1 April at the office begins while UTC writes 31 March.
    const first = commune.accept(at("2025-04-01 06:30"), at("2025-04-01 17:00"), { channel: "online" });
    commune.decide(at("2025-04-01 17:00"), first);
    // A minute late.
    const late = commune.accept(at("2025-04-10 08:00"), at("2025-04-11 17:00"), { channel: "post" });
    commune.decide(at("2025-04-11 17:01"), late);
    // Decided in May: open at the end of April, in its time; the day of its end is May's at the office, April's in UTC.
    const open = commune.accept(at("2025-04-29 09:00"), at("2025-05-05 17:00"), { channel: "online" });
    commune.decide(at("2025-05-01 05:00"), open);
    // Overdue at the end of April, and still.
    commune.accept(at("2025-04-07 09:00"), at("2025-04-08 17:00"));
    // Withdrawn.
    const withdrawn = commune.accept(at("2025-04-14 09:00"), at("2025-04-18 17:00"));
    commune.tell("dossier.withdrawn", at("2025-04-15 09:00"), withdrawn, {
      receiver: "Lê An",
      reason: "Thôi",
    });
    // Stands: a supplement is waited for, and it is not late whatever becomes of the date.
    const asked = commune.accept(at("2025-04-16 09:00"), at("2025-04-17 17:00"));
    commune.tell("dossier.supplementRequested", at("2025-04-17 09:00"), asked, {
      request: { stage: "intake", items: ["Bản sao"], reason: "Thiếu", legalBasis: "", until: null },
      printJob: null,
    });
    await commune.send();
    // Of another commune, in May.
    other.accept(at("2025-05-06 09:00"), at("2025-05-07 17:00"));
    await other.send();
  });

  it("counts each dossier once, by where it stood at the end", async () => {
    const { dossiers } = await look(april);
    expect(dossiers).toEqual({
      received: { counter: 3, online: 2, post: 1 },
      carriedOver: 1,
      reopened: 0,
      early: 1,
      onTime: 1,
      late: 1,
      withdrawn: 1,
      stopped: 0,
      within: 2,
      overdue: 1,
      digitised: 0,
      supplements: 1,
      refusals: 0,
    });
  });

  it("begins and ends with the office's day, not UTC's", async () => {
    const day = await look({ from: "2025-04-01", to: "2025-04-01" });
    expect(day.dossiers).toMatchObject({ received: { counter: 0, online: 1 }, onTime: 1, carriedOver: 1 });
    expect((await look(may)).dossiers).toMatchObject({
      received: { counter: 1, online: 0, post: 0 },
      carriedOver: 3,
      early: 1,
      // The one that stands.
      within: 1,
      overdue: 2,
    });
  });

  it("judges what is open by now while the period lasts", async () => {
    const before = await look({ from: "2025-05-01", to: "2025-05-31" }, "2025-05-07 16:59");
    expect(before.at).toBe(at("2025-05-07 16:59"));
    expect(before.dossiers).toMatchObject({ within: 2, overdue: 1 });
  });

  it("begins with the first dossier where no beginning is asked for", async () => {
    const all = await look({ to: "2025-05-31" });
    expect(all.from).toBe("2025-03-31");
    expect(all.dossiers).toMatchObject({
      received: { counter: 5, online: 2, post: 1 },
      carriedOver: 0,
      early: 2,
    });
  });

  it("shows the months as their own reports do", async () => {
    const { months } = await look(may);
    expect(months).toHaveLength(12);
    for (const entry of months.slice(-3)) {
      const [year, month] = entry.month.split("-").map(Number);
      const last = new Date(Date.UTC(year ?? 0, month ?? 0, 0)).getUTCDate();
      const { dossiers } = await look({ from: `${entry.month}-01`, to: `${entry.month}-${last}` });
      const { early, onTime, late, received } = dossiers;
      expect(entry).toEqual({
        month: entry.month,
        received: received.counter + received.online + received.post,
        online: received.online,
        early,
        onTime,
        late,
      });
    }
    expect(months.slice(-3).map(({ received }) => received)).toEqual([1, 6, 1]);
  });

  it("is asked of a commune, a field, a procedure", async () => {
    expect((await look({ ...may, agency: PHU_NHAM })).dossiers).toMatchObject({
      received: { counter: 1 },
      carriedOver: 0,
    });
    expect((await look({ ...april, field: "HKD" })).dossiers.received.counter).toBe(3);
    expect((await look({ ...april, field: "HT" })).dossiers.received.counter).toBe(0);
    expect((await look({ ...april, procedure: "1.001612" })).dossiers.received.online).toBe(2);
    const [procedure] = (await look(april)).procedures;
    expect(procedure).toMatchObject({ code: "1.001612", field: { code: "HKD" } });
  });
});

it("carries over what lasts for years", async () => {
  const long = commune.accept(at("2023-01-05 09:00"), at("2023-02-05 17:00"));
  commune.decide(at("2025-05-05 09:00"), long);
  commune.accept(at("2023-01-05 09:00"), at("2023-02-05 17:00"));
  await commune.send();
  expect((await look(april)).dossiers).toMatchObject({ carriedOver: 2, late: 0, overdue: 2 });
  const after = await look(may);
  expect(after.dossiers).toMatchObject({ carriedOver: 2, late: 1, overdue: 1 });
  expect(after.months.at(-1)).toMatchObject({ month: "2025-05", received: 0, late: 1 });
});

it("puts the dossiers of agencies that merged under the one that answers for them", async () => {
  commune.accept(at("2025-06-02 09:00"), at("2025-06-05 17:00"));
  other.accept(at("2025-06-03 09:00"), at("2025-06-06 17:00"));
  await commune.send();
  await other.send();
  const before = await look({ from: "2025-06-01", to: "2025-06-30" });
  expect(before.agencies.map(({ code }) => code)).toEqual([PHU_NHAM, PHU_NINH]);
  const after = await look({ from: "2025-06-01", to: "2025-07-31" });
  expect(after.agencies.map(({ code, dossiers }) => [code, dossiers.received.counter])).toEqual([
    [MERGED, 2],
  ]);
  expect((await look({ from: "2025-07-01", to: "2025-07-31", agency: MERGED })).dossiers.carriedOver).toBe(2);
});

describe("a dossier that was opened again", () => {
  beforeEach(async () => {
    const reopened = commune.accept(at("2025-04-02 09:00"), at("2025-04-04 17:00"));
    commune.decide(at("2025-04-03 09:00"), reopened);
    await commune.send();
    commune.tell("dossier.reopened", at("2025-05-12 09:00"), reopened, {
      reason: "Sai tên",
      recount: { dueAt: at("2025-05-14 17:00"), steps: [] },
      approvedBy: "Hà",
    });
    await commune.send();
    commune.decide(at("2025-05-15 09:00"), reopened);
    await commune.send();
  });

  it("stays settled in the report of the month in which it was", async () => {
    expect((await look(april)).dossiers).toMatchObject({ received: { counter: 1 }, early: 1, late: 0 });
  });

  it("is settled anew in the month in which that was", async () => {
    expect((await look(may)).dossiers).toMatchObject({
      received: { counter: 0 },
      carriedOver: 0,
      reopened: 1,
      early: 0,
      late: 1,
    });
  });

  it("is told of by a database from before there were figures as well", async () => {
    const told = [await look(april), await look(may)];
    expect(told[1]?.dossiers.reopened).toBe(1);
    await sql
      .raw(`
ALTER TABLE dossiers DROP COLUMN channel, DROP COLUMN received, DROP COLUMN settled_at, DROP COLUMN outcome,
  DROP COLUMN digitised, DROP COLUMN has_spells;
DROP TABLE dossier_spells, dossier_notices, ticket_times, survey_answers;
DROP INDEX tickets_by_office_day;
CREATE INDEX dossiers_by_agency ON dossiers (agency, accepted_at)`)
      .execute(db);
    await db.transaction().execute((trx) => up(trx as unknown as Kysely<unknown>));
    await projectPending(db);
    expect([await look(april), await look(may)]).toEqual(told);
  });

  it("is open in between, and counts once over both", async () => {
    const open = await look({ from: "2025-05-01", to: "2025-05-13" });
    expect(open.dossiers).toMatchObject({ reopened: 1, early: 0, within: 1, overdue: 0 });
    const both = await look({ from: "2025-04-01", to: "2025-05-31" });
    expect(both.dossiers).toMatchObject({ received: { counter: 1 }, reopened: 0, early: 0, late: 1 });
    const { months } = await look(may);
    expect(months.slice(-2)).toMatchObject([
      { month: "2025-04", received: 1, early: 1, late: 0 },
      { month: "2025-05", received: 0, early: 0, late: 1 },
    ]);
  });
});

it("remembers that a dossier was overdue before its time moved", async () => {
  const asked = commune.accept(at("2025-04-02 09:00"), at("2025-04-04 17:00"));
  commune.tell("dossier.supplementRequested", at("2025-05-05 09:00"), asked, {
    request: { stage: "appraisal", items: ["Bản vẽ"], reason: "Thiếu", legalBasis: "", until: null },
    printJob: null,
  });
  const given = commune.accept(at("2025-04-02 09:00"), at("2025-04-04 17:00"));
  commune.tell("dossier.withdrawn", at("2025-05-06 09:00"), given, { receiver: "Lê An", reason: "Thôi" });
  await commune.send();
  expect((await look(april)).dossiers).toMatchObject({ within: 0, overdue: 2 });
  expect((await look(may)).dossiers).toMatchObject({ carriedOver: 2, within: 1, overdue: 0, withdrawn: 1 });
});

it("receives a dossier that was lodged online when a counter accepts it", async () => {
  const lodged = other.dossier(at("2025-04-02 20:00"), at("2025-04-04 17:00"), {
    status: "lodged",
    channel: "online",
  }).dossier;
  other.tell("dossier.lodged", at("2025-04-02 20:00"), lodged.id, { dossier: lodged });
  const refused = { ...lodged, id: uuidv7(), code: "other" };
  other.tell("dossier.lodged", at("2025-04-02 21:00"), refused.id, { dossier: refused });
  other.tell("dossier.notAccepted", at("2025-04-03 09:00"), refused.id, { reason: "Sai", printJob: null });
  await other.send();
  expect((await look(april)).dossiers).toMatchObject({ received: { online: 0 }, within: 0, refusals: 1 });
  commune.accept(at("2025-04-03 08:00"), at("2025-04-04 17:00"), { id: lodged.id, channel: "online" });
  await commune.send();
  const { agencies, dossiers } = await look(april);
  expect(dossiers).toMatchObject({ received: { online: 1 }, overdue: 1, refusals: 1 });
  expect(agencies.find(({ code }) => code === PHU_NINH)?.dossiers.received.online).toBe(1);
});

it("tells who did how much of it at one agency: accepted, decided, sent home, served", async () => {
  const first = commune.accept(at("2025-04-01 09:00"), at("2025-04-03 17:00"));
  const online = commune.accept(at("2025-04-02 09:00"), at("2025-04-03 17:00"), { channel: "online" });
  commune.actor = "minh";
  commune.decide(at("2025-04-02 09:30"), first);
  commune.decide(at("2025-04-04 09:00"), online);
  commune.tell("dossier.resultReturned", at("2025-04-05 09:00"), first, {
    via: "counter",
    receiver: "Lê An",
    citizenNumber: null,
    tracking: "",
  });
  // Decided anew in May, by somebody else: the first decision is nobody's any more.
  commune.tell("dossier.reopened", at("2025-05-12 09:00"), online, {
    reason: "Sai tên",
    recount: { dueAt: at("2025-05-14 17:00"), steps: [] },
    approvedBy: "Hà",
  });
  commune.actor = "lan";
  commune.decide(at("2025-05-13 09:00"), online);
  await commune.send();
  // Another office's "lan" is somebody else.
  other.accept(at("2025-04-01 09:00"), at("2025-04-03 17:00"));
  await other.send();
  expect(await did({})).toMatchObject([
    { id: "minh", name: "minh", received: { counter: 0, online: 0 }, early: 1, late: 0, returned: 1 },
    {
      id: "lan",
      agency: PHU_NINH,
      received: { counter: 1, online: 1, post: 0 },
      early: 1,
      late: 0,
      returned: 0,
    },
  ]);
  expect((await did({ to: "2025-04-30" })).map(({ id, early }) => [id, early])).toEqual([
    ["minh", 1],
    ["lan", 0],
  ]);
  expect(await did({ field: "HT" })).toEqual([]);
});

it("tells who did what in a former epoch, carried over, by name", async () => {
  commune.actor = "thu";
  const restored = commune.accept(at("2025-06-02 09:00"), at("2025-06-04 17:00"), {
    acceptedBy: { id: "thu", name: "Đỗ Thu" },
  });
  commune.decide(at("2025-06-03 09:00"), restored);
  commune.carry();
  await commune.send();
  const june = { from: "2025-06-01", to: "2025-06-30" };
  const [thu, ...others] = await did(june);
  expect(others).toEqual([]);
  expect(thu).toMatchObject({ id: "thu", name: "Đỗ Thu", received: { counter: 1 }, early: 1 });
  const { dossiers } = await look({ ...june, agency: PHU_NINH });
  expect(dossiers).toMatchObject({ received: { counter: 1 }, early: 1 });
});

it("counts once what came by itself and was carried over as well", async () => {
  commune.actor = "thu";
  const ticket = uuidv7();
  const [called, served] = [at("2025-06-02 09:00"), at("2025-06-02 09:10")];
  commune.tell("ticket.called", called, ticket, { counter: "1", call: 1 });
  commune.tell("ticket.served", served, ticket, { counter: "1" });
  await commune.send();
  const june = { from: "2025-06-01", to: "2025-06-30" };
  const before = await did(june);
  expect(before).toMatchObject([{ id: "thu", served: 1, serviceSeconds: 600 }]);
  await commune.carryAgain();
  await commune.send();
  expect(await did(june)).toEqual(before);
});

it("says what was lodged online and no counter has taken up", async () => {
  await db
    .insertInto("gateways")
    .values({ name: "DVCQG", token_hash: "x", revoked_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const lodged = (code: string, agency: string, answerBy: string, state: "waiting" | "held") => ({
    id: uuidv7(),
    code,
    agency,
    gateway: "DVCQG",
    procedure_name: "Đăng ký khai sinh",
    content: "{}",
    lodged_at: at("2025-04-02 20:00"),
    answer_by: at(answerBy),
    state,
    station: null,
    held_at: null,
    withdrawal: null,
  });
  await db
    .insertInto("lodged")
    .values([
      lodged("1", PHU_NINH, "2025-04-03 17:00", "waiting"),
      lodged("2", PHU_NINH, "2025-04-04 17:00", "waiting"),
      lodged("3", PHU_NHAM, "2025-04-03 17:00", "held"),
    ])
    .execute();
  expect((await look(april, "2025-04-04 09:00")).lodged).toEqual({ waiting: 2, late: 1 });
  expect((await look({ ...april, agency: PHU_NHAM }, "2025-04-04 09:00")).lodged).toEqual({
    waiting: 0,
    late: 0,
  });
});

it("counts the papers that sent people home though no dossier came of it", async () => {
  const { dossier } = commune.dossier(at("2025-04-02 09:00"), at("2025-04-04 17:00"));
  for (const [kind, type] of [
    ["supplement", "intake.supplementAsked"],
    ["refusal", "intake.refused"],
  ] as const) {
    const id = uuidv7();
    commune.tell(type, at("2025-04-02 09:00"), id, {
      notice: {
        id,
        kind,
        number: "1/HDHS",
        formSet: "tt-01-2018",
        procedureCode: dossier.procedureCode,
        procedureName: dossier.procedureName,
        applicant: dossier.applicant,
        items: kind === "supplement" ? ["Bản sao"] : [],
        reason: "Thiếu",
        ticketLabel: null,
        by: { id: "lan", name: "Lan" },
        at: at("2025-04-02 09:00"),
      },
      printJob: null,
    });
  }
  await commune.send();
  expect((await look(april)).dossiers).toMatchObject({ supplements: 1, refusals: 1, within: 0 });
  expect(await did(april)).toMatchObject([{ id: "lan", supplements: 1, refusals: 1 }]);
  expect(await did({ ...april, field: "HKD" })).toHaveLength(1);
  expect(await did({ ...april, field: "HT" })).toEqual([]);
});

it("tells waiting, serving and what the citizens said by commune, as the station does", async () => {
  const issue = (time: string) => {
    const ticket = uuidv7();
    const day = time.slice(0, 10);
    commune.tell("ticket.issued", at(time), ticket, {
      day,
      serviceGroup: "certification",
      number: 1,
      label: "A001",
      priority: null,
      printJob: null,
    });
    return ticket;
  };
  const called = (ticket: string, time: string, call = 1) =>
    commune.tell("ticket.called", at(time), ticket, { counter: "1", call });
  const served = issue("2025-04-02 08:00");
  called(served, "2025-04-02 08:05");
  called(served, "2025-04-02 08:10", 2);
  commune.tell("ticket.serving", at("2025-04-02 08:11"), served, { counter: "1" });
  commune.tell("ticket.served", at("2025-04-02 08:31"), served, { counter: "1" });
  commune.tell("survey.answered", at("2025-04-02 08:32"), served, { counter: "1", score: 4, reasons: [] });
  const gone = issue("2025-04-02 09:00");
  called(gone, "2025-04-02 09:20");
  commune.tell("ticket.noShow", at("2025-04-02 09:25"), gone, { counter: "1" });
  const undone = issue("2025-04-02 10:00");
  called(undone, "2025-04-02 10:01");
  commune.tell("ticket.callUndone", at("2025-04-02 10:02"), undone, { counter: "1" });
  const plain = issue("2025-04-02 10:30");
  called(plain, "2025-04-02 10:30");
  commune.tell("ticket.served", at("2025-04-02 10:40"), plain, { counter: "1" });
  commune.tell("survey.answered", at("2025-04-02 10:41"), plain, { counter: "1", score: 3, reasons: [] });
  await commune.send();
  expect(await did(april)).toMatchObject([{ id: "lan", served: 2, serviceSeconds: (20 + 10) * 60 }]);
  const { reception, agencies } = await look(april);
  expect(reception).toEqual({
    tickets: 4,
    called: 3,
    waitSeconds: (10 + 20 + 0) * 60,
    served: 2,
    serviceSeconds: (20 + 10) * 60,
    surveyAnswers: 2,
    satisfied: 1,
  });
  expect(agencies.map(({ code }) => code)).toEqual([PHU_NINH]);
});
