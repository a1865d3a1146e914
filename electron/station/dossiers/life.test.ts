import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { sql } from "kysely";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Procedure } from "../../../contract/catalogue.ts";
import { acceptedDossierSchema, type Dossier } from "../../../contract/dossier.ts";
import { type Intake, type IntakeInput, intakeSchema } from "../../../contract/dossier-calls.ts";
import type { DossierStep } from "../../../contract/dossier-steps.ts";
import { eventData } from "../../../contract/events.ts";
import { officeInstant } from "../../../contract/time.ts";
import { verifyLog } from "../../../db/event-log.ts";
import { rebuildProjections } from "../../../db/projections.ts";
import type { StoreSchema } from "../../../db/schema.ts";
import { saveSyncState } from "../../../db/sync-state.ts";
import { dossierOf } from "../../../tests/dossier-of.ts";
import { stationAlone } from "../../../tests/station-alone.ts";
import { CurrentDesign } from "../printing/current-design.ts";
import { loadPaperDesign } from "../printing/design-files.ts";
import { Papers } from "../printing/papers.ts";
import type { AtCounter } from "../staff/desk.ts";
import type { Station } from "../station.ts";
import { noForms } from "./forms.ts";
import { Handovers } from "./handovers.ts";
import { DossierIntake } from "./intake.ts";
import { DossierLife } from "./life.ts";
import { IntakeNotices } from "./notices.ts";
import { Payments } from "./payments.ts";

/** Dossiers in a real store through their whole life. It begins on Tuesday 24 November 2026 at 09:00 in the office. */

const catalogueFolder = resolve(import.meta.dirname, "../../../data/phu-ninh");
let folder: string;
let station: Station;
let now: string;
let intake: DossierIntake;
let life: DossierLife;
let handovers: Handovers;
let payments: Payments;
let notices: IntakeNotices;

async function open(): Promise<void> {
  station = await stationAlone(folder, { catalogueFolder });
  const context = { ...station.context, now: () => now };
  const papers = await loadPaperDesign(join(catalogueFolder, "papers"));
  const design = await CurrentDesign.adopt(context.store, context.log, papers, now);
  intake = new DossierIntake(context, new Papers(context, design), noForms);
  life = new DossierLife(context, noForms);
  handovers = new Handovers(context, noForms);
  payments = new Payments(context);
  notices = new IntakeNotices(context, noForms);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "life-"));
  now = officeInstant("2026-11-24", "09:00");
  await open();
});
afterEach(async () => {
  await station.stop();
  rmSync(folder, { recursive: true, force: true });
});

const at = (day: string, clock = "09:00") => {
  now = officeInstant(day, clock);
};
const desk = (staff = "lan"): AtCounter => {
  const member = station.context.catalogue.staff(staff);
  if (member === null) throw new Error(`nobody is called ${staff}`);
  return { staff: member, counter: station.context.catalogue.counter("1") };
};
/** Business licence: three working days, with the division of finance. */
const BUSINESS = "1.001612";
const procedure = (code = BUSINESS) => station.context.catalogue.procedure(code, "2026-11-24");

/** Changes a procedure in the catalogue in force, as if the office had. */
function change(code: string, what: (procedure: Procedure) => Procedure): void {
  const { catalogue } = station.context;
  const procedures = catalogue.all.procedures.map((entry) => (entry.code === code ? what(entry) : entry));
  catalogue.replace({ catalogue: { ...catalogue.all, procedures }, sha256: "changed" });
}

function given(code = BUSINESS, more: Partial<IntakeInput> = {}): Intake {
  return intakeSchema.parse({
    procedureCode: code,
    applicant: {
      fullName: "Nguyễn Văn An",
      citizenNumber: "025099000123",
      birthDate: "1999-02-01",
      sex: "male",
      address: "Khu 3, Phù Ninh",
      phone: "0912345678",
    },
    components: procedure(code).components.map(({ id }) => ({ componentId: id, originals: 1, copies: 0 })),
    fee: 100_000,
    ...more,
  });
}

const accept = async (code = BUSINESS, more: Partial<IntakeInput> = {}): Promise<Dossier> =>
  (await intake.accept(desk(), uuidv7(), given(code, more))).dossier;
const take = async (dossier: Dossier, step: DossierStep, staff = "lan"): Promise<Dossier> =>
  (await life.step(desk(staff), uuidv7(), dossier.id, step)).dossier;
const read = async ({ id }: Dossier): Promise<Dossier> => (await life.view(desk(), id)).dossier;

const giveTo = (to: string, ...dossiers: Dossier[]) =>
  handovers.give(desk(), {
    requestId: uuidv7(),
    from: "counter",
    to,
    dossiers: dossiers.map(({ id }) => id),
    givenBy: null,
  });
const signed = (handover: string, by: { staff: string; pin: string } | { name: string } | null) =>
  handovers.take(desk(), { requestId: uuidv7(), handover, by, declined: [] });

async function withDivision(dossier: Dossier, unit = "tai-chinh-ke-hoach"): Promise<Dossier> {
  const { handover } = await giveTo(unit, dossier);
  await signed(handover.id, { name: "Hoàng Thị Yến" });
  return read(dossier);
}

const supplement = (stage: "intake" | "appraisal"): DossierStep => ({
  kind: "requestSupplement",
  request: { stage, items: ["Bản sao CCCD"], reason: "Thiếu giấy tờ", legalBasis: "", until: "2026-12-24" },
});
const granted: DossierStep = { kind: "decide", outcome: "granted", number: "18A8/HKD", note: "" };
const returned: DossierStep = {
  kind: "returnResult",
  via: "counter",
  receiver: "Nguyễn Văn An",
  citizenNumber: "025099000123",
  tracking: "",
};

