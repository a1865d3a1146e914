import { resolve } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Catalogue, Procedure } from "../../../contract/catalogue.ts";
import {
  acceptedDossierSchema,
  type Dossier,
  dossierSchema,
  dossierStatuses,
} from "../../../contract/dossier.ts";
import { owedFees, paidAmount } from "../../../contract/dossier-fees.ts";
import { type DossierEvent, dossierAfter, isClosed, standingPause } from "../../../contract/dossier-life.ts";
import { type DossierStep, dossierStepKinds } from "../../../contract/dossier-steps.ts";
import { isAppError } from "../../../contract/errors.ts";
import { eventData } from "../../../contract/events.ts";
import { paperNumber } from "../../../contract/paper-numbers.ts";
import { dossierOf } from "../../../tests/dossier-of.ts";
import { loadCatalogue } from "../catalogue/load.ts";
import { promised } from "./clock.rules.ts";
import { decide, numberOf } from "./life.rules.ts";
import { type Asked, handoverObstacle, stepObstacle } from "./steps.rules.ts";

let office: Catalogue;
let business: Procedure;
let marital: Procedure;
beforeAll(async () => {
  office = (await loadCatalogue(resolve(import.meta.dirname, "../../../data/phu-ninh"))).catalogue;
  const of = (code: string) => {
    const found = office.procedures.find((procedure) => procedure.code === code);
    if (found === undefined) throw new Error(code);
    return found;
  };
  [business, marital] = [of("1.001612"), of("1.004873")];
});

const start = Date.parse("2026-11-24T01:30:00.000Z");
const people = {
  lan: { id: "lan", role: "clerk" },
  hung: { id: "hung", role: "clerk" },
  nghia: { id: "nghia", role: "head" },
  yen: { id: "yen", role: "officer", division: "tai-chinh-ke-hoach" },
} as const;
const uuid = (number: number) => `0b0e4f0a-0000-7000-8000-${String(number).padStart(12, "0")}`;
const fee = { feeId: "main", name: "Lệ phí", quantity: 1, exemption: null };

/** A dossier that goes through steps as the service has it do, and what was tried with it. */
class Rehearsal {
  dossier: Dossier;
  readonly events: DossierEvent[] = [];
  #now = start;
  #count = 100;

  constructor(lodged: boolean) {
    const { appointment } = promised(business, this.at, office.calendar, (node) => node);
    const { dueAt: _, ...template } = dossierOf();
    const accepted = acceptedDossierSchema.parse({
      ...template,
      status: lodged ? "lodged" : "accepted",
      fee: 100_000,
      fees: [{ ...fee, amount: 100_000 }],
      procedureVersion: business.effectiveFrom,
      appointment,
      acceptedAt: this.at,
    });
    const head = { at: this.at, actor: "lan", subject: accepted.id };
    const first: DossierEvent = lodged
      ? { ...head, type: "dossier.lodged", data: { dossier: accepted } }
      : { ...head, type: "dossier.accepted", data: { dossier: accepted, serial: 1, printJob: uuid(1) } };
    this.events.push(first);
    this.dossier = dossierAfter(null, first);
  }

