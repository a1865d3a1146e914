import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Counter, queueRulesSchema, serviceGroupSchema } from "../../../contract/catalogue.ts";
import { AppError } from "../../../contract/errors.ts";
import type { Ticket } from "../../../contract/queue.ts";
import { ticketAfter } from "../../../contract/ticket-life.ts";
import { ticketLabel } from "./numbers.rules.ts";
import { decide, type Hall, type TicketStep, ticketAt } from "./steps.rules.ts";

const start = Date.parse("2026-11-24T00:30:00.000Z");
const iso = (seconds: number) => new Date(start + seconds * 1000).toISOString();
const groups = ["certify", "civil", "land"].map((id, index) =>
  serviceGroupSchema.parse({
    id,
    letter: "ABC"[index],
    name: { vi: id },
    hint: { vi: id },
    icon: "documents",
  }),
);
const counters: Counter[] = [
  { id: "1", number: 1, name: { vi: "1" }, serviceGroups: ["certify", "civil"] },
  { id: "2", number: 2, name: { vi: "2" }, serviceGroups: ["civil", "land"] },
  { id: "3", number: 3, name: { vi: "3" }, serviceGroups: ["land", "certify", "civil"] },
];
const rules = queueRulesSchema.parse({ priorityLeadMinutes: 15 });

/** A hall in memory that goes through steps as the station does. */
class Rehearsal {
  readonly tickets = new Map<string, Ticket>();
  readonly paused = new Set<string>();
  now = 0;

  take(serviceGroup = "certify"): Ticket {
    const number = [...this.tickets.values()].filter((t) => t.serviceGroup === serviceGroup).length + 1;
    const letter = groups.find(({ id }) => id === serviceGroup)?.letter ?? "A";
    const ticket = ticketAfter(null, {
      type: "ticket.issued",
      at: iso(this.now),
      actor: "kiosk",
      subject: `${serviceGroup}-${number}`,
      data: {
        day: "2026-11-24",
        serviceGroup,
        number,
        label: ticketLabel(letter, number),
        priority: null,
        printJob: null,
      },
    });
    this.tickets.set(ticket.id, ticket);
    return ticket;
  }

  step(counter: string, step: TicketStep): Ticket | null {
    const event = decide(this.hall(), { counter, staff: `staff-${counter}`, at: iso(this.now) }, step);
    if (event === null) return null;
    const ticket = ticketAfter(this.tickets.get(event.subject) ?? null, event);
    this.tickets.set(ticket.id, ticket);
    return ticket;
  }

  hall(): Hall {
    return {
      tickets: [...this.tickets.values()],
      serviceGroups: groups,
      counters,
      paused: this.paused,
      rules,
      policy: { rules, shares: new Map(), staffed: new Set(["1", "2", "3"]) },
    };
  }
}

