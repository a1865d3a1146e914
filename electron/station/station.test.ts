import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Procedure } from "../../contract/catalogue.ts";
import { type Intake, type IntakeInput, intakeSchema } from "../../contract/dossier-calls.ts";
import type { CounterStep } from "../../contract/queue.ts";
import { verifyLog } from "../../db/event-log.ts";
import { rebuildProjections } from "../../db/projections.ts";
import type { StoreSchema } from "../../db/schema.ts";
import { stationAlone } from "../../tests/station-alone.ts";
import type { AtCounter } from "./staff/desk.ts";
import type { Station } from "./station.ts";

/** The station service on its real store, without windows. */

let folder: string;
let station: Station;

async function start(): Promise<Station> {
  return stationAlone(folder);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "station-"));
  station = await start();
});
afterEach(async () => {
  await station.stop();
  rmSync(folder, { recursive: true, force: true });
});

const take = (requestId = uuidv7(), serviceGroup = "civil-status") =>
  station.queue.take({ requestId, serviceGroup, priority: null });

const step = (desk: AtCounter, wanted: CounterStep) => station.queue.step(desk, uuidv7(), wanted);

async function at(counter: string, staff: string): Promise<AtCounter> {
  const { session } = await station.desk.signIn({ staff, counter, pin: "1234" });
  return station.desk.require(session);
}

function intake(procedure: Procedure, change: Partial<IntakeInput> = {}): Intake {
  return intakeSchema.parse({
    procedureCode: procedure.code,
    applicant: {
      fullName: "Nguyễn Văn An",
      citizenNumber: "025099000123",
      birthDate: "1999-02-01",
      sex: "male",
      address: "Khu 3, Phù Ninh",
      phone: "0912345678",
      email: "",
    },
    components: procedure.components.map(({ id, originals, copies }) => ({
      componentId: id,
      originals: copies === 0 ? Math.max(1, originals) : originals,
      copies,
    })),
    sets: 1,
    channel: "counter",
    delivery: "counter",
    fee: 8000,
    note: "",
    ticket: null,
    ...change,
  });
}

const birth = () => station.context.catalogue.procedure("1.001193", "2026-11-24");

describe("tickets", () => {
  it("never get the same number, however many are taken at once", async () => {
    const taken = await Promise.all(
      Array.from({ length: 150 }, (_, index) => take(uuidv7(), index % 2 ? "business" : "civil-status")),
    );
    const labels = taken.map(({ ticket }) => ticket.label);
    expect(new Set(labels).size).toBe(150);
    expect(
      labels
        .filter((label) => label.startsWith("B"))
        .sort()
        .at(-1),
    ).toBe("B075");
  });

  it("asked for twice with one request are one", async () => {
    const request = uuidv7();
    const [first, second] = await Promise.all([take(request), take(request)]);
    expect(second).toEqual(first);
    await station.stop();
    station = await start();
    expect(await take(request)).toEqual(first);
    expect((await take()).ticket.label).toBe("B002");
    await expect(take(request, "business")).rejects.toMatchObject({ code: "REQUEST_REUSED" });
  });

  it("are never at two counters, though both call at once", async () => {
    const [one, two] = [await at("1", "lan"), await at("4", "mai")];
    await take();
    await take();
    const called = await Promise.all([step(one, { kind: "callNext" }), step(two, { kind: "callNext" })]);
    expect(called.map((ticket) => ticket?.label).sort()).toEqual(["B001", "B002"]);
    await expect(step(one, { kind: "callNext" })).rejects.toMatchObject({ code: "COUNTER_BUSY" });
  });

  it("go only the ways there are", async () => {
    const [one, other] = [await at("1", "lan"), await at("4", "mai")];
    await take();
    const ticket = await step(one, { kind: "callNext" });
    const id = ticket?.id ?? "";
    await expect(step(other, { kind: "recall", ticket: id })).rejects.toMatchObject({ code: "TICKET_STATE" });
    expect((await step(one, { kind: "recall", ticket: id }))?.calls).toBe(2);
    await step(one, { kind: "serve", ticket: id });
    await expect(step(one, { kind: "noShow", ticket: id })).rejects.toMatchObject({ code: "TICKET_STATE" });
    expect((await step(one, { kind: "served", ticket: id }))?.status).toBe("served");
    await expect(step(one, { kind: "recall", ticket: id })).rejects.toMatchObject({
      code: "TICKET_STATE",
      data: { status: "served" },
    });
    await expect(step(one, { kind: "recall", ticket: uuidv7() })).rejects.toMatchObject({
      code: "TICKET_UNKNOWN",
    });
    expect(await step(one, { kind: "callNext" })).toBeNull();
    await expect(take(uuidv7(), "nowhere")).rejects.toMatchObject({ code: "SERVICE_GROUP_UNKNOWN" });
  });
});

