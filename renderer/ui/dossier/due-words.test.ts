import { describe, expect, it } from "vitest";
import { officeInstant } from "../../../contract/time.ts";
import type { Translate } from "../i18n/index.ts";
import { dueWords } from "./due-words.ts";

const t = ((key: string, values?: object) => JSON.stringify([key, values ?? {}])) as unknown as Translate;
const now = Date.parse(officeInstant("2026-11-25", "15:30"));
const say = (dueAt: string | null, status: Parameters<typeof dueWords>[0]["status"] = "inProcess") =>
  dueWords({ dueAt, status }, now, t, "vi");

describe("when a result is due, in words", () => {
  it.each([
    ["later today", "2026-11-25", "17:00", "soon", '["due.today",{"clock":"17:00"}]'],
    [
      "tomorrow, though less than 24 hours away",
      "2026-11-26",
      "07:30",
      "soon",
      '["due.tomorrow",{"clock":"07:30"}]',
    ],
    ["an hour ago", "2026-11-25", "14:30", "late", '["due.lateToday",{"clock":"14:30"}]'],
    ["yesterday, by days of the office", "2026-11-24", "17:00", "late", '["due.late",{"count":1}]'],
    ["over the turn of a month", "2026-10-31", "11:30", "late", '["due.late",{"count":25}]'],
    ["in some days", "2026-11-30", "17:00", "calm", "17:00 Thứ Hai 30/11"],
  ])("%s", (_case, day, clock, tone, text) => {
    expect(say(officeInstant(day, clock))).toMatchObject({ tone, text });
  });

  it("nobody is late once it is decided or closed", () => {
    const past = officeInstant("2026-11-01", "17:00");
    for (const status of ["decided", "resultReturned", "notAccepted", "stopped"] as const) {
      expect(say(past, status)).toEqual({ text: "–", tone: "none" });
    }
  });

  it("while something is waited for the clock stands", () => {
    expect(say(null, "supplementRequested").text).toContain("due.standing");
    expect(say(null, "paymentRequested").text).toContain("due.standing");
  });
});
