import { resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Catalogue, Staff } from "../../../contract/catalogue.ts";
import { type Dossier, type DossierStatus, dossierStatuses } from "../../../contract/dossier.ts";
import {
  type DossierStepKind,
  dossierStepKinds,
  type StepObstacle,
} from "../../../contract/dossier-steps.ts";
import { officeInstant } from "../../../contract/time.ts";
import { dossierOf } from "../../../tests/dossier-of.ts";
import { loadCatalogue } from "../catalogue/load.ts";
import {
  type Asked,
  handoverObstacle,
  openStages,
  placeOf,
  possibleSteps,
  stepObstacle,
} from "./steps.rules.ts";

/**
 * The table of steps, written out: which status, whose signature and where the dossier has to be. What stands here is
 * read from the law and by people; the rules have to agree with all of its 3,800 cells.
 */

type Who = "clerk" | "other clerk" | "head" | "officer" | "other officer";
type Where = "counter" | "division" | "elsewhere" | "passing";

const letters: Record<string, DossierStatus> = {
  L: "lodged",
  A: "accepted",
  P: "inProcess",
  S: "supplementRequested",
  F: "paymentRequested",
  W: "withdrawalRequested",
  D: "decided",
};
const wheres: Record<string, Where> = { c: "counter", d: "division", e: "elsewhere", p: "passing" };
const whos: Record<string, Who> = {
  c: "clerk",
  o: "other clerk",
  h: "head",
  f: "officer",
  x: "other officer",
};

// step              open statuses  where  who (c accepted it, o did not; f has it, x has not)
const table = `
correct              L A P S F W    c d p  c h
attach               L A P S F W D  c d p  c o h f
detach               L A P S F W D  c d p  c o h
note                 L A P S F W D  c d e p  c o h f x
officialCode         L A P S F W D  c d e p  c o h
refuse               L              c      c o h
requestSupplement    L A P          c d    c o h f
supplement           S              c d p  c o h
requestPayment       A P            c d p  c o h f
pay                  L A P S F W D  c d e p  c o h
voidPayment          L A P S F W D  c d e p  c h
requestWithdrawal    L A P S F      c d e p  c o h
dropWithdrawal       W              c d e p  c o h
withdraw             L A P S F W    c      c o h
stop                 A P S F W      c d    h
extend               A P            c d p  h
decide               A P            c d    c o h f
receiveResult        D              c d e  c o h
returnResult         D              c      c o h
reopen                              c d    h
`;

interface Row {
  kind: DossierStepKind;
  statuses: Set<DossierStatus>;
  wheres: Set<Where>;
  whos: Set<Who>;
}

const rows: Row[] = table
  .trim()
  .split("\n")
  .map((line) => {
    const kind = line.slice(0, 21).trim() as DossierStepKind;
    const words = line
      .slice(21)
      .split(/\s+/)
      .filter((word) => word !== "");
    const statuses = words.filter((word) => word in letters);
    // The last run of letters is who, the one before where; `c` stands in both.
    const lower = line
      .slice(21)
      .replace(/[A-Z]/g, " ")
      .trim()
      .split(/\s{2,}/);
    const [places = "", people = ""] = lower;
    return {
      kind,
      statuses: new Set(statuses.flatMap((letter) => letters[letter] ?? [])),
      wheres: new Set(places.split(" ").flatMap((letter) => wheres[letter] ?? [])),
      whos: new Set(people.split(" ").flatMap((letter) => whos[letter] ?? [])),
    };
  });

let office: Catalogue;
beforeAll(async () => {
  office = (await loadCatalogue(resolve(import.meta.dirname, "../../../data/phu-ninh"))).catalogue;
});

const at = officeInstant("2026-11-24", "09:00");
const people: Record<Who, Pick<Staff, "id" | "role" | "division">> = {
  clerk: { id: "lan", role: "clerk" },
  "other clerk": { id: "hung", role: "clerk" },
  head: { id: "nghia", role: "head" },
  officer: { id: "thao", role: "officer", division: "tu-phap" },
  "other officer": { id: "dung", role: "officer", division: "dat-dai" },
};
const asked = (who: Who, when = at): Asked => ({ staff: people[who], at: when, office });

/** Open, with something to pay, to make void and to take away, so that only status, place and person decide. */
function standing(status: DossierStatus, where: Where): Dossier {
  const unit = { counter: "counter", division: "tu-phap", elsewhere: "tinh", passing: "counter" }[where];
  const isStill = status === "supplementRequested" || status === "paymentRequested";
  return dossierOf({
    status,
    dueAt: isStill ? null : officeInstant("2026-11-27", "17:00"),
    custody: {
      unit,
      since: at,
      passing:
        where === "passing" ? { handover: "0b0e4f0a-0000-7000-8000-00000000000a", to: "tu-phap" } : null,
    },
    resultHereSince: status === "decided" && (where === "counter" || where === "passing") ? at : null,
  });
}