function codeOf(work: () => unknown): string {
  try {
    work();
    return "done";
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

describe("a call", () => {
  it("made by mistake is taken back within a minute, and the place is kept", () => {
    const hall = new Rehearsal();
    const first = hall.take();
    hall.take();
    hall.now = 100;
    hall.step("1", { kind: "callNext" });
    hall.now = 160;
    expect(hall.step("1", { kind: "undoCall", ticket: first.id })).toMatchObject({
      status: "waiting",
      queuedFrom: first.queuedFrom,
      calls: 0,
      counter: null,
    });
    expect(hall.step("1", { kind: "callNext" })?.id).toBe(first.id);
    hall.now = 221;
    expect(codeOf(() => hall.step("1", { kind: "undoCall", ticket: first.id }))).toBe("UNDO_TOO_LATE");
  });

  it("is not made while the counter has a ticket or is on a pause", () => {
    const hall = new Rehearsal();
    hall.take();
    hall.take();
    hall.paused.add("1");
    expect(codeOf(() => hall.step("1", { kind: "callNext" }))).toBe("COUNTER_PAUSED");
    hall.paused.clear();
    hall.step("1", { kind: "callNext" });
    expect(codeOf(() => hall.step("1", { kind: "callNext" }))).toBe("COUNTER_BUSY");
  });

  it("of a given number takes one that waits, is held or did not come, but nobody's else", () => {
    const hall = new Rehearsal();
    const [one, two] = [hall.take(), hall.take()];
    expect(hall.step("2", { kind: "call", ticket: two.id })).toMatchObject({
      status: "called",
      counter: "2",
    });
    expect(codeOf(() => hall.step("1", { kind: "call", ticket: two.id }))).toBe("TICKET_STATE");
    expect(hall.step("1", { kind: "callNext" })?.id).toBe(one.id);
  });
});

describe("one who does not come", () => {
  it("is called three times first", () => {
    const hall = new Rehearsal();
    const { id } = hall.take();
    hall.step("1", { kind: "callNext" });
    expect(codeOf(() => hall.step("1", { kind: "noShow", ticket: id }))).toBe("CALLS_LEFT");
    hall.step("1", { kind: "recall", ticket: id });
    hall.step("1", { kind: "recall", ticket: id });
    expect(hall.step("1", { kind: "noShow", ticket: id })?.status).toBe("noShow");
  });

  it("keeps the place when returning soon, and waits anew when returning late", () => {
    for (const [away, place] of [
      [rules.noShowGraceMinutes * 60, iso(0)],
      [rules.noShowGraceMinutes * 60 + 1, null],
    ] as const) {
      const hall = new Rehearsal();
      const { id } = hall.take();
      hall.now = 300;
      hall.step("1", { kind: "callNext" });
      for (const _ of [2, 3]) hall.step("1", { kind: "recall", ticket: id });
      hall.step("1", { kind: "noShow", ticket: id });
      hall.now = 300 + away;
      expect(hall.step("3", { kind: "requeue", ticket: id })).toMatchObject({
        status: "waiting",
        queuedFrom: place ?? iso(hall.now),
        calls: 0,
        finishedAt: null,
      });
    }
  });
});

describe("one who did not come, called by number", () => {
  it("is open again", () => {
    const hall = new Rehearsal();
    const { id } = hall.take();
    hall.step("1", { kind: "callNext" });
    for (const _ of [2, 3]) hall.step("1", { kind: "recall", ticket: id });
    hall.step("1", { kind: "noShow", ticket: id });
    expect(hall.step("2", { kind: "call", ticket: id })).toMatchObject({
      status: "called",
      counter: "2",
      calls: 1,
      finishedAt: null,
    });
  });
});

describe("a ticket that is put aside", () => {
  it("frees the counter, keeps its place and is served on without waiting", () => {
    const hall = new Rehearsal();
    const [one, two] = [hall.take(), hall.take()];
    hall.step("1", { kind: "callNext" });
    hall.step("1", { kind: "serve", ticket: one.id });
    expect(hall.step("1", { kind: "hold", ticket: one.id, reason: "fillForm" })?.status).toBe("held");
    expect(hall.step("1", { kind: "callNext" })?.id).toBe(two.id);
    expect(codeOf(() => hall.step("1", { kind: "resume", ticket: one.id }))).toBe("COUNTER_BUSY");
    hall.step("1", { kind: "served", ticket: two.id });
    expect(hall.step("1", { kind: "resume", ticket: one.id })).toMatchObject({
      status: "serving",
      counter: "1",
    });
  });

  it("can wait again at its old place", () => {
    const hall = new Rehearsal();
    const one = hall.take();
    hall.step("1", { kind: "callNext" });
    hall.step("1", { kind: "hold", ticket: one.id, reason: "fetchPaper" });
    hall.now = 3600;
    expect(hall.step("1", { kind: "requeue", ticket: one.id })?.queuedFrom).toBe(one.queuedFrom);
  });
});

describe("a transfer", () => {
  it("keeps number and wait, and goes where it was sent", () => {
    const hall = new Rehearsal();
    const one = hall.take("certify");
    hall.now = 60;
    hall.take("land");
    hall.step("1", { kind: "callNext" });
    const sent = hall.step("1", { kind: "transfer", ticket: one.id, queue: "land", counter: null });
    expect(sent).toMatchObject({
      label: "A001",
      queue: "land",
      queuedFrom: one.queuedFrom,
      status: "waiting",
    });
    expect(hall.step("2", { kind: "callNext" })?.id).toBe(one.id);
  });

  it("names a group and a counter that there are", () => {
    const hall = new Rehearsal();
    const { id } = hall.take();
    hall.step("1", { kind: "callNext" });
    expect(codeOf(() => hall.step("1", { kind: "transfer", ticket: id, queue: "x", counter: null }))).toBe(
      "SERVICE_GROUP_UNKNOWN",
    );
    expect(codeOf(() => hall.step("1", { kind: "transfer", ticket: id, queue: "land", counter: "9" }))).toBe(
      "COUNTER_UNKNOWN",
    );
  });
});

describe("any steps in any order", () => {
  const kinds = [
    "recall",
    "recall",
    "undoCall",
    "serve",
    "served",
    "noShow",
    "noShow",
    "resume",
    "requeue",
    "call",
  ] as const;
  const step = fc.oneof(
    fc.record({ take: fc.constantFrom("certify", "civil", "land") }),
    fc.record({ wait: fc.integer({ min: 1, max: 1200 }) }),
    fc.record({
      counter: fc.constantFrom("1", "2", "3"),
      kind: fc.constantFrom("callNext", "callNext", "callNext", "hold", "transfer", "setPriority", ...kinds),
      which: fc.nat(6),
    }),
  );

  it("never put a ticket at two counters, two tickets at one, or lose one", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120, size: "max" }), (steps) => {
        const hall = new Rehearsal();
        for (const entry of steps) {
          if ("take" in entry) hall.take(entry.take);
          else if ("wait" in entry) hall.now += entry.wait;
          else seen.add(`${entry.kind} ${codeOf(() => hall.step(entry.counter, stepOf(hall, entry)))}`);
          const taken = [...hall.tickets.values()].filter(({ status }) => /called|serving/.test(status));
          const places = taken.map(({ counter }) => counter);
          expect(new Set(places).size).toBe(places.length);
          expect(places).not.toContain(null);
          for (const ticket of hall.tickets.values()) {
            expect(ticket.finishedAt !== null).toBe(/served|noShow|closed/.test(ticket.status));
            expect(ticket.queuedFrom <= iso(hall.now)).toBe(true);
          }
        }
      }),
      { numRuns: 400 },
    );
    // Every kind of step was taken, not only refused.
    for (const kind of [...kinds, "callNext", "hold", "transfer", "setPriority"]) {
      expect(seen).toContain(`${kind} done`);
    }
    expect([...seen].every((outcome) => /done|[A-Z]+_[A-Z]+/.test(outcome))).toBe(true);
  });

  /** About the ticket at the counter where `which` is even, about any where it is odd. */
  function stepOf(
    hall: Rehearsal,
    { counter, kind, which }: { counter: string; kind: TicketStep["kind"]; which: number },
  ): TicketStep {
    const ids = [...hall.tickets.keys()];
    const here = which % 2 === 0 ? ticketAt(hall.hall().tickets, counter)?.id : undefined;
    const ticket = here ?? ids[which % Math.max(1, ids.length)] ?? "none";
    if (kind === "callNext") return { kind };
    if (kind === "hold") return { kind, ticket, reason: "other" };
    if (kind === "transfer") return { kind, ticket, queue: "land", counter: which % 2 === 0 ? "2" : null };
    if (kind === "setPriority") return { kind, ticket, priority: which % 2 === 0 ? "elderly" : null };
    return { kind, ticket };
  }
});
