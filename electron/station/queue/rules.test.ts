import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Counter } from "../../../contract/catalogue.ts";
import type { Priority, Ticket } from "../../../contract/entities.ts";
import { pickNext, ticketLabel } from "./rules.ts";

const start = Date.parse("2026-11-24T00:30:00.000Z");

function ticket(
  minute: number,
  number: number,
  priority: Priority | null = null,
  serviceGroup = "certify",
): Ticket {
  return {
    id: `${serviceGroup}-${number}`,
    day: "2026-11-24",
    serviceGroup,
    number,
    label: ticketLabel("A", number),
    priority,
    status: "waiting",
    issuedAt: new Date(start + minute * 60_000).toISOString(),
    calledAt: null,
    calls: 0,
    counter: null,
    finishedAt: null,
  };
}

const counter: Counter = { id: "c1", number: 1, name: { vi: "Quầy 1" }, serviceGroups: ["certify", "civil"] };
const policy = { priorityLeadMinutes: 15 };

describe("pickNext", () => {
  it("takes the one who came first", () => {
    expect(pickNext([ticket(5, 2), ticket(1, 1), ticket(9, 3)], counter, policy)?.number).toBe(1);
  });

  it("takes nobody where nobody waits for this counter", () => {
    expect(pickNext([], counter, policy)).toBeNull();
    expect(pickNext([ticket(0, 1, null, "land")], counter, policy)).toBeNull();
    expect(pickNext([{ ...ticket(0, 1), status: "called" }], counter, policy)).toBeNull();
  });

  it("lets priority go before those who came up to the lead earlier", () => {
    expect(pickNext([ticket(0, 1), ticket(14, 2, "elderly")], counter, policy)?.number).toBe(2);
    expect(pickNext([ticket(0, 1), ticket(16, 2, "elderly")], counter, policy)?.number).toBe(1);
  });

  const tickets = fc.uniqueArray(
    fc.record({
      minute: fc.nat(300),
      number: fc.integer({ min: 1, max: 400 }),
      priority: fc.option(fc.constantFrom<Priority>("elderly", "pregnant"), { nil: null }),
      group: fc.constantFrom("certify", "civil", "land"),
    }),
    { selector: (entry) => `${entry.group}${entry.number}`, maxLength: 60 },
  );

  it("does not depend on the order in which tickets are listed", () => {
    fc.assert(
      fc.property(tickets, (entries) => {
        const waiting = entries.map((entry) =>
          ticket(entry.minute, entry.number, entry.priority, entry.group),
        );
        expect(pickNext([...waiting].reverse(), counter, policy)).toEqual(pickNext(waiting, counter, policy));
      }),
    );
  });

  it("serves everyone once, and nobody waits for a priority taken more than the lead later", () => {
    fc.assert(
      fc.property(tickets, (entries) => {
        let waiting = entries.map((entry) => ticket(entry.minute, entry.number, entry.priority, entry.group));
        const mine = waiting.filter((entry) => counter.serviceGroups.includes(entry.serviceGroup));
        const served: Ticket[] = [];
        for (
          let next = pickNext(waiting, counter, policy);
          next !== null;
          next = pickNext(waiting, counter, policy)
        ) {
          served.push(next);
          waiting = waiting.filter((entry) => entry !== next);
        }
        expect(new Set(served)).toEqual(new Set(mine));
        served.forEach((early, index) => {
          for (const late of served.slice(index + 1)) {
            expect(Date.parse(early.issuedAt) - Date.parse(late.issuedAt)).toBeLessThanOrEqual(15 * 60_000);
          }
        });
      }),
    );
  });
});

describe("ticketLabel", () => {
  it("has three digits at least and never loses one", () => {
    expect(ticketLabel("A", 5)).toBe("A005");
    expect(ticketLabel("F", 1234)).toBe("F1234");
  });
});
