import { describe, expect, it } from "vitest";
import type { Call } from "../../contract/queue.ts";
import { remember } from "./history.rules.ts";

function call(number: number, minute: number, counterNumber = 1): Call {
  return {
    ticket: `t${number}`,
    label: `A00${number}`,
    counter: String(counterNumber),
    counterNumber,
    priority: null,
    status: "called",
    calledAt: `2026-11-24T01:${String(minute).padStart(2, "0")}:00.000Z`,
    call: 1,
  };
}

const day = "2026-11-24";
const labels = (history: ReturnType<typeof remember>) =>
  history.calls.map(({ label, counterNumber }) => `${label}/${counterNumber}`);

describe("the calls a display remembers", () => {
  it("stay when the ticket has left the counter, the latest first", () => {
    const first = remember(null, { day, calls: [call(1, 1)] });
    const second = remember(first, { day, calls: [call(2, 2)] });
    expect(labels(remember(second, { day, calls: [] }))).toEqual(["A002/1", "A001/1"]);
  });

  it("are each ticket's last one", () => {
    const first = remember(null, { day, calls: [call(1, 1), call(2, 2)] });
    expect(labels(remember(first, { day, calls: [call(1, 3, 4)] }))).toEqual(["A001/4", "A002/1"]);
  });

  it("are no more than fit, and none of another day", () => {
    let history = remember(null, { day, calls: [] });
    for (let number = 1; number <= 30; number += 1)
      history = remember(history, { day, calls: [call(number, number)] });
    expect(history.calls).toHaveLength(12);
    expect(remember(history, { day: "2026-11-25", calls: [] }).calls).toEqual([]);
  });
});