  get at(): string {
    return new Date(this.#now).toISOString();
  }

  wait(hours: number): void {
    this.#now += hours * 60 * 60 * 1000;
  }

  /** @returns whether the step was taken. */
  step(step: DossierStep, who: keyof typeof people): boolean {
    this.#count += 1;
    const numbered = numberOf(step);
    const asked = this.#asked(who);
    const possible = stepObstacle(this.dossier, step.kind, asked);
    try {
      const event = decide(this.dossier, step, asked, {
        signatory: { id: who, name: who },
        procedure: business,
        corrected: step.kind === "correct" && step.correction.procedure !== undefined ? marital : null,
        number: numbered === null ? "" : paperNumber(numbered, this.#count, { year: "2026", series: 1 }),
        newId: uuid(this.#count),
        printJob: null,
      });
      expect(possible).toBeNull();
      this.apply(event);
      return true;
    } catch (error) {
      if (!isAppError(error)) throw error;
      expect(refusals).toContain(error.code);
      // What the list of steps calls impossible is refused for that very reason.
      if (possible !== null) expect(error.data).toMatchObject({ obstacle: possible });
      return false;
    }
  }

  /** The lists, as the service signs them. */
  pass(to: string, accepted: boolean): void {
    const { unit } = this.dossier.custody;
    if (unit === to || handoverObstacle(this.dossier, unit, this.#asked("lan")) !== null) return;
    this.#count += 1;
    const handover = uuid(this.#count);
    const head = { at: this.at, actor: "lan", subject: this.dossier.id };
    const givenBy = { id: "lan", name: "lan" };
    const data = { handover, number: "1/2026", from: unit, to, givenBy, printJob: null };
    this.apply({ ...head, type: "dossier.handedOver", data });
    const by = { name: "Yến", staff: null, how: "paper" as const };
    if (accepted) this.apply({ ...head, type: "dossier.takenOver", data: { handover, to, by } });
    else
      this.apply({ ...head, type: "dossier.handoverDeclined", data: { handover, reason: "Sai thẩm quyền" } });
  }

  apply(event: DossierEvent): void {
    const before = this.dossier;
    this.events.push(event);
    this.dossier = dossierAfter(before, event);
    expect(eventData[event.type].parse(event.data)).toEqual(event.data);
    holds(before, this.dossier, event);
  }

  #asked(who: keyof typeof people): Asked {
    return { staff: people[who], at: this.at, office };
  }
}

const refusals = ["DOSSIER_STEP", "NEW_DATE_UNFIT", "PAYMENT_TOO_HIGH", "COMPONENTS_MISSING", "BAD_INPUT"];

/** What is true of every dossier, whatever happened to it. */
function holds(before: Dossier, after: Dossier, event: DossierEvent): void {
  expect(dossierSchema.parse(after)).toEqual(after);
  expect(Object.values(dossierStatuses)).toContain(after.status);
  const pause = standingPause(after);
  expect(after.dueAt === null).toBe(pause !== null || after.ended !== null);
  expect(after.pauses.filter(({ to }) => to === null).length).toBeLessThanOrEqual(1);
  const open = after.supplements.filter(({ answeredAt }) => answeredAt === null);
  expect(open.length).toBeLessThanOrEqual(1);
  expect(new Set(after.supplements.map(({ stage }) => stage)).size).toBe(after.supplements.length);
  if (after.status === "supplementRequested") expect([open.length, pause?.kind]).toEqual([1, "supplement"]);
  if (after.status === "paymentRequested") expect(pause?.kind).toBe("payment");
  if (after.status === "accepted" || after.status === "inProcess" || after.status === "decided")
    expect(pause).toBeNull();
  expect(after.status === "decided" || after.status === "resultReturned").toBe(after.decision !== null);
  if (!isClosed(after)) expect(after.status === "withdrawalRequested").toBe(after.withdrawal !== null);
  expect(paidAmount(after)).toBeGreaterThanOrEqual(0);
  expect(owedFees(after).every(({ owed }) => owed > 0)).toBe(true);
  expect(after.payments.every(({ amount }) => amount > 0)).toBe(true);
  if (before.extension !== null) expect(after.extension).toEqual(before.extension);
  // One has it, always; it is only on its way from there.
  expect(after.custody.unit).not.toBe("");
  if (isClosed(after)) expect(after.custody.passing).toBeNull();
  if (isClosed(before)) expect([event.type, isClosed(after)]).toEqual(["dossier.reopened", false]);
  // What was promised first stays; only a wrong procedure's promise is put right.
  if (event.type !== "dossier.corrected") expect(after.appointment).toEqual(before.appointment);
}

const reason = "Lý do";
const lines = (amount: number) => [{ ...fee, amount }];
const component = { originals: 1, certified: 0, copies: 0, reusedFrom: null };

/** Any step with any content that a window could send. */
const steps = fc.constantFrom(...dossierStepKinds).chain((kind): fc.Arbitrary<DossierStep> => {
  const amount = fc.constantFrom(0, 1, 40_000, 60_000, 100_000, 1_000_000);
  switch (kind) {
    case "correct":
      return fc.constantFrom(
        { kind, correction: { note: "Sửa" }, reason },
        { kind, correction: { fees: lines(50_000) }, reason },
        { kind, correction: { components: [] }, reason },
        { kind, correction: { procedure: { code: "1.004873", caseId: null } }, reason },
        {
          kind,
          correction: {
            procedure: { code: "1.004873", caseId: null },
            components: ["form", "identity", "proof"].map((componentId) => ({ componentId, ...component })),
          },
          reason,
        },
      );
    case "attach":
      return fc.constantFrom("b", "c").map((letter) => ({
        kind,
        attachment: {
          sha256: letter.repeat(64),
          name: "anh.png",
          mediaType: "image/png" as const,
          bytes: 10,
          componentId: null,
        },
      }));
    case "detach":
      return fc.constantFrom("a", "b").map((letter) => ({ kind, sha256: letter.repeat(64), reason }));
    case "note":
      return fc.constant({ kind, text: "Đã gọi" });
    case "officialCode":
      return fc.constant({ kind, code: "G09.20-20261124-0000001" });
    case "requestSupplement":
      return fc.constantFrom("intake" as const, "appraisal" as const).map((stage) => ({
        kind,
        request: { stage, items: ["CCCD"], reason, legalBasis: "", until: null },
      }));
    case "supplement":
      return fc
        .constantFrom(business.components[0]?.id ?? "", "strange")
        .map((componentId) => ({ kind, components: [{ componentId, ...component }] }));
    case "requestPayment":
      return fc
        .constantFrom("main", "tax")
        .map((feeId) => ({ kind, lines: [{ ...fee, feeId, amount: 150_000 }], reason }));
    case "pay":
      return fc
        .record({ amount, feeId: fc.constantFrom("main", "tax") })
        .map(({ amount, feeId }) => ({ kind, lines: [{ ...fee, feeId, amount }], method: "cash" as const }));
    case "voidPayment":
      return fc.integer({ min: 100, max: 140 }).map((number) => ({ kind, payment: uuid(number), reason }));
    case "requestWithdrawal":
      return fc.constant({ kind, by: "An Nguyễn", reason });
    case "withdraw":
      return fc.constant({ kind, receiver: "An Nguyễn", reason });
    case "stop":
      return fc.constant({ kind, reason, legalBasis: "Điều 19" });
    case "extend":
      return fc
        .integer({ min: 0, max: 40 })
        .map((days) => ({ kind, reason, dueAt: new Date(start + days * 86_400_000).toISOString() }));
    case "decide":
      return fc.constant({ kind, outcome: "granted" as const, number: "1", note: "" });
    case "returnResult":
      return fc.constant({
        kind,
        via: "counter" as const,
        receiver: "An Nguyễn",
        citizenNumber: null,
        tracking: "",
      });
    case "receiveResult":
      return fc.constant({ kind });
    case "refuse":
    case "dropWithdrawal":
    case "reopen":
      return fc.constant({ kind, reason });
  }
});

const moves = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      step: steps,
      who: fc.constantFrom(...(Object.keys(people) as (keyof typeof people)[])),
    }),
  },
  { weight: 1, arbitrary: fc.record({ hours: fc.integer({ min: 0, max: 60 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      to: fc.constantFrom("counter", "tai-chinh-ke-hoach", "tinh"),
      accepted: fc.boolean(),
    }),
  },
);

describe("any sequence of steps", () => {
  it("keeps what is true of every dossier", () => {
    const taken = new Set<string>();
    fc.assert(
      fc.property(fc.boolean(), fc.array(moves, { minLength: 5, maxLength: 60 }), (lodged, all) => {
        const rehearsal = new Rehearsal(lodged);
        for (const move of all) {
          if ("hours" in move) rehearsal.wait(move.hours);
          else if ("to" in move) rehearsal.pass(move.to, move.accepted);
          else if (rehearsal.step(move.step, move.who)) taken.add(move.step.kind);
        }
        // The dossier is what its events say, and nothing else.
        const again = rehearsal.events.reduce<Dossier | null>(dossierAfter, null);
        expect(again).toEqual(rehearsal.dossier);
      }),
      { numRuns: 1500, seed: 20261124 },
    );
    // A rehearsal in which some step is never possible would show little.
    expect([...taken].sort()).toEqual([...dossierStepKinds].sort());
  });
});

describe("the clock", () => {
  it("goes on with what was left after each pause, also after an apology", () => {
    const rehearsal = new Rehearsal(false);
    rehearsal.pass("tai-chinh-ke-hoach", true);
    const due = () => rehearsal.dossier.dueAt;
    expect(due()).toBe("2026-11-27T10:00:00.000Z");
    expect(rehearsal.step({ kind: "extend", reason, dueAt: "2026-12-01T10:00:00.000Z" }, "nghia")).toBe(true);
    // Wednesday, with four days left of the new promise: 25, 26, 27/11, 30/11 and 1/12 less the one that ends.
    rehearsal.wait(24);
    const request = { stage: "appraisal" as const, items: ["CCCD"], reason, legalBasis: "", until: null };
    expect(rehearsal.step({ kind: "requestSupplement", request }, "yen")).toBe(true);
    expect(due()).toBeNull();
    rehearsal.wait(24 * 5);
    const first = business.components[0]?.id ?? "";
    expect(
      rehearsal.step({ kind: "supplement", components: [{ componentId: first, ...component }] }, "lan"),
    ).toBe(true);
    expect(due()).toBe("2026-12-07T10:00:00.000Z");
    expect(rehearsal.dossier.appointment.dueAt).toBe("2026-11-27T10:00:00.000Z");
    expect(rehearsal.dossier.extension?.dueAt).toBe("2026-12-01T10:00:00.000Z");
  });

  it("does not heal what was late before it stood", () => {
    const rehearsal = new Rehearsal(false);
    rehearsal.pass("tai-chinh-ke-hoach", true);
    rehearsal.wait(24 * 7);
    rehearsal.step({ kind: "requestPayment", lines: lines(100_000), reason }, "lan");
    rehearsal.wait(24 * 3);
    rehearsal.step({ kind: "pay", lines: lines(100_000), method: "cash" }, "lan");
    expect(rehearsal.dossier.dueAt).toBe("2026-11-27T10:00:00.000Z");
  });

  it("stands while a withdrawal is asked for that was asked during a pause, and goes on where it is dropped", () => {
    const rehearsal = new Rehearsal(false);
    rehearsal.step({ kind: "requestPayment", lines: lines(100_000), reason }, "lan");
    rehearsal.step({ kind: "requestWithdrawal", by: "An Nguyễn", reason }, "lan");
    expect(rehearsal.dossier).toMatchObject({ status: "withdrawalRequested", dueAt: null });
    rehearsal.step({ kind: "pay", lines: lines(100_000), method: "cash" }, "lan");
    expect(rehearsal.dossier).toMatchObject({
      status: "withdrawalRequested",
      dueAt: "2026-11-27T10:00:00.000Z",
    });
    rehearsal.step({ kind: "dropWithdrawal", reason }, "lan");
    expect(rehearsal.dossier).toMatchObject({ status: "accepted", withdrawal: null });
  });
});
