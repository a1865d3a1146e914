import { describe, expect, it } from "vitest";
import { officeInstant } from "../../../contract/time.ts";
import { dossierOf } from "../../../tests/dossier-of.ts";
import { dueOf, outcomeOf, punctualityOf, settledAt } from "./outcome.rules.ts";

const at = (day: string) => officeInstant(day, "17:00");
const extension = {
  number: "1/PXL",
  at: at("2026-11-25"),
  reason: "Chờ xác minh",
  formerDueAt: at("2026-11-27"),
  dueAt: at("2026-12-01"),
  signedBy: "Hà",
};
const decision = (day: string) => ({ at: at(day), outcome: "granted" as const, number: "1", note: "" });

describe("a dossier is due", () => {
  it("at the time that was counted last, be it after an apology", () => {
    expect(dueOf(dossierOf({ extension, dueAt: at("2026-12-01") }))).toBe(at("2026-12-01"));
    expect(dueOf(dossierOf({ extension, dueAt: at("2026-12-04") }))).toBe(at("2026-12-04"));
  });

  it("at the time that held when its clock was stopped", () => {
    const pause = {
      kind: "supplement" as const,
      from: at("2026-11-25"),
      to: null,
      status: "accepted" as const,
      dueAt: at("2026-11-27"),
    };
    expect(dueOf(dossierOf({ dueAt: null, pauses: [pause] }))).toBe(at("2026-11-27"));
  });
});

describe("a dossier was done with", () => {
  it("early, on time or late by the day and minute of its decision", () => {
    expect(outcomeOf(dossierOf({ decision: decision("2026-11-26") }))).toBe("early");
    expect(outcomeOf(dossierOf({ decision: decision("2026-11-27") }))).toBe("onTime");
    expect(outcomeOf(dossierOf({ decision: decision("2026-11-28") }))).toBe("late");
    expect(
      outcomeOf(dossierOf({ extension, dueAt: at("2026-12-04"), decision: decision("2026-12-03") })),
    ).toBe("early");
  });

  it("without a result where it ended so", () => {
    const ended = { at: at("2026-12-30"), how: "withdrawn" as const, reason: "", number: "" };
    const withdrawn = dossierOf({ ended, dueAt: null });
    expect(outcomeOf(withdrawn)).toBe("withdrawn");
    expect(punctualityOf(withdrawn)).toBeNull();
    expect(settledAt(withdrawn)).toBe(ended.at);
  });

  it("not at all while it is open", () => {
    expect(outcomeOf(dossierOf())).toBeNull();
    expect(settledAt(dossierOf())).toBeNull();
  });
});