describe("the common life", () => {
  it("goes from the counter to the division and back, and ends with the result in the applicant's hands", async () => {
    const accepted = await accept();
    expect(accepted).toMatchObject({
      status: "accepted",
      dueAt: officeInstant("2026-11-27", "17:00"),
      register: { book: "2026", number: 1 },
      custody: { unit: "counter" },
    });
    expect(accepted.lookUp).toMatch(/^[2-9A-HJKMNP-Z]{4}$/);
    const { handover } = await giveTo("tai-chinh-ke-hoach", accepted);
    expect(handover).toMatchObject({ number: "1/2026", givenBy: { id: "lan" }, takenAt: null });
    expect((await read(accepted)).custody).toMatchObject({
      unit: "counter",
      passing: { handover: handover.id },
    });
    at("2026-11-24", "16:00");
    expect(await signed(handover.id, { name: "Hoàng Thị Yến" })).toMatchObject({
      takenBy: { name: "Hoàng Thị Yến", staff: null, how: "paper" },
      takenAt: now,
      dossiers: [{ code: accepted.code, state: "taken" }],
    });
    expect(await read(accepted)).toMatchObject({
      status: "inProcess",
      custody: { unit: "tai-chinh-ke-hoach" },
    });
    at("2026-11-26");
    expect(await take(accepted, granted)).toMatchObject({ status: "decided", resultHereSince: null });
    await expect(take(accepted, returned)).rejects.toMatchObject({ data: { obstacle: "custody" } });
    const arrived = await take(accepted, { kind: "receiveResult" });
    expect(arrived).toMatchObject({ resultHereSince: now, custody: { unit: "counter" } });
    expect(await take(accepted, returned)).toMatchObject({
      status: "resultReturned",
      returned: { receiver: "Nguyễn Văn An", via: "counter" },
    });
    const { history, papers, steps } = await life.view(desk(), accepted.id);
    expect(history.map(({ type, by }) => [type, by])).toEqual([
      ["dossier.accepted", "Nguyễn Thị Lan"],
      ["dossier.handedOver", "Nguyễn Thị Lan"],
      ["dossier.takenOver", "Nguyễn Thị Lan"],
      ["dossier.decided", "Nguyễn Thị Lan"],
      ["dossier.resultArrived", "Nguyễn Thị Lan"],
      ["dossier.resultReturned", "Nguyễn Thị Lan"],
    ]);
    expect(papers).toMatchObject([{ kind: "receipt", title: accepted.code }]);
    // Closed: nothing but the head's re-opening is left.
    expect(new Set(steps.map(({ kind, obstacle }) => (kind === "reopen" ? kind : obstacle)))).toEqual(
      new Set(["status", "reopen"]),
    );
  });

  it("is taken once for each request, though the window asks again", async () => {
    const dossier = await accept();
    const request = uuidv7();
    const pay: DossierStep = { kind: "pay", lines: dossier.fees, method: "cash" };
    const [one, two] = await Promise.all([
      life.step(desk(), request, dossier.id, pay),
      life.step(desk(), request, dossier.id, pay),
    ]);
    expect(two).toEqual(one);
    await station.stop();
    await open();
    expect(await life.step(desk(), request, dossier.id, pay)).toEqual(one);
    expect((await read(dossier)).payments).toHaveLength(1);
    await expect(life.step(desk(), request, dossier.id, granted)).rejects.toMatchObject({
      code: "REQUEST_REUSED",
    });
    await expect(life.step(desk(), uuidv7(), uuidv7(), granted)).rejects.toMatchObject({
      code: "DOSSIER_UNKNOWN",
    });
  });
});

describe("a supplement", () => {
  it("stops the clock, and what was left is left when it is handed in", async () => {
    const dossier = await withDivision(await accept());
    at("2026-11-25", "10:00");
    const asked = await take(dossier, supplement("appraisal"));
    expect(asked).toMatchObject({
      status: "supplementRequested",
      dueAt: null,
      supplements: [{ number: "1/HDHS", answeredAt: null }],
    });
    at("2026-12-01", "10:00");
    const components = [
      {
        componentId: procedure().components[0]?.id ?? "",
        originals: 0,
        certified: 0,
        copies: 1,
        reusedFrom: null,
      },
    ];
    const answered = await take(dossier, { kind: "supplement", components });
    // Three days from 24/11, one of them used: what is left of the three counts from 1/12.
    expect(answered).toMatchObject({ status: "inProcess", dueAt: officeInstant("2026-12-04", "17:00") });
    expect(answered.components[0]).toMatchObject({ originals: 1, copies: 1 });
    await expect(take(dossier, supplement("appraisal"))).rejects.toMatchObject({
      code: "DOSSIER_STEP",
      data: { step: "requestSupplement", obstacle: "once" },
    });
    await expect(take(dossier, { kind: "supplement", components })).rejects.toMatchObject({
      data: { obstacle: "status" },
    });
  });

  it("of intake and of the division are two, each once", async () => {
    const dossier = await accept();
    await take(dossier, supplement("intake"));
    const components = [{ componentId: "strange", originals: 0, certified: 0, copies: 1, reusedFrom: null }];
    await expect(take(dossier, { kind: "supplement", components })).rejects.toMatchObject({
      code: "BAD_INPUT",
    });
    const known = [{ ...components[0], componentId: procedure().components[0]?.id ?? "" }];
    const back = await take(dossier, { kind: "supplement", components: known as typeof components });
    expect(back.status).toBe("accepted");
    await expect(take(dossier, supplement("intake"))).rejects.toMatchObject({ data: { obstacle: "once" } });
    const there = await withDivision(dossier);
    expect((await take(there, supplement("appraisal"))).supplements.map(({ number }) => number)).toEqual([
      "1/HDHS",
      "2/HDHS",
    ]);
  });
});