describe("staff", () => {
  it("wait longer after each wrong PIN, and a locked PIN is not even tried", async () => {
    const enter = (pin: string) => station.desk.signIn({ staff: "lan", counter: "1", pin });
    for (let tries = 0; tries < 4; tries += 1)
      await expect(enter("0000")).rejects.toMatchObject({ code: "SIGN_IN_REFUSED" });
    await expect(enter("0000")).rejects.toMatchObject({ code: "SIGN_IN_LOCKED", data: { seconds: 15 } });
    await expect(enter("1234")).rejects.toMatchObject({ code: "SIGN_IN_LOCKED" });
    await expect(station.desk.signIn({ staff: "nobody", counter: "1", pin: "1234" })).rejects.toMatchObject({
      code: "SIGN_IN_REFUSED",
    });
  });

  it("take over a counter, but not one that is serving somebody", async () => {
    const first = await station.desk.signIn({ staff: "lan", counter: "1", pin: "1234" });
    await station.desk.signIn({ staff: "mai", counter: "1", pin: "1234" });
    expect(await station.desk.resume(first.session)).toBeNull();
    const desk = await at("1", "lan");
    await take();
    const ticket = await step(desk, { kind: "callNext" });
    await step(desk, { kind: "serve", ticket: ticket?.id ?? "" });
    await expect(at("1", "mai")).rejects.toMatchObject({
      code: "COUNTER_TAKEN",
      data: { counter: "1", staff: "Nguyễn Thị Lan" },
    });
    await expect(station.desk.require("not-a-session-at-all")).rejects.toMatchObject({
      code: "NOT_SIGNED_IN",
    });
  });
});

describe("dossiers", () => {
  it("get codes of their own and are accepted once for each request", async () => {
    const desk = await at("1", "lan");
    const request = uuidv7();
    const accepted = await Promise.all([
      station.intake.accept(desk, request, intake(birth())),
      station.intake.accept(desk, request, intake(birth())),
      station.intake.accept(desk, uuidv7(), intake(birth())),
    ]);
    const codes = accepted.map(({ dossier }) => dossier.code);
    expect(codes[0]).toBe(codes[1]);
    expect(codes.map((code) => code.slice(-4)).sort()).toEqual(["0001", "0001", "0002"]);
    expect((await station.intake.knownApplicant("025099000123"))?.fullName).toBe("Nguyễn Văn An");
  });

  it("are not accepted incomplete, and take no paper that is only shown", async () => {
    const desk = await at("1", "lan");
    await expect(
      station.intake.accept(desk, uuidv7(), intake(birth(), { components: [] })),
    ).rejects.toMatchObject({
      code: "COMPONENTS_MISSING",
      data: { names: expect.arrayContaining(["Tờ khai đăng ký khai sinh"]) },
    });
    const strange = intake(birth(), { components: [{ componentId: "x'; --", originals: 1, copies: 0 }] });
    await expect(station.intake.accept(desk, uuidv7(), strange)).rejects.toMatchObject({ code: "BAD_INPUT" });
    await expect(
      station.intake.accept(desk, uuidv7(), intake({ ...birth(), code: "9.999999" })),
    ).rejects.toMatchObject({
      code: "PROCEDURE_UNKNOWN",
    });
    const { dossier } = await station.intake.accept(desk, uuidv7(), intake(birth()));
    expect(dossier.components.map((component) => component.componentId)).toEqual([
      "form",
      "birth-notice",
      "proxy",
    ]);
    expect(dossier.code.slice(-4)).toBe("0001");
  });
});

describe("the log", () => {
  it("gives the same tables, byte for byte, when all of them are rebuilt from it", async () => {
    const desk = await at("1", "lan");
    for (let visit = 0; visit < 5; visit += 1) {
      await take();
      const ticket = await step(desk, { kind: "callNext" });
      const id = ticket?.id ?? "";
      if (visit % 2 === 0) await station.intake.accept(desk, uuidv7(), intake(birth(), { ticket: id }));
      if (visit === 1) await step(desk, { kind: "hold", ticket: id, reason: "fillForm" });
      if (visit === 1) await step(desk, { kind: "resume", ticket: id });
      if (visit === 2) await step(desk, { kind: "transfer", ticket: id, queue: "business", counter: "1" });
      if (visit === 2) await step(desk, { kind: "callNext" });
      if (visit === 3) for (const _ of [2, 3]) await step(desk, { kind: "recall", ticket: id });
      await step(desk, { kind: visit === 3 ? "noShow" : "served", ticket: id });
    }
    const [served] = await station.queue.find("B001");
    await station.queue.answerSurvey({ ticket: served?.id ?? "", score: 5, reasons: ["quick"] });
    await step(desk, { kind: "pause", reason: "break" });
    const { store, log } = station.context;
    const tables: (keyof StoreSchema)[] = [
      "service_groups",
      "counters",
      "staff",
      "procedures",
      "catalogue",
      "tickets",
      "counter_pauses",
      "survey_answers",
      "appointments",
      "applicants",
      "dossiers",
      "dossier_serials",
      "divisions",
    ];
    const content = async () =>
      Promise.all(tables.map((table) => store.db.selectFrom(table).selectAll().orderBy(sql`1`).execute()));
    const before = JSON.stringify(await content());
    await rebuildProjections(store);
    expect(JSON.stringify(await content())).toBe(before);
    expect(await verifyLog(store, log.place)).toBeNull();
  });

  it("keeps the whole catalogue that was in force, once", async () => {
    await station.stop();
    station = await start();
    const loaded = await station.context.store.db
      .selectFrom("events")
      .select("data")
      .where("type", "=", "catalogue.loaded")
      .execute();
    expect(loaded).toHaveLength(1);
    expect(loaded[0]?.data).not.toContain('"pin"');
  });
});
