import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { StationKeeper } from "./station-keeper.ts";
import { ProcessEnd, type StationProcess } from "./station-process.ts";

/** The pauses of a keeper whose station dies: nothing else of a station is needed for them. */

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function keeperOfDying() {
  const started: ProcessEnd[] = [];
  const start = (): StationProcess => {
    const end = new ProcessEnd();
    started.push(end);
    const nothing = new Promise<never>(() => undefined);
    return {
      pid: started.length,
      hello: nothing,
      ready: nothing,
      connect: () => undefined,
      stop: () =>
        end.stop(
          () => end.ended(0),
          () => undefined,
        ),
      onExit: (listener) => end.onExit(listener),
    };
  };
  return { started, keeper: new StationKeeper({ start, onLost: () => undefined, onUp: () => undefined }) };
}

it("starts a station that died again", async () => {
  const { started, keeper } = keeperOfDying();
  keeper.run();
  started[0]?.ended(1);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(started).toHaveLength(2);
});

it("starts none after it was stopped, not even where it was about to", async () => {
  const { started, keeper } = keeperOfDying();
  keeper.run();
  started[0]?.ended(1);
  await keeper.stop();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(started).toHaveLength(1);
});