describe("an apology with a new date", () => {
  const extend = (day: string): DossierStep => ({
    kind: "extend",
    reason: "Chờ xác minh",
    dueAt: officeInstant(day, "17:00"),
  });

  it("is signed by the head, a working day before the time is over at the latest, and once", async () => {
    const dossier = await withDivision(await accept());
    await expect(take(dossier, extend("2026-12-01"))).rejects.toMatchObject({ data: { obstacle: "role" } });
    await expect(take(dossier, extend("2026-11-27"), "nghia")).rejects.toMatchObject({
      code: "NEW_DATE_UNFIT",
      data: { day: "2026-11-27" },
    });
    await expect(take(dossier, extend("2026-11-29"), "nghia")).rejects.toMatchObject({
      code: "NEW_DATE_UNFIT",
    });
    at("2026-11-27", "08:00");
    await expect(take(dossier, extend("2026-12-01"), "nghia")).rejects.toMatchObject({
      data: { obstacle: "late" },
    });
    at("2026-11-26", "16:59");
    const signature = { staff: "nghia", pin: "4321" };
    const { dossier: after } = await life.step(desk(), uuidv7(), dossier.id, extend("2026-12-01"), signature);
    expect(after).toMatchObject({
      dueAt: officeInstant("2026-12-01", "17:00"),
      extension: { number: "1/PXL", formerDueAt: dossier.dueAt, signedBy: "Đỗ Trọng Nghĩa" },
      appointment: dossier.appointment,
    });
    await expect(take(dossier, extend("2026-12-04"), "nghia")).rejects.toMatchObject({
      data: { obstacle: "once" },
    });
  });

  it("is not signed with a wrong PIN, or by somebody unknown", async () => {
    const dossier = await accept();
    const sign = (staff: string, pin: string) =>
      life.step(desk(), uuidv7(), dossier.id, extend("2026-12-01"), { staff, pin });
    await expect(sign("nghia", "0000")).rejects.toMatchObject({ code: "SIGN_IN_REFUSED" });
    await expect(sign("nobody", "4321")).rejects.toMatchObject({ code: "SIGN_IN_REFUSED" });
    await expect(sign("thao", "5678")).rejects.toMatchObject({ data: { obstacle: "custody" } });
    expect((await read(dossier)).extension).toBeNull();
  });
});

describe("fees", () => {
  it("have receipts numbered without gaps, and no more is taken than is owed", async () => {
    const [one, two] = [await accept(), await accept()];
    const pay = (amount: number): DossierStep => ({
      kind: "pay",
      lines: [{ feeId: "main", name: "Lệ phí", amount, quantity: 1, exemption: null }],
      method: "cash",
    });
    await expect(take(one, pay(100_001))).rejects.toMatchObject({
      code: "PAYMENT_TOO_HIGH",
      data: { owed: 100_000, amount: 100_001 },
    });
    await expect(take(one, pay(0))).rejects.toMatchObject({ code: "BAD_INPUT" });
    expect((await take(one, pay(60_000))).payments[0]?.number).toBe("0000001/26-1");
    expect((await take(two, pay(100_000))).payments[0]?.number).toBe("0000002/26-1");
    expect((await take(one, pay(40_000))).payments[1]?.number).toBe("0000003/26-1");
    await expect(take(one, pay(1))).rejects.toMatchObject({ data: { obstacle: "nothing" } });
  });

  it("are numbered in a series of their own at every station", async () => {
    await saveSyncState(station.context.store.db, { serial_first: 1001, serial_last: 2000 });
    const dossier = await accept();
    expect(dossier.code.slice(-4)).toBe("1001");
    expect(dossier.register).toEqual({ book: "2026-2", number: 1 });
    const paid = await take(dossier, { kind: "pay", lines: dossier.fees, method: "transfer" });
    expect(paid.payments[0]?.number).toBe("0000001/26-2");
    at("2027-01-04");
    expect((await accept()).register).toEqual({ book: "2027-2", number: 1 });
    expect((await take(dossier, supplement("intake"))).supplements[0]?.number).toBe("1-2/HDHS");
  });

  it("of the result have to be paid before it is given, others are a warning", async () => {
    change(BUSINESS, (entry) => ({ ...entry, fee: { ...entry.fee, collectAt: "result" } }));
    const [atResult, atReceipt] = [
      await accept(),
      await accept(BUSINESS, { fees: [line("receipt")], fee: 0 }),
    ];
    for (const dossier of [atResult, atReceipt]) await take(dossier, granted);
    await expect(take(atResult, returned)).rejects.toMatchObject({ data: { obstacle: "unpaid" } });
    const steps = (await life.view(desk(), atReceipt.id)).steps;
    expect(steps.find(({ kind }) => kind === "returnResult")).toEqual({
      kind: "returnResult",
      obstacle: null,
      warning: "unpaid",
    });
    await take(atResult, { kind: "pay", lines: atResult.fees, method: "cash" });
    expect((await take(atResult, returned)).status).toBe("resultReturned");
  });

  it("that are asked for stop the clock until they are paid", async () => {
    const dossier = await withDivision(await accept(BUSINESS, { fee: 0 }));
    at("2026-11-25", "10:00");
    const tax = { feeId: "tax", name: "Thuế trước bạ", amount: 500_000, quantity: 1, exemption: null };
    const asked = await take(dossier, {
      kind: "requestPayment",
      lines: [tax],
      reason: "Thông báo thuế số 12",
    });
    expect(asked).toMatchObject({ status: "paymentRequested", dueAt: null, fee: 500_000 });
    const half = { ...tax, amount: 200_000 };
    at("2026-12-01", "10:00");
    expect(await take(dossier, { kind: "pay", lines: [half], method: "cash" })).toMatchObject({
      status: "paymentRequested",
      dueAt: null,
    });
    const rest = { ...tax, amount: 300_000 };
    expect(await take(dossier, { kind: "pay", lines: [rest], method: "transfer" })).toMatchObject({
      status: "inProcess",
      dueAt: officeInstant("2026-12-04", "17:00"),
    });
  });

  it("are reported by day; a receipt made void later is taken off on that later day", async () => {
    const dossier = await accept();
    const paid = await take(dossier, { kind: "pay", lines: dossier.fees, method: "cash" });
    const payment = paid.payments[0]?.id ?? "";
    const other = await accept();
    const wrong = await take(other, { kind: "pay", lines: other.fees, method: "cash" });
    await expect(
      take(other, { kind: "voidPayment", payment: wrong.payments[0]?.id ?? "", reason: "Nhầm" }, "hung"),
    ).rejects.toMatchObject({ data: { obstacle: "role" } });
    await take(other, { kind: "voidPayment", payment: wrong.payments[0]?.id ?? "", reason: "Nhầm" });
    const first = await payments.report("2026-11-24", null);
    expect(first.totals).toEqual([{ method: "cash", count: 1, amount: 100_000 }]);
    expect(first.payments.map(({ number, voided }) => [number, voided?.reason ?? null])).toEqual([
      ["0000001/26-1", null],
      ["0000002/26-1", "Nhầm"],
    ]);
    at("2026-11-25");
    await expect(take(dossier, { kind: "voidPayment", payment, reason: "Sai tên" })).rejects.toMatchObject({
      data: { obstacle: "role" },
    });
    await take(dossier, { kind: "voidPayment", payment, reason: "Sai tên" }, "nghia");
    expect(await payments.report("2026-11-24", null)).toEqual(first);
    const second = await payments.report("2026-11-25", null);
    expect(second.voidedLater.map(({ number }) => number)).toEqual(["0000001/26-1"]);
    expect(second.totals).toEqual([{ method: "cash", count: 0, amount: -100_000 }]);
    expect((await payments.report("2026-11-24", "hung")).payments).toEqual([]);
    // The numbers of void receipts stay used.
    expect(
      (await take(dossier, { kind: "pay", lines: dossier.fees, method: "cash" })).payments[0]?.number,
    ).toBe("0000003/26-1");
  });

  const line = (collectAt: "receipt" | "result") => ({
    feeId: "main",
    name: "Lệ phí",
    amount: 100_000,
    quantity: 1,
    exemption: null,
    collectAt,
  });
});

