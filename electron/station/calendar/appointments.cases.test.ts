import { readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import type { Calendar, ProcessingTime } from "../../../contract/catalogue.ts";
import type { ClockPause } from "../../../contract/dossier.ts";
import { instantOf, officeCalendar, saturdayMornings, wallOf } from "../../../tests/office-calendar.ts";
import { appointment } from "./appointment.rules.ts";
import { interlinkedAppointment, type Leg } from "./legs.rules.ts";
import { pausedAppointment } from "./pauses.rules.ts";

interface Case {
  line: string;
  calendar: Calendar;
  receivedAt: string;
  times: ProcessingTime[];
  cutOff: string | undefined;
  pauses: ClockPause[];
  due: string;
}

const cases = readCases(readFileSync(new URL("./appointments.cases.txt", import.meta.url), "utf8"));

describe("appointments checked by hand", () => {
  it("are at least 200 of 2024 to 2027", () => {
    const years = cases.map(({ receivedAt }) => Number(receivedAt.slice(0, 4)));
    expect(years.filter((year) => 2024 <= year && year <= 2027).length).toBeGreaterThanOrEqual(200);
    for (const year of [2024, 2025, 2026, 2027]) expect(years).toContain(year);
  });

  it.each(cases)("$line", (entry) => {
    expect(dueOf(entry)).toBe(entry.due);
  });

  it.each([
    ["America/New_York", 300],
    ["Pacific/Kiritimati", -840],
    ["Europe/Bucharest", -120],
    ["UTC", 0],
  ])("hold where the PC is in %s", (zone, minutes) => {
    vi.stubEnv("TZ", zone);
    try {
      expect(new Date("2026-01-15T00:00:00Z").getTimezoneOffset()).toBe(minutes);
      for (const entry of cases) expect(dueOf(entry), entry.line).toBe(entry.due);
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

function dueOf({ receivedAt, times, cutOff, pauses, calendar }: Case): string {
  const options = cutOff === undefined ? {} : { cutOff };
  const [time, ...more] = times;
  if (time === undefined) throw new Error("no time");
  if (more.length === 0) {
    const promised = appointment(time, receivedAt, calendar, options);
    const { dueAt } = pausedAppointment(promised, time, pauses, calendar, options);
    return dueAt === null ? "open" : wallOf(dueAt);
  }
  const leg = (of: ProcessingTime, index: number): Leg => ({ node: `node ${index}`, time: of });
  const legs: [Leg, ...Leg[]] = [leg(time, 0), ...more.map((of, index) => leg(of, index + 1))];
  return wallOf(interlinkedAppointment(legs, receivedAt, calendar, options).dueAt);
}

/** The lines of `appointments.cases.txt`; the file says what stands where. */
function readCases(text: string): Case[] {
  let calendar = officeCalendar;
  return text.split("\n").flatMap((line): Case[] => {
    if (line === "@ Saturday mornings") calendar = saturdayMornings;
    if (line === "" || line.startsWith("#") || line.startsWith("@")) return [];
    const fields = line.split("|").map((field) => field.trim());
    const [received, time, cutOff, pauses, due, why] = fields;
    if (fields.length !== 6 || !received || !time || !cutOff || !pauses || !due || !why) {
      throw new Error(`not a case: ${line}`);
    }
    return [
      {
        line: line.replace(/\s+/g, " "),
        calendar,
        receivedAt: instantOf(received),
        times: time.split("+").map(readTime),
        cutOff: cutOff === "-" ? undefined : cutOff,
        pauses: pauses === "-" ? [] : pauses.split(",").map(readPause),
        due,
      },
    ];
  });
}

function readTime(text: string): ProcessingTime {
  if (text === "same") return { unit: "sameDay" };
  const count = Number(/^(\d+)[dh]$/.exec(text)?.[1]);
  if (Number.isNaN(count)) throw new Error(`not a time: ${text}`);
  return { unit: text.endsWith("d") ? "workingDays" : "hours", count };
}

function readPause(text: string): ClockPause {
  const [from = "", to = ""] = text.split(">").map((end) => end.trim());
  return { from: instantOf(from), to: to === "open" ? null : instantOf(to), kind: "supplement" };
}
