import { describe, expect, it } from "vitest";
import { type Counter, queueRulesSchema } from "../../../contract/catalogue.ts";
import type { Ticket } from "../../../contract/queue.ts";
import { ticketAfter } from "../../../contract/ticket-life.ts";
import { estimateWaits, ServiceTimes } from "./estimate.rules.ts";
import type { Hall } from "./steps.rules.ts";

const start = Date.parse("2026-11-24T01:00:00.000Z");
const iso = (minutes: number) => new Date(start + minutes * 60_000).toISOString();
const rules = queueRulesSchema.parse({
  priorityLeadMinutes: 10,
  preferenceMinutes: 0,
  assumedServiceMinutes: 5,
});

function ticket(minute: number, number: number, change: Partial<Ticket> = {}): Ticket {
  const serviceGroup = change.serviceGroup ?? "certify";
  const data = {
    day: "2026-11-24",
    serviceGroup,
    number,
    label: `A${number}`,
    priority: null,
    printJob: null,
  };
  const issued = ticketAfter(null, {
    type: "ticket.issued",
    at: iso(minute),
    actor: "kiosk",
    subject: `${serviceGroup}-${number}`,
    data,
  });
  return { ...issued, queue: serviceGroup, ...change };
}

const counters: Counter[] = [
  { id: "1", number: 1, name: { vi: "1" }, serviceGroups: ["certify"] },
  { id: "2", number: 2, name: { vi: "2" }, serviceGroups: ["certify", "land"] },
];

function hall(tickets: Ticket[], staffed = ["1", "2"], paused: string[] = []): Hall {
  return {
    tickets,
    serviceGroups: [],
    counters,
    paused: new Set(paused),
    rules,
    policy: { rules, shares: new Map(), staffed: new Set(staffed) },
  };
}

const estimate = (given: Hall, newcomer: Ticket, times = new ServiceTimes(5)) =>
  estimateWaits(given, [newcomer], times, start)[0];

describe("the expected wait", () => {
  it("is none where a counter is free", () => {
    expect(estimate(hall([]), ticket(0, 9))).toBe(0);
  });

  it("is not told where nobody works for the group", () => {
    expect(estimate(hall([], []), ticket(0, 9))).toBeNull();
    expect(estimate(hall([], ["1"]), ticket(0, 9, { serviceGroup: "land" }))).toBeNull();
    expect(estimate(hall([], ["2"], ["2"]), ticket(0, 9))).toBeNull();
  });

  it("counts who is before, at every counter that works", () => {
    const waiting = [1, 2, 3].map((number) => ticket(-10 + number, number));
    expect(estimate(hall(waiting), ticket(0, 9))).toBe(300);
    expect(estimate(hall(waiting, ["1"]), ticket(0, 9))).toBe(900);
  });

  it("counts what is left of the service under way", () => {
    const serving = ticket(-10, 1, {
      status: "serving",
      counter: "1",
      servingAt: iso(-3),
      calledAt: iso(-3),
    });
    expect(estimate(hall([serving], ["1"]), ticket(0, 9))).toBe(120);
  });

  it("is shorter for a priority, by those whom it goes before", () => {
    const waiting = [1, 2, 3, 4].map((number) => ticket(-5, number));
    expect(estimate(hall(waiting, ["1"]), ticket(0, 9))).toBe(1200);
    expect(estimate(hall(waiting, ["1"]), ticket(0, 9, { priority: "elderly" }))).toBe(0);
  });

  it("of several newcomers is each one's own: they do not hold each other up", () => {
    const newcomers = [ticket(0, 8), ticket(0, 9, { serviceGroup: "land" })];
    expect(estimateWaits(hall([ticket(-1, 1)], ["2"]), newcomers, new ServiceTimes(5), start)).toEqual([
      300, 300,
    ]);
  });
});

describe("service times", () => {
  const served = (minutes: number) =>
    ticket(-60, 1, { status: "served", servingAt: iso(0), calledAt: iso(0), finishedAt: iso(minutes) });

  it("move from what the office assumes to what is measured", () => {
    const times = new ServiceTimes(5);
    expect(times.of("certify")).toBe(300);
    times.learn(served(10));
    expect(times.of("certify")).toBe((600 + 4 * 300) / 5);
    for (let index = 0; index < 40; index += 1) times.learn(served(8));
    expect(times.of("certify")).toBe(480);
    expect(times.of("land")).toBe(300);
  });

  it("learn nothing from one who did not come, a clock that went back, or a ticket forgotten over night", () => {
    const times = new ServiceTimes(5);
    times.learn({ ...served(10), status: "noShow" });
    times.learn(served(-2));
    times.learn(served(14 * 60));
    expect(times.of("certify")).toBe(300);
  });
});