describe("hand-over lists", () => {
  it("are signed by an officer of the receiving division with the PIN, by no other", async () => {
    const dossier = await accept("1.004873");
    const { handover } = await giveTo("tu-phap", dossier);
    await expect(signed(handover.id, { staff: "dung", pin: "5678" })).rejects.toMatchObject({
      code: "NOT_ALLOWED",
    });
    await expect(signed(handover.id, { staff: "thao", pin: "0000" })).rejects.toMatchObject({
      code: "SIGN_IN_REFUSED",
    });
    await expect(signed(handover.id, null)).rejects.toMatchObject({ code: "NOT_ALLOWED" });
    expect(await signed(handover.id, { staff: "thao", pin: "5678" })).toMatchObject({
      takenBy: { name: "Vũ Thị Thảo", staff: "thao", how: "pin" },
    });
    await expect(signed(handover.id, { staff: "thao", pin: "5678" })).rejects.toMatchObject({
      code: "HANDOVER_CLOSED",
      data: { number: "1/2026" },
    });
    // The officer acts for what the division has, and for nothing else.
    const other = await accept();
    const note: DossierStep = { kind: "decide", outcome: "granted", number: "1", note: "" };
    const asThao = (id: string) => life.step(desk(), uuidv7(), id, note, { staff: "thao", pin: "5678" });
    await expect(asThao(other.id)).rejects.toMatchObject({ data: { obstacle: "custody" } });
    expect((await asThao(dossier.id)).dossier.status).toBe("decided");
  });

  it("leave with the giver what the receiver declines", async () => {
    const [one, two] = [await accept(), await accept()];
    const { handover } = await giveTo("tai-chinh-ke-hoach", one, two);
    await expect(giveTo("tu-phap", one)).rejects.toMatchObject({
      code: "DOSSIER_STEP",
      data: { step: "handOver", obstacle: "passing" },
    });
    await expect(take(one, granted)).rejects.toMatchObject({ data: { obstacle: "passing" } });
    const take2 = (id: string) =>
      handovers.take(desk(), {
        requestId: uuidv7(),
        handover: handover.id,
        by: { name: "Hoàng Thị Yến" },
        declined: [{ id, reason: "Không thuộc thẩm quyền" }],
      });
    await expect(take2(uuidv7())).rejects.toMatchObject({ code: "BAD_INPUT" });
    expect((await take2(two.id)).dossiers).toMatchObject([
      { id: one.id, state: "taken" },
      { id: two.id, state: "declined", reason: "Không thuộc thẩm quyền" },
    ]);
    expect((await read(one)).custody.unit).toBe("tai-chinh-ke-hoach");
    expect((await read(two)).custody).toMatchObject({ unit: "counter", passing: null });
    expect((await giveTo("tu-phap", two)).handover.number).toBe("2/2026");
  });

  it("give all or none, and nothing to nobody", async () => {
    const [one, two] = [await accept(), await withDivision(await accept())];
    await expect(giveTo("tu-phap", one, two)).rejects.toMatchObject({ data: { obstacle: "custody" } });
    expect((await read(one)).custody.passing).toBeNull();
    await expect(giveTo("nowhere", one)).rejects.toMatchObject({ code: "DIVISION_UNKNOWN" });
    await expect(giveTo("counter", one)).rejects.toMatchObject({ code: "BAD_INPUT" });
    await expect(giveTo("tu-phap", one, one)).rejects.toMatchObject({ code: "BAD_INPUT" });
    await expect(signed(uuidv7(), null)).rejects.toMatchObject({ code: "HANDOVER_UNKNOWN" });
  });

  it("bring results back to the counter", async () => {
    const dossier = await withDivision(await accept());
    await take(dossier, granted);
    const give = (givenBy: { name: string } | null) =>
      handovers.give(desk(), {
        requestId: uuidv7(),
        from: "tai-chinh-ke-hoach",
        to: "counter",
        dossiers: [dossier.id],
        givenBy,
      });
    await expect(give(null)).rejects.toMatchObject({ code: "NOT_ALLOWED" });
    const { handover } = await give({ name: "Hoàng Thị Yến" });
    expect(handover.givenBy).toEqual({ id: "", name: "Hoàng Thị Yến" });
    expect(await signed(handover.id, null)).toMatchObject({ takenBy: { staff: "lan", how: "pin" } });
    expect(await read(dossier)).toMatchObject({ resultHereSince: now, custody: { unit: "counter" } });
  });

  it("are listed by period, and as long as nobody has signed", async () => {
    const dossier = await accept();
    const { handover } = await giveTo("tu-phap", dossier);
    at("2026-12-10");
    const listed = async () => (await handovers.of("2026-12-01", "2026-12-31")).map(({ id }) => id);
    expect(await listed()).toEqual([handover.id]);
    await signed(handover.id, { name: "Bà Thảo" });
    expect(await listed()).toEqual([]);
    expect(await handovers.of("2026-11-24", "2026-11-24")).toHaveLength(1);
  });

  it("to another agency put the dossier out of the office's hands", async () => {
    const dossier = await withDivision(await accept(), "tinh");
    for (const step of [granted, supplement("appraisal")])
      await expect(take(dossier, step)).rejects.toMatchObject({ data: { obstacle: "custody" } });
    // Money is taken and notes are made wherever the papers are.
    await take(dossier, { kind: "pay", lines: dossier.fees, method: "cash" });
    await take(dossier, { kind: "note", text: "Đã gọi điện" });
  });
});

