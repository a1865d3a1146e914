import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Call } from "../../../contract/queue.ts";
import { type CallQueue, emptyQueue, hearCalls, isDue, nextCall } from "./queue.rules.ts";

const start = Date.parse("2026-11-24T01:00:00.000Z");

function called(number: number, minute: number, call = 1, status: Call["status"] = "called"): Call {
  return {
    ticket: `t${number}`,
    label: `A${String(number).padStart(3, "0")}`,
    counter: "1",
    counterNumber: 1,
    priority: null,
    status,
    calledAt: new Date(start + minute * 60_000).toISOString(),
    call,
  };
}

const opened = hearCalls(emptyQueue, []);
const labels = (queue: CallQueue) => queue.waiting.map((call) => `${call.label}/${call.call}`);

describe("what a display has to say", () => {
  it("is not what was called before it opened", () => {
    const queue = hearCalls(emptyQueue, [called(1, 0)]);
    expect(labels(queue)).toEqual([]);
    expect(labels(hearCalls(queue, [called(2, 1), called(1, 0)]))).toEqual(["A002/1"]);
  });

  it("is said in the order of the calls", () => {
    expect(labels(hearCalls(opened, [called(3, 2), called(2, 1), called(1, 0)]))).toEqual([
      "A001/1",
      "A002/1",
      "A003/1",
    ]);
  });

  it("is each call once, however often the board comes", () => {
    const { call, queue } = nextCall(hearCalls(opened, [called(1, 0)]));
    expect(call?.label).toBe("A001");
    expect(labels(hearCalls(queue, [called(1, 0)]))).toEqual([]);
    // A ticket that left the board for a moment, as after a restart of the station.
    expect(labels(hearCalls(hearCalls(queue, []), [called(1, 0)]))).toEqual([]);
  });

  it("is said again at a recall, in place of the call that still waits", () => {
    const queue = hearCalls(opened, [called(1, 0)]);
    expect(labels(hearCalls(queue, [called(1, 3, 2)]))).toEqual(["A001/2"]);
    expect(labels(hearCalls(nextCall(queue).queue, [called(1, 3, 2)]))).toEqual(["A001/2"]);
  });

  it("is said when a ticket is called at another counter, though its calls are counted anew", () => {
    const { queue } = nextCall(hearCalls(opened, [called(1, 0, 2)]));
    const elsewhere = { ...called(1, 9, 1), counter: "2", counterNumber: 2 };
    expect(labels(hearCalls(hearCalls(queue, []), [elsewhere]))).toEqual(["A001/1"]);
  });

  it("is nothing where the citizen has come or was sent away", () => {
    const queue = hearCalls(opened, [called(1, 0), called(2, 1)]);
    expect(labels(hearCalls(queue, [called(1, 0, 1, "serving"), called(2, 1)]))).toEqual(["A002/1"]);
    expect(labels(hearCalls(queue, [called(2, 1)]))).toEqual(["A002/1"]);
    expect(labels(hearCalls(opened, [called(1, 0, 1, "serving")]))).toEqual([]);
  });

  it("is never said twice, never unheard of and never undue, whatever the boards", () => {
    const boards = fc.array(
      fc.uniqueArray(
        fc.record({
          number: fc.integer({ min: 1, max: 4 }),
          call: fc.integer({ min: 1, max: 3 }),
          serving: fc.boolean(),
        }),
        { selector: ({ number }) => number },
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(boards, fc.infiniteStream(fc.boolean()), (history, speaks) => {
        let queue = emptyQueue;
        const said: string[] = [];
        for (const entries of history) {
          const calls = entries.map(({ number, call, serving }) =>
            called(number, call, call, serving ? "serving" : "called"),
          );
          queue = hearCalls(queue, calls);
          for (const waiting of queue.waiting) expect(isDue(waiting, calls)).toBe(true);
          if (!speaks.next().value) continue;
          const next = nextCall(queue);
          queue = next.queue;
          if (next.call !== null) said.push(`${next.call.ticket}/${next.call.call}`);
        }
        expect(new Set(said).size).toBe(said.length);
      }),
    );
  });
});