describe("the table", () => {
  it("names every step", () => {
    expect(rows.map(({ kind }) => kind).sort()).toEqual([...dossierStepKinds].sort());
  });

  it("agrees with the rules in every status, place and role", () => {
    const wrong: string[] = [];
    for (const { kind, ...row } of rows.filter((entry) => entry.kind !== "reopen")) {
      for (const status of Object.values(dossierStatuses)) {
        for (const where of Object.values(wheres)) {
          for (const who of Object.values(whos)) {
            // What is not accepted goes nowhere.
            if (status === "lodged" && where === "division") continue;
            const dossier = standing(status, where);
            // What lies at the counter is not received once more.
            const received = kind === "receiveResult" && dossier.resultHereSince !== null;
            // An officer's own division has it, or it has not: at the counter neither has.
            const outOfReach =
              (who === "officer" || who === "other officer") && kind !== "note"
                ? !(who === "officer" && where === "division")
                : false;
            const possible =
              row.statuses.has(status) &&
              row.wheres.has(where) &&
              row.whos.has(who) &&
              !received &&
              !outOfReach;
            const obstacle = stepObstacle(dossier, kind, asked(who));
            if ((obstacle === null) !== possible)
              wrong.push(`${kind} ${status} ${where} ${who}: ${obstacle}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it("says what is in the way: the status first, a signature last", () => {
    const obstacle = (kind: DossierStepKind, status: DossierStatus, where: Where, who: Who) =>
      stepObstacle(standing(status, where), kind, asked(who));
    const said: [DossierStepKind, DossierStatus, Where, Who, StepObstacle][] = [
      ["decide", "decided", "division", "clerk", "status"],
      ["decide", "inProcess", "elsewhere", "clerk", "custody"],
      ["decide", "inProcess", "division", "other officer", "custody"],
      ["decide", "accepted", "passing", "clerk", "passing"],
      ["stop", "inProcess", "elsewhere", "clerk", "custody"],
      ["stop", "inProcess", "division", "clerk", "role"],
      ["stop", "inProcess", "division", "officer", "role"],
      ["extend", "inProcess", "division", "clerk", "role"],
      ["pay", "inProcess", "division", "officer", "role"],
      ["correct", "accepted", "counter", "other clerk", "role"],
      ["withdraw", "inProcess", "division", "head", "custody"],
      ["returnResult", "decided", "division", "head", "custody"],
      ["receiveResult", "decided", "counter", "clerk", "status"],
    ];
    expect(
      said.map(([kind, status, where, who]) => [
        kind,
        status,
        where,
        who,
        obstacle(kind, status, where, who),
      ]),
    ).toEqual(said);
  });
});

describe("a closed dossier", () => {
  const ends: Partial<Dossier>[] = [
    {
      status: "resultReturned",
      returned: { at, via: "counter", receiver: "An", citizenNumber: null, tracking: "" },
    },
    { status: "withdrawalRequested", ended: { at, how: "withdrawn", reason: "Đổi ý", number: "" } },
    { status: "stopped", ended: { at, how: "stopped", reason: "", number: "1/TBD" } },
    { status: "notAccepted", ended: { at, how: "notAccepted", reason: "", number: "1/TCHS" } },
  ];

  it.each(ends)("takes nothing but the head's re-opening: $status", (end) => {
    const dossier = dossierOf({ ...end, dueAt: null });
    for (const who of Object.values(whos)) {
      const open = possibleSteps(dossier, asked(who)).filter(({ obstacle }) => obstacle === null);
      expect(open.map(({ kind }) => kind)).toEqual(who === "head" ? ["reopen"] : []);
    }
    expect(stepObstacle(dossier, "reopen", asked("clerk"))).toBe("role");
    expect(stepObstacle(dossier, "reopen", asked("other officer"))).toBe("custody");
    expect(handoverObstacle(dossier, "counter", asked("clerk"))).toBe("status");
  });
});

describe("what the law allows once", () => {
  const request = {
    items: ["CCCD"],
    reason: "Thiếu",
    legalBasis: "",
    until: null,
    number: "1/HDHS",
    at,
    answeredAt: at,
  };

  it("is a supplement in each stage", () => {
    const intake = dossierOf({ status: "accepted" });
    expect(openStages(intake, asked("clerk"))).toEqual(["intake", "appraisal"]);
    const after = dossierOf({ status: "accepted", supplements: [{ ...request, stage: "intake" }] });
    expect(openStages(after, asked("clerk"))).toEqual(["appraisal"]);
    const division = standing("inProcess", "division");
    expect(openStages(division, asked("clerk"))).toEqual(["appraisal"]);
    const done = { ...division, supplements: [{ ...request, stage: "appraisal" as const }] };
    expect(stepObstacle(done, "requestSupplement", asked("head"))).toBe("once");
    // One that is not accepted yet is not appraised.
    const lodged = dossierOf({ status: "lodged", supplements: [{ ...request, stage: "intake" }] });
    expect(stepObstacle(lodged, "requestSupplement", asked("head"))).toBe("once");
  });

  it("is a new date, a working day before the promised one at the latest", () => {
    const due = (day: string, clock = "17:00") =>
      dossierOf({ status: "inProcess", dueAt: officeInstant(day, clock) });
    const obstacle = (dossier: Dossier, day: string, clock: string) =>
      stepObstacle(dossier, "extend", asked("head", officeInstant(day, clock)));
    // Due on a Friday: the Thursday, whatever the hour.
    expect(obstacle(due("2026-11-27"), "2026-11-26", "23:59")).toBeNull();
    expect(obstacle(due("2026-11-27"), "2026-11-27", "00:00")).toBe("late");
    // Due on a Monday: the Friday before, not the weekend.
    expect(obstacle(due("2026-11-30"), "2026-11-27", "17:00")).toBeNull();
    expect(obstacle(due("2026-11-30"), "2026-11-28", "08:00")).toBe("late");
    expect(obstacle(due("2026-11-27"), "2026-12-02", "08:00")).toBe("late");
    const extension = {
      number: "1/PXL",
      at,
      reason: "",
      formerDueAt: at,
      dueAt: officeInstant("2026-11-27", "17:00"),
      signedBy: "",
    };
    expect(obstacle({ ...due("2026-11-27"), extension }, "2026-11-24", "08:00")).toBe("once");
    expect(obstacle({ ...due("2026-11-27"), dueAt: null }, "2026-11-24", "08:00")).toBe("status");
  });
});

describe("money", () => {
  const fee = (collectAt: "receipt" | "result") => ({
    feeId: "main",
    name: "Lệ phí",
    amount: 10_000,
    quantity: 1,
    exemption: null,
    collectAt,
  });

  it("owed with the result keeps it back; owed since the receipt is said, no more", () => {
    const here = { status: "decided" as const, resultHereSince: at, fee: 10_000, payments: [] };
    const withResult = dossierOf({ ...here, fees: [fee("result")] });
    expect(stepObstacle(withResult, "returnResult", asked("clerk"))).toBe("unpaid");
    const fromReceipt = dossierOf({ ...here, fees: [fee("receipt")] });
    const returning = (dossier: Dossier) =>
      possibleSteps(dossier, asked("clerk")).find(({ kind }) => kind === "returnResult");
    expect(returning(fromReceipt)).toEqual({ kind: "returnResult", obstacle: null, warning: "unpaid" });
    // From before fees had lines.
    const formerly = dossierOf({ ...here, fees: [] });
    expect(returning(formerly)?.warning).toBe("unpaid");
    expect(returning(dossierOf({ ...here, fee: 0, fees: [] }))).toMatchObject({
      obstacle: null,
      warning: null,
    });
  });

  it("that is not owed is not taken", () => {
    const free = dossierOf({ status: "accepted", fee: 0, fees: [], payments: [] });
    expect(stepObstacle(free, "pay", asked("clerk"))).toBe("nothing");
    expect(stepObstacle(free, "voidPayment", asked("head"))).toBe("nothing");
  });
});

describe("where a dossier is", () => {
  const day = (when: string) => officeInstant(when, "09:00");
  const at2025 = (code: string, when: string): Asked => ({
    staff: people.clerk,
    at: day(when),
    office: { ...office, office: { ...office.office, agency: code } },
  });
  const code = (name: string) => {
    const found = office.agencies.find((agency) => agency.name.vi === name);
    if (found === undefined) throw new Error(`no agency is called ${name}`);
    return found;
  };

  it("follows the merger of its office", () => {
    const phuNham = code("Xã Phú Nham");
    const successor = phuNham.successor ?? "";
    const dossier = dossierOf({ status: "inProcess", agency: phuNham.code });
    expect(placeOf(dossier, at2025(phuNham.code, "2025-05-20"))).toBe("counter");
    expect(placeOf(dossier, at2025(successor, "2025-06-30"))).toBe("elsewhere");
    expect(placeOf(dossier, at2025(successor, "2025-07-01"))).toBe("counter");
    expect(placeOf(dossier, at2025(code("Xã Dân Chủ").code, "2025-07-01"))).toBe("elsewhere");
  });

  it("is the office's as long as one of its own divisions has it, even one that the catalogue has dropped", () => {
    const own = { ...asked("clerk") };
    const unit = (id: string) =>
      dossierOf({ status: "inProcess", custody: { unit: id, since: at, passing: null } });
    expect(placeOf(unit("tu-phap"), own)).toBe("division");
    expect(placeOf(unit("phong-cu"), own)).toBe("division");
    expect(placeOf(unit("tinh"), own)).toBe("elsewhere");
    expect(placeOf(unit("000.00.00.H44"), own)).toBe("elsewhere");
  });
});