describe("a withdrawal", () => {
  it("is asked for by the applicant until it is decided, and done when the papers are back", async () => {
    const dossier = await withDivision(await accept());
    const ask: DossierStep = { kind: "requestWithdrawal", by: "Nguyễn Văn An", reason: "Đổi ý" };
    expect(await take(dossier, ask)).toMatchObject({ status: "withdrawalRequested", dueAt: dossier.dueAt });
    const back: DossierStep = { kind: "withdraw", receiver: "Nguyễn Văn An", reason: "Đổi ý" };
    await expect(take(dossier, back)).rejects.toMatchObject({ data: { obstacle: "custody" } });
    expect((await take(dossier, { kind: "dropWithdrawal", reason: "Vẫn làm" })).status).toBe("inProcess");
    await take(dossier, ask);
    const { handover } = await handovers.give(desk(), {
      requestId: uuidv7(),
      from: "tai-chinh-ke-hoach",
      to: "counter",
      dossiers: [dossier.id],
      givenBy: { name: "Hoàng Thị Yến" },
    });
    await signed(handover.id, null);
    expect(await take(dossier, back)).toMatchObject({
      status: "withdrawalRequested",
      dueAt: null,
      ended: { how: "withdrawn", reason: "Đổi ý" },
    });
    const decided = await accept();
    await take(decided, granted);
    await expect(take(decided, ask)).rejects.toMatchObject({ data: { obstacle: "status" } });
  });
});

