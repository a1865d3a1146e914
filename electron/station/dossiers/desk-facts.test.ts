import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { reasonedSteps } from "../../../contract/catalogue.ts";
import type { Dossier } from "../../../contract/dossier.ts";
import { intakeSchema } from "../../../contract/dossier-calls.ts";
import { officeInstant } from "../../../contract/time.ts";
import { stationAlone } from "../../../tests/station-alone.ts";
import type { AtCounter } from "../staff/desk.ts";
import type { Station } from "../station.ts";
import { DossierDesk } from "./desk-facts.ts";
import { noForms } from "./forms.ts";
import { Handovers } from "./handovers.ts";
import { DossierIntake } from "./intake.ts";
import { DossierLife } from "./life.ts";

/** What the counter's screens offer, from a real store. It begins on Tuesday 24 November 2026 at 09:00 in the office. */

const catalogueFolder = resolve(import.meta.dirname, "../../../data/phu-ninh");
/** Business licence: three working days, with the division of finance. */
const BUSINESS = "1.001612";
const FINANCE = "tai-chinh-ke-hoach";
let folder: string;
let station: Station;
let now: string;
let intake: DossierIntake;
let life: DossierLife;
let handovers: Handovers;
let facts: DossierDesk;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "desk-facts-"));
  now = officeInstant("2026-11-24", "09:00");
  station = await stationAlone(folder, { catalogueFolder });
  const context = { ...station.context, now: () => now };
  intake = new DossierIntake(context, station.papers, noForms);
  life = new DossierLife(context, noForms);
  handovers = new Handovers(context, noForms);
  facts = new DossierDesk(context);
});
afterEach(async () => {
  await station.stop();
  rmSync(folder, { recursive: true, force: true });
});

const desk = (): AtCounter => {
  const staff = station.context.catalogue.staff("lan");
  if (staff === null) throw new Error("nobody is called lan");
  return { staff, counter: station.context.catalogue.counter("1") };
};

async function accept(code = BUSINESS): Promise<Dossier> {
  const procedure = station.context.catalogue.procedure(code, "2026-11-24");
  const given = intakeSchema.parse({
    procedureCode: code,
    applicant: {
      fullName: "Nguyễn Văn An",
      citizenNumber: "025099000123",
      birthDate: "1999-02-01",
      sex: "male",
      address: "Khu 3, Phù Ninh",
      phone: "0912345678",
    },
    components: procedure.components.map(({ id }) => ({ componentId: id, originals: 1, copies: 0 })),
    fee: procedure.fee.amount,
  });
  return (await intake.accept(desk(), uuidv7(), given)).dossier;
}

const proposed = async (from: string, to: string) =>
  (await facts.toHandOver(desk(), from, to)).filter((line) => line.proposed).map(({ dossier }) => dossier.id);

describe("proposals", () => {
  it("names new times on the working days after the promised one, at its hour", async () => {
    const { id, dueAt } = await accept();
    expect(dueAt).toBe(officeInstant("2026-11-27", "17:00"));
    const { newDates, procedure, stages, supplementUntil } = await facts.proposals(desk(), id);
    expect(newDates.slice(0, 2)).toEqual([
      officeInstant("2026-11-30", "17:00"),
      officeInstant("2026-12-01", "17:00"),
    ]);
    expect(procedure.code).toBe(BUSINESS);
    expect(stages).toContain("intake");
    expect(supplementUntil).toBe("2026-12-24");
  });

  it("counts from today where the promised time is over", async () => {
    const { id } = await accept();
    now = officeInstant("2026-12-04", "10:00");
    const { newDates } = await facts.proposals(desk(), id);
    expect(newDates[0]).toBe(officeInstant("2026-12-07", "17:00"));
  });
});

describe("what can be handed over", () => {
  it("proposes to a division what it deals with, and to the counter what is decided", async () => {
    const business = await accept();
    const birth = await accept("1.001193");
    expect(await proposed("counter", FINANCE)).toEqual([business.id]);
    expect(await proposed("counter", "tu-phap")).toEqual([birth.id]);
    // Whoever insists can give the other as well: it is there, not ticked.
    expect(await facts.toHandOver(desk(), "counter", FINANCE)).toHaveLength(2);
    const { handover } = await handovers.give(desk(), {
      requestId: uuidv7(),
      from: "counter",
      to: FINANCE,
      dossiers: [business.id],
      givenBy: null,
    });
    // On its way it is nobody's to give.
    expect(await proposed("counter", FINANCE)).toEqual([]);
    await handovers.take(desk(), {
      requestId: uuidv7(),
      handover: handover.id,
      by: { name: "Hoàng Thị Yến" },
      declined: [],
    });
    expect(await proposed(FINANCE, "counter")).toEqual([]);
    await life.step(desk(), uuidv7(), business.id, {
      kind: "decide",
      outcome: "granted",
      number: "18A8/HKD",
      note: "",
    });
    expect(await proposed(FINANCE, "counter")).toEqual([business.id]);
  });

  it("does not propose what waits for the applicant", async () => {
    const { id } = await accept();
    await life.step(desk(), uuidv7(), id, {
      kind: "requestSupplement",
      request: { stage: "intake", items: ["CCCD"], reason: "Thiếu", legalBasis: "", until: null },
    });
    expect(await proposed("counter", FINANCE)).toEqual([]);
  });

  it("knows no division that the office does not have", async () => {
    await expect(facts.toHandOver(desk(), "counter", "khong-co")).rejects.toMatchObject({
      code: "DIVISION_UNKNOWN",
    });
  });
});

describe("the register", () => {
  it("has the dossiers of the days, page by page in the order of their acceptance", async () => {
    const codes: string[] = [];
    for (const day of ["2026-11-23", "2026-11-24", "2026-11-24", "2026-11-25"]) {
      now = officeInstant(day, "09:00");
      codes.push((await accept()).code);
    }
    const first = await facts.register("2026-11-24", "2026-11-25", 2, null);
    expect(first.total).toBe(3);
    expect(first.lines.map(({ code }) => code)).toEqual(codes.slice(1, 3));
    expect(first.lines[0]).toMatchObject({
      applicantName: "Nguyễn Văn An",
      returned: null,
      status: "accepted",
    });
    const second = await facts.register("2026-11-24", "2026-11-25", 2, first.next);
    expect(second.lines.map(({ code }) => code)).toEqual(codes.slice(3));
    expect(second.next).toBeNull();
  });
});

it("has the office's words: every unit by its name, and reasons for every step that asks for one", () => {
  const { units, reasons } = facts.wording();
  expect(units[0]?.id).toBe("counter");
  expect(units.map(({ id }) => id)).toContain(FINANCE);
  for (const step of reasonedSteps) expect(reasons[step]?.length, step).toBeGreaterThan(0);
});
