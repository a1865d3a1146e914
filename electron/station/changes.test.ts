import { describe, expect, it } from "vitest";
import { Changes } from "./changes.ts";

describe("Changes", () => {
  it("gives the state at once, then after each change, and skips what a slow reader missed", async () => {
    const changes = new Changes();
    const stop = new AbortController();
    let state = 1;
    const states = changes.watch(async () => state, stop.signal);
    expect((await states.next()).value).toBe(1);
    const next = states.next();
    state = 2;
    changes.notify();
    expect((await next).value).toBe(2);
    state = 3;
    changes.notify();
    state = 4;
    changes.notify();
    expect((await states.next()).value).toBe(4);
    stop.abort();
  });

  it("ends when the watcher leaves", async () => {
    const changes = new Changes();
    const stop = new AbortController();
    const states = changes.watch(async () => 1, stop.signal);
    await states.next();
    const next = states.next();
    stop.abort();
    expect((await next).done).toBe(true);
  });

  it("misses no change that happens while the state is read", async () => {
    const changes = new Changes();
    const stop = new AbortController();
    let state = "before";
    const states = changes.watch(async () => {
      const read = state;
      if (state === "before") {
        state = "after";
        changes.notify();
      }
      return read;
    }, stop.signal);
    expect((await states.next()).value).toBe("before");
    expect((await states.next()).value).toBe("after");
    stop.abort();
  });
});