describe("the head", () => {
  it("stops with a reason and the law, and opens again what is closed", async () => {
    const dossier = await withDivision(await accept());
    const stop: DossierStep = { kind: "stop", reason: "Người nộp không bổ sung", legalBasis: "Điều 19" };
    await expect(take(dossier, stop)).rejects.toMatchObject({ data: { obstacle: "role" } });
    expect(await take(dossier, stop, "nghia")).toMatchObject({
      status: "stopped",
      dueAt: null,
      ended: { how: "stopped", number: "1/TBD" },
    });
    const reopen: DossierStep = { kind: "reopen", reason: "Khiếu nại đúng" };
    await expect(take(dossier, reopen)).rejects.toMatchObject({ data: { obstacle: "role" } });
    at("2026-12-01");
    expect(await take(dossier, reopen, "nghia")).toMatchObject({
      status: "inProcess",
      ended: null,
      reopenings: 1,
      dueAt: officeInstant("2026-12-04", "17:00"),
      custody: { unit: "tai-chinh-ke-hoach" },
    });
  });

  it("corrects at any time, the one who accepted it on the same day", async () => {
    const dossier = await accept();
    const renamed = { ...dossier.applicant, fullName: "Nguyễn Văn Ân", citizenNumber: "025099000124" };
    const correct: DossierStep = { kind: "correct", correction: { applicant: renamed }, reason: "Sai tên" };
    await expect(take(dossier, correct, "hung")).rejects.toMatchObject({ data: { obstacle: "role" } });
    expect(await take(dossier, correct)).toMatchObject({ corrections: 1, applicant: renamed });
    expect((await intake.knownApplicant("025099000124"))?.fullName).toBe("Nguyễn Văn Ân");
    at("2026-11-25");
    await expect(take(dossier, correct)).rejects.toMatchObject({ data: { obstacle: "role" } });
    expect((await take(dossier, correct, "nghia")).corrections).toBe(2);
  });

  it("puts a wrong procedure right while the dossier is at the counter, with what that one promises", async () => {
    const dossier = await accept();
    const marital = procedure("1.004873");
    const components = marital.components.map(({ id }) => ({
      componentId: id,
      originals: 1,
      certified: 0,
      copies: 0,
      reusedFrom: null,
    }));
    const correct = (withComponents: boolean): DossierStep => ({
      kind: "correct",
      correction: {
        procedure: { code: marital.code, caseId: null },
        ...(withComponents ? { components } : {}),
      },
      reason: "Chọn nhầm",
    });
    await expect(take(dossier, correct(false))).rejects.toMatchObject({ code: "BAD_INPUT" });
    const right = await take(dossier, correct(true));
    expect(right).toMatchObject({
      procedureCode: marital.code,
      procedureName: marital.name.vi,
      code: dossier.code,
      dueAt: officeInstant("2026-11-27", "17:00"),
    });
    const there = await withDivision(dossier, "tu-phap");
    await expect(take(there, correct(true))).rejects.toMatchObject({ data: { obstacle: "custody" } });
  });
});

describe("intake", () => {
  it("takes several in, all or none", async () => {
    const { dossiers, printJobs } = await intake.acceptSeveral(desk(), uuidv7(), [given(), given(), given()]);
    expect(new Set(dossiers.map(({ batch }) => batch)).size).toBe(1);
    expect(dossiers.map(({ register }) => register?.number)).toEqual([1, 2, 3]);
    expect(new Set(printJobs).size).toBe(3);
    const incomplete = { ...given(), components: [] };
    await expect(intake.acceptSeveral(desk(), uuidv7(), [given(), incomplete])).rejects.toMatchObject({
      code: "COMPONENTS_MISSING",
    });
    expect((await accept()).register?.number).toBe(4);
  });

  it("warns of open dossiers of the same applicant for the same procedure", async () => {
    const known = await accept();
    const unknown = { ...known.applicant, citizenNumber: null };
    const nameless = await accept(BUSINESS, { applicant: unknown });
    const of = async (applicant: Dossier["applicant"], code = BUSINESS) =>
      (await intake.duplicates(code, applicant)).map(({ id }) => id);
    expect(await of(known.applicant)).toEqual([known.id]);
    expect(await of(known.applicant, "1.004873")).toEqual([]);
    expect((await of({ ...unknown, phone: "" })).sort()).toEqual([known.id, nameless.id].sort());
    expect(await of({ ...unknown, birthDate: null, phone: "" })).toEqual([]);
    for (const strange of ["%' OR 1=1 --", "--", '"*', "NEAR(a b)"])
      expect(await of({ ...unknown, fullName: strange })).toEqual([]);
    await take(known, { kind: "withdraw", receiver: "Nguyễn Văn An", reason: "Đổi ý" });
    expect(await of(known.applicant)).toEqual([]);
  });

  it("takes what the office has of the same applicant, and nothing that it has not", async () => {
    const scan = {
      sha256: "a".repeat(64),
      name: "giay-to.png",
      mediaType: "image/png" as const,
      bytes: 10,
      componentId: "id-copies",
    };
    const first = await accept(BUSINESS, { attachments: [scan] });
    const asked = { procedureCode: BUSINESS, caseId: null, applicantNumber: "025099000123" };
    const held = await intake.heldPapers(asked);
    expect(held).toMatchObject([{ componentId: "id-copies", code: first.code, attachments: [scan] }]);
    expect(await intake.heldPapers({ ...asked, applicantNumber: "025099000124" })).toEqual([]);
    const components = given().components.map((component) =>
      component.componentId === "id-copies"
        ? { ...component, originals: 0, reusedFrom: first.code }
        : component,
    );
    const again = await accept(BUSINESS, { components, attachments: held[0]?.attachments ?? [] });
    expect(again.components.find(({ componentId }) => componentId === "id-copies")).toMatchObject({
      originals: 0,
      copies: 0,
      reusedFrom: first.code,
    });
    expect(await intake.heldPapers(asked)).toMatchObject([{ code: first.code }]);
    const another = { ...first.applicant, citizenNumber: "025099000124" };
    for (const applicant of [another, { ...another, citizenNumber: null }])
      await expect(accept(BUSINESS, { components, applicant })).rejects.toMatchObject({
        code: "PAPER_NOT_HELD",
        data: { code: first.code },
      });
  });

  it("keeps what was not accepted, with a number", async () => {
    const asked = {
      kind: "supplement" as const,
      procedureCode: BUSINESS,
      applicant: given().applicant,
      items: ["Giấy đề nghị", "Bản sao CCCD"],
      reason: "Thiếu giấy tờ",
      ticket: null,
    };
    const request = uuidv7();
    const { notice } = await notices.give(desk(), request, asked);
    expect(notice).toMatchObject({ number: "1/HDHS", procedureName: procedure().name.vi, by: { id: "lan" } });
    expect(await notices.give(desk(), request, asked)).toEqual({ notice, printJob: null });
    const refusal = { ...asked, kind: "refusal" as const, items: [] };
    expect((await notices.give(desk(), uuidv7(), refusal)).notice.number).toBe("1/TCHS");
    expect((await notices.give(desk(), uuidv7(), asked)).notice.number).toBe("2/HDHS");
    await expect(notices.give(desk(), uuidv7(), { ...asked, items: [] })).rejects.toMatchObject({
      code: "BAD_INPUT",
    });
    expect(await notices.of("2026-11-24", "2026-11-24")).toHaveLength(3);
    expect(await notices.of("2026-11-25", "2026-11-25")).toEqual([]);
  });

  it("gives an interlinked dossier a date for each node, and their sum to the applicant", async () => {
    change(BUSINESS, (entry) => ({
      ...entry,
      route: [
        { node: "tai-chinh-ke-hoach", time: { unit: "workingDays", count: 2 } },
        { node: "tinh", time: { unit: "workingDays", count: 3 } },
      ],
    }));
    const dossier = await accept();
    expect(dossier.legs).toEqual([
      {
        node: "tai-chinh-ke-hoach",
        name: "Phòng Tài chính - Kế hoạch",
        dueAt: officeInstant("2026-11-26", "17:00"),
      },
      { node: "tinh", name: "UBND tỉnh Phú Thọ", dueAt: officeInstant("2026-12-01", "17:00") },
    ]);
    expect(dossier.dueAt).toBe(officeInstant("2026-12-01", "17:00"));
  });
});

