import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Counter } from "../../../contract/catalogue.ts";
import type { Priority, Ticket } from "../../../contract/queue.ts";
import { ticketAfter } from "../../../contract/ticket-life.ts";
import { ticketLabel } from "./numbers.rules.ts";
import { callingOrder, pickNext, type QueuePolicy } from "./policy.rules.ts";

const start = Date.parse("2026-11-24T00:30:00.000Z");
const at = (minute: number) => start + minute * 60_000;

function ticket(minute: number, number: number, change: Partial<Ticket> = {}): Ticket {
  const serviceGroup = change.serviceGroup ?? "certify";
  const issued = ticketAfter(null, {
    type: "ticket.issued",
    at: new Date(at(minute)).toISOString(),
    actor: "kiosk",
    subject: `${serviceGroup}-${number}`,
    data: {
      day: "2026-11-24",
      serviceGroup,
      number,
      label: ticketLabel("A", number),
      priority: null,
      printJob: null,
    },
  });
  return { ...issued, ...change };
}

const counter: Counter = { id: "c1", number: 1, name: { vi: "Quầy 1" }, serviceGroups: ["certify", "civil"] };

function policy(change: Partial<QueuePolicy["rules"]> = {}, more: Partial<QueuePolicy> = {}): QueuePolicy {
  return {
    rules: { priorityLeadMinutes: 15, preferenceMinutes: 0, ...change },
    shares: new Map(),
    staffed: new Set(["c1", "c2"]),
    ...more,
  };
}

const next = (tickets: Ticket[], given = policy(), minute = 30) =>
  pickNext(tickets, counter, given, at(minute));

describe("who is called next", () => {
  it("is the one who came first", () => {
    const called = next([ticket(5, 2), ticket(1, 1), ticket(9, 3)]);
    expect([called?.ticket.number, called?.reason]).toEqual([1, "turn"]);
  });

  it("is nobody where nobody waits for this counter", () => {
    expect(next([])).toBeNull();
    expect(next([ticket(0, 1, { serviceGroup: "land", queue: "land" })])).toBeNull();
    expect(next([ticket(0, 1, { status: "called" })])).toBeNull();
    expect(next([ticket(0, 1, { status: "held" })])).toBeNull();
  });

  it("is a priority before those who came up to the lead earlier, and no more", () => {
    const called = next([ticket(0, 1), ticket(14, 2, { priority: "elderly" })]);
    expect([called?.ticket.number, called?.reason]).toEqual([2, "priority"]);
    expect(next([ticket(0, 1), ticket(16, 2, { priority: "elderly" })])?.ticket.number).toBe(1);
  });

  it("is one of the counter's first group, unless one of its second waited so much longer", () => {
    const given = policy({ preferenceMinutes: 5 });
    const civil = { serviceGroup: "civil", queue: "civil" };
    const called = next([ticket(0, 1, civil), ticket(4, 2)], given);
    expect([called?.ticket.number, called?.reason]).toEqual([2, "groupOrder"]);
    expect(next([ticket(0, 1, civil), ticket(6, 2)], given)?.ticket.number).toBe(1);
  });

  it("is one of the group with the larger share, by the ratio of the shares", () => {
    const given = policy({}, { shares: new Map([["civil", 2]]) });
    const civil = { serviceGroup: "civil", queue: "civil" };
    // 30 minutes once against 16 or 14 minutes twice.
    expect(next([ticket(0, 1), ticket(14, 2, civil)], given)?.ticket.number).toBe(2);
    expect(next([ticket(0, 1), ticket(16, 2, civil)], given)?.ticket.number).toBe(1);
  });

  it("is one who was sent to this counter, though it does not serve the group", () => {
    const sent = ticket(0, 1, { serviceGroup: "land", queue: "land", onlyCounter: "c1" });
    expect(next([sent, ticket(1, 2)])).toEqual({ ticket: sent, reason: "sentHere" });
  });

  it("is never one who was sent to another counter, unless nobody works there", () => {
    const sent = ticket(0, 1, { onlyCounter: "c2" });
    expect(next([sent])).toBeNull();
    expect(next([sent], policy({}, { staffed: new Set(["c1"]) }))?.ticket).toBe(sent);
  });

  it("is one with an appointment when its time is near", () => {
    const booked = ticket(0, 9, {
      appointment: "booked",
      queuedFrom: new Date(at(20)).toISOString(),
    });
    expect(next([ticket(10, 1), booked])?.ticket.number).toBe(1);
    const called = next([ticket(21, 1), booked]);
    expect([called?.ticket.number, called?.reason]).toEqual([9, "appointment"]);
  });
});

describe("the order of calling", () => {
  const tickets = fc.uniqueArray(
    fc.record({
      minute: fc.nat(300),
      number: fc.integer({ min: 1, max: 400 }),
      priority: fc.option(fc.constantFrom<Priority>("elderly", "pregnant"), { nil: null }),
      group: fc.constantFrom("certify", "civil", "land"),
      onlyCounter: fc.option(fc.constantFrom("c1", "c2"), { nil: null, freq: 6 }),
    }),
    { selector: (entry) => `${entry.group}${entry.number}`, maxLength: 60 },
  );
  const waitingOf = (entries: typeof tickets extends fc.Arbitrary<infer T> ? T : never) =>
    entries.map(({ minute, number, priority, group, onlyCounter }) =>
      ticket(minute, number, { priority, serviceGroup: group, queue: group, onlyCounter }),
    );
  const policies = fc.record({ lead: fc.nat(60), preference: fc.nat(20), share: fc.constantFrom(0.5, 1, 2) });
  const policyOf = ({ lead, preference, share }: { lead: number; preference: number; share: number }) =>
    policy(
      { priorityLeadMinutes: lead, preferenceMinutes: preference },
      { shares: new Map([["civil", share]]) },
    );

  it("does not depend on the order in which tickets are listed", () => {
    fc.assert(
      fc.property(tickets, policies, (entries, given) => {
        const waiting = waitingOf(entries);
        const order = callingOrder(waiting, counter, policyOf(given), at(300));
        expect(callingOrder([...waiting].reverse(), counter, policyOf(given), at(300))).toEqual(order);
      }),
    );
  });

  it("begins with the ticket that is called next, and calling to the end serves everyone once in that order", () => {
    fc.assert(
      fc.property(tickets, policies, (entries, given) => {
        let waiting = waitingOf(entries);
        const order = callingOrder(waiting, counter, policyOf(given), at(300)).map((entry) => entry.ticket);
        const called: Ticket[] = [];
        for (;;) {
          const entry = pickNext(waiting, counter, policyOf(given), at(300));
          if (entry === null) break;
          called.push(entry.ticket);
          waiting = waiting.filter((candidate) => candidate !== entry.ticket);
        }
        expect(called).toEqual(order);
        expect(new Set(called).size).toBe(called.length);
      }),
    );
  });

  it("lets nobody wait for one queued later than the lead and the preferences allow", () => {
    fc.assert(
      fc.property(tickets, fc.nat(60), fc.nat(20), (entries, lead, preference) => {
        const given = policy({ priorityLeadMinutes: lead, preferenceMinutes: preference });
        const order = callingOrder(waitingOf(entries), counter, given, at(300));
        order.forEach(({ ticket: earlier }, index) => {
          for (const { ticket: later } of order.slice(index + 1)) {
            const passedBy = Date.parse(earlier.queuedFrom) - Date.parse(later.queuedFrom);
            expect(passedBy).toBeLessThanOrEqual((lead + preference) * 60_000);
          }
        });
      }),
    );
  });
});
