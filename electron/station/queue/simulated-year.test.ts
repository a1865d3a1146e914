import { resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Catalogue } from "../../../contract/catalogue.ts";
import type { Ticket } from "../../../contract/queue.ts";
import { hallOfEight } from "../../../tests/hall-of-eight.ts";
import { type SimulatedFigures, simulateHall } from "../../../tests/simulated-hall.ts";
import { loadCatalogue } from "../catalogue/load.ts";

/** A year of a large hall by the real rules, looked at after every event: what must never be, never is. */

const DAYS = 250;
const TICKETS_PER_DAY = 400;

let catalogue: Catalogue;
let figures: SimulatedFigures;
const broken = new Map<string, number>();
const fates = new Map<string, number>();
let longestPassedBy = 0;

/** Counts what goes wrong instead of stopping at the first: a million checks are one assertion. */
function mustHold(what: string, holds: boolean): void {
  if (!holds) broken.set(what, (broken.get(what) ?? 0) + 1);
}

beforeAll(async () => {
  catalogue = (await loadCatalogue(resolve(import.meta.dirname, "../../../data/phu-ninh"))).catalogue;
  const hall = hallOfEight(catalogue);
  figures = simulateHall({
    ...hall,
    seed: 20_261_124,
    days: DAYS,
    ticketsPerDay: TICKETS_PER_DAY,
    watch: (event, _tickets, now) => {
      const taken = now.tickets.filter(({ status }) => status === "called" || status === "serving");
      const counters = taken.map(({ counter }) => counter);
      mustHold("a counter has one ticket at most", new Set(counters).size === counters.length);
      mustHold("a ticket that is taken is at a counter", !counters.includes(null));
      if (event.type !== "ticket.called" || event.data.reason === "byNumber") return;
      const called = taken.find(({ id }) => id === event.subject) as Ticket;
      const counter = now.counters.find(({ id }) => id === event.data.counter);
      for (const waiting of now.tickets) {
        const mine =
          waiting.status === "waiting" &&
          waiting.onlyCounter === null &&
          counter?.serviceGroups.includes(waiting.queue);
        if (mine !== true) continue;
        const passedBy = Date.parse(called.queuedFrom) - Date.parse(waiting.queuedFrom);
        longestPassedBy = Math.max(longestPassedBy, passedBy);
      }
    },
    dayOver: (tickets) => {
      const labels = new Set([...tickets.values()].map(({ label }) => label));
      mustHold("every number of a day is given once", labels.size === tickets.size);
      for (const ticket of tickets.values()) {
        mustHold("every ticket is served or accounted for", ticket.finishedAt !== null);
        fates.set(ticket.status, (fates.get(ticket.status) ?? 0) + 1);
      }
    },
  });
}, 120_000);

describe("a simulated year of 8 counters", () => {
  it("has 100,000 tickets, each at one counter at a time, each served or accounted for", () => {
    expect(figures.tickets).toBe(DAYS * TICKETS_PER_DAY);
    expect([...broken]).toEqual([]);
    expect([...fates.values()].reduce((sum, count) => sum + count, 0)).toBe(100_000);
    expect(fates.get("served")).toBeGreaterThan(90_000);
    expect(fates.get("noShow")).toBeGreaterThan(1000);
  });

  it("lets nobody be passed over by one who came later than the lead and the counter's preferences allow", () => {
    const { priorityLeadMinutes, preferenceMinutes } = catalogue.office.queue;
    const most = priorityLeadMinutes + preferenceMinutes * (hallOfEight(catalogue).groups.length - 1);
    expect(longestPassedBy).toBeGreaterThan(0);
    expect(longestPassedBy / 60_000).toBeLessThanOrEqual(most);
  });

  it("serves a priority sooner, and tells the wait better than a plain count would", () => {
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const { waits, estimateErrors, plainErrors } = figures;
    expect(mean(waits.priority)).toBeLessThan(mean(waits.ordinary));
    expect(mean(estimateErrors)).toBeLessThan(mean(plainErrors));
    expect(mean(estimateErrors)).toBeLessThan(mean(waits.ordinary) * 0.5);
  });
});