/** As the district sends it down, or the post brings it. */
async function lodge(): Promise<Dossier> {
  const template = dossierOf({ components: [], agency: station.context.catalogue.all.office.agency });
  const dossier = acceptedDossierSchema.parse({
    ...template,
    id: uuidv7(),
    code: `G09.20-20261124-${String(Math.random()).slice(2, 9)}`,
    status: "lodged",
    channel: "online",
    fees: [{ feeId: "main", name: "Lệ phí", amount: 100_000, quantity: 1, exemption: null }],
    fee: 100_000,
    acceptedAt: now,
  });
  const { store, log } = station.context;
  await store.write((trx) =>
    log.append(trx, now, {
      type: "dossier.lodged",
      actor: "station",
      subject: dossier.id,
      data: { dossier },
    }),
  );
  return read(dossier as Dossier);
}

describe("a dossier that was lodged online", () => {
  it("is accepted with the counter's code and receipt, and keeps what was paid and the code it came with", async () => {
    const lodged = await lodge();
    await take(lodged, { kind: "pay", lines: lodged.fees, method: "online" });
    at("2026-11-25");
    const accepted = await accept(BUSINESS, { lodged: lodged.id, channel: "online" });
    expect(accepted).toMatchObject({
      id: lodged.id,
      status: "accepted",
      officialCode: lodged.code,
      attachments: lodged.attachments,
      dueAt: officeInstant("2026-11-30", "17:00"),
    });
    expect(accepted.code).toMatch(/^000\.00\.15\.H44-261125-0001$/);
    expect(accepted.payments).toHaveLength(1);
    expect(await read(lodged)).toEqual(accepted);
    await expect(accept(BUSINESS, { lodged: lodged.id })).rejects.toMatchObject({
      code: "DOSSIER_STEP",
      data: { step: "accept", obstacle: "status" },
    });
    await expect(accept(BUSINESS, { lodged: uuidv7() })).rejects.toMatchObject({ code: "DOSSIER_UNKNOWN" });
  });

  it("is refused with a number, or waits for its supplement, without a promise", async () => {
    const lodged = await lodge();
    await expect(giveTo("tu-phap", lodged)).rejects.toMatchObject({ data: { obstacle: "status" } });
    const asked = await take(lodged, supplement("intake"));
    expect(asked.status).toBe("supplementRequested");
    const first = procedure().components[0]?.id ?? "";
    const components = [{ componentId: first, originals: 1, certified: 0, copies: 0, reusedFrom: null }];
    expect((await take(lodged, { kind: "supplement", components })).status).toBe("lodged");
    expect(await take(lodged, { kind: "refuse", reason: "Không đúng thẩm quyền" })).toMatchObject({
      status: "notAccepted",
      ended: { how: "notAccepted", number: "1/TCHS" },
    });
    expect((await take(lodged, { kind: "reopen", reason: "Nhầm" }, "nghia")).status).toBe("lodged");
  });
});

describe("the log", () => {
  it("gives every table of dossiers again, byte for byte, whatever happened to them", async () => {
    const { store, log } = station.context;
    const reason = "Lý do";
    const paid = async (dossier: Dossier) =>
      take(dossier, { kind: "pay", lines: dossier.fees, method: "cash" });
    // Accepted, corrected, through the division and back; made void, extended, decided, returned, opened again.
    const one = await accept();
    const attachment = { sha256: "d".repeat(64), name: "a.png", mediaType: "image/png", bytes: 9 } as const;
    await take(one, { kind: "attach", attachment: { ...attachment, componentId: null } });
    await take(one, { kind: "detach", sha256: attachment.sha256, reason });
    await take(one, { kind: "note", text: "Đã gọi" });
    await take(one, { kind: "officialCode", code: "G09.20-20261124-0000001" });
    await take(one, { kind: "correct", correction: { note: "Sửa", delivery: "post" }, reason });
    const payment = (await paid(one)).payments[0]?.id ?? "";
    await take(one, { kind: "voidPayment", payment, reason });
    await withDivision(one);
    await take(one, { kind: "extend", reason, dueAt: officeInstant("2026-12-02", "17:00") }, "nghia");
    const request = supplement("appraisal");
    await take(one, request);
    const first = procedure().components[0]?.id ?? "";
    const components = [{ componentId: first, originals: 1, certified: 0, copies: 0, reusedFrom: null }];
    await take(one, { kind: "supplement", components });
    const tax = { feeId: "tax", name: "Thuế", amount: 5000, quantity: 2, exemption: null };
    await take(one, { kind: "requestPayment", lines: [tax], reason });
    await take(one, { kind: "pay", lines: [tax], method: "transfer" });
    await take(one, granted);
    await take(one, { kind: "receiveResult" });
    await take(one, returned);
    await take(one, { kind: "reopen", reason }, "nghia");
    // Withdrawn, stopped, refused, declined, several at once, and those that were never taken in.
    const two = await accept();
    await take(two, { kind: "requestWithdrawal", by: "Nguyễn Văn An", reason });
    await take(two, { kind: "dropWithdrawal", reason });
    await take(two, { kind: "withdraw", receiver: "Nguyễn Văn An", reason });
    const three = await accept();
    const { handover } = await giveTo("tu-phap", three);
    const declined = [{ id: three.id, reason }];
    await handovers.take(desk(), {
      requestId: uuidv7(),
      handover: handover.id,
      by: { name: "Thảo" },
      declined,
    });
    await take(three, { kind: "stop", reason, legalBasis: "Điều 19" }, "nghia");
    await take(await lodge(), { kind: "refuse", reason });
    await accept(BUSINESS, { lodged: (await lodge()).id });
    await intake.acceptSeveral(desk(), uuidv7(), [given(), given()]);
    const notice = { procedureCode: BUSINESS, applicant: given().applicant, reason, ticket: null };
    await notices.give(desk(), uuidv7(), { ...notice, kind: "supplement", items: ["CCCD"] });
    await notices.give(desk(), uuidv7(), { ...notice, kind: "refusal", items: [] });

    const types = await store.db.selectFrom("events").select("type").distinct().execute();
    const ofDossiers = Object.keys(eventData).filter((type) => /^(dossier|intake)\./.test(type));
    expect(types.map(({ type }) => type)).toEqual(expect.arrayContaining(ofDossiers));

    const tables: (keyof StoreSchema)[] = [
      "dossiers",
      "applicants",
      "dossier_serials",
      "intake_notices",
      "handovers",
      "payments",
      "running_numbers",
    ];
    const content = async () =>
      Promise.all(tables.map((table) => store.db.selectFrom(table).selectAll().orderBy(sql`1`).execute()));
    const before = await content();
    expect(before.map((rows) => rows.length > 0)).toEqual(tables.map(() => true));
    await rebuildProjections(store);
    expect(JSON.stringify(await content())).toBe(JSON.stringify(before));
    expect(await verifyLog(store, log.place)).toBeNull();
    // The index of the search follows as well.
    expect(
      (await station.finder.search({ query: "nguyen van an", status: null, limit: 50, after: null })).found,
    ).toHaveLength(before[0]?.length ?? 0);
    // And the numbers go on where they were.
    expect((await accept()).register?.number).toBe(7);
    expect(
      (await notices.give(desk(), uuidv7(), { ...notice, kind: "refusal", items: [] })).notice.number,
    ).toBe("3/TCHS");
  });
});

describe("a dossier", () => {
  it("keeps the procedure under which it was accepted, whatever becomes of the catalogue", async () => {
    const dossier = await withDivision(await accept());
    const first = procedure().components[0]?.id ?? "";
    change(BUSINESS, (entry) => ({
      ...entry,
      effectiveFrom: "2026-11-25",
      time: { unit: "workingDays", count: 30 },
      components: entry.components.filter(({ id }) => id !== first),
    }));
    at("2026-11-25", "10:00");
    await take(dossier, supplement("appraisal"));
    at("2026-12-01", "10:00");
    const components = [{ componentId: first, originals: 1, certified: 0, copies: 0, reusedFrom: null }];
    expect(await take(dossier, { kind: "supplement", components })).toMatchObject({
      dueAt: officeInstant("2026-12-04", "17:00"),
      procedureVersion: dossier.procedureVersion,
    });
  });

  it("has both codes where an upper node gives its own", async () => {
    const dossier = await accept();
    const after = await take(dossier, { kind: "officialCode", code: "G09.20-20261124-0092637" });
    expect([after.code, after.officialCode]).toEqual([dossier.code, "G09.20-20261124-0092637"]);
  });

  it("accepted before its office was merged is continued by the successor", async () => {
    const { catalogue } = station.context;
    const office = (agency: string) =>
      catalogue.replace({
        catalogue: { ...catalogue.all, office: { ...catalogue.all.office, agency } },
        sha256: agency,
      });
    const code = (name: string) =>
      catalogue.all.agencies.find((agency) => agency.name.vi === name)?.code ?? "";
    office(code("Xã Phú Nham"));
    at("2025-05-20");
    const dossier = await accept();
    expect(dossier.agency).toBe(code("Xã Phú Nham"));
    at("2025-07-02");
    // Another commune that came of the merger has nothing to do with it.
    office(code("Xã Dân Chủ"));
    await expect(take(dossier, granted)).rejects.toMatchObject({ data: { obstacle: "custody" } });
    office(catalogue.all.agencies.find((agency) => agency.code === dossier.agency)?.successor ?? "");
    expect((await life.view(desk(), dossier.id)).agency.name.vi).toBe("Xã Phù Ninh");
    expect((await take(dossier, granted)).status).toBe("decided");
    expect((await take(dossier, returned)).status).toBe("resultReturned");
  });
});
