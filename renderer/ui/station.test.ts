import { implement } from "@orpc/server";
import { RPCHandler } from "@orpc/server/message-port";
import { afterEach, expect, test } from "vitest";
import type { Board } from "../../contract/queue.ts";
import { stationContract } from "../../contract/station.ts";
import { follow, LinkLostError, type LinkState, pause, StationLink, stationClient } from "./station.ts";

const JOB = "0193a5c0-0000-7000-8000-000000000001";
const REQUEST = "0193a5c0-0000-7000-8000-000000000002";
const SESSION = "a-session-of-a-clerk";

const ports: MessagePort[] = [];
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  for (const port of ports.splice(0)) port.close();
});

/** What one life of the station service does when it is asked. */
interface Life {
  take?: (requestId: string) => Promise<never> | never;
  again?: () => Promise<never>;
  boards?: number[];
}

/** A promise that somebody else keeps. */
function signal(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => undefined as void;
  const promise = new Promise<void>((keep) => {
    resolve = keep;
  });
  return { promise, resolve };
}

const never = () => new Promise<never>(() => undefined);

/** A station service that answers with the real contract over a real port; a new one for each restart. */
function startStation(life: Life): MessagePort {
  const os = implement(stationContract);
  const handler = new RPCHandler({
    queue: {
      take: os.queue.take.handler(({ input }) => life.take?.(input.requestId) ?? never()),
      watchBoard: os.queue.watchBoard.handler(async function* () {
        for (const revision of life.boards ?? []) yield board(revision);
        await never();
      }),
    },
    printing: { again: os.printing.again.handler(() => life.again?.() ?? never()) },
  });
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  handler.upgrade(port1);
  port1.start();
  return port2;
}

function board(revision: number): Board {
  return {
    day: "2026-11-24",
    revision,
    hall: { host: "", link: "own", since: "2026-11-24T00:00:00.000Z" },
    announcement: null,
    texts: {},
    rules: { callsBeforeNoShow: 3, undoSeconds: 60 },
    groups: [],
    counters: [],
    calls: [],
  };
}

/** A request that has reached a station, which does not answer. */
async function askedOnce() {
  const link = new StationLink();
  const asked: string[] = [];
  const reached = signal();
  link.connect(
    startStation({
      take: (requestId) => {
        asked.push(requestId);
        reached.resolve();
        return never();
      },
    }),
  );
  const taken = stationClient(link).queue.take({ requestId: REQUEST, serviceGroup: "civil" });
  const outcome = taken.catch((error: unknown) => error);
  await reached.promise;
  return { link, asked, outcome };
}

test("a request with an id is sent again after a restart, with the same id", async () => {
  const { link, asked, outcome } = await askedOnce();
  link.lose();
  const refusal = new Error("the second life was asked");
  link.connect(
    startStation({
      take: (requestId) => {
        asked.push(requestId);
        throw refusal;
      },
    }),
  );
  expect(await outcome).toMatchObject({ code: "INTERNAL_SERVER_ERROR" });
  expect(asked).toEqual([REQUEST, REQUEST]);
});

test("a line that is seen to break before anybody says so is a lost one", async () => {
  const { link, asked, outcome } = await askedOnce();
  for (const port of ports.splice(0)) port.close();
  // The call hears of it at once, the page a moment later.
  await pause(100);
  link.lose();
  link.connect(
    startStation({
      take: (requestId) => {
        asked.push(requestId);
        throw new Error("the second life was asked");
      },
    }),
  );
  expect(await outcome).toMatchObject({ code: "INTERNAL_SERVER_ERROR" });
  expect(asked).toEqual([REQUEST, REQUEST]);
});

test("what fails on a line that stays is told as it is", async () => {
  const link = new StationLink();
  const failure = new Error("a fault of the program");
  link.use({ call: () => Promise.reject(failure) });
  const call = stationClient(link).queue.take({ requestId: REQUEST, serviceGroup: "civil" });
  await expect(call).rejects.toBe(failure);
});

test("a step that could happen twice is not sent again: the clerk is told that it may have happened", async () => {
  const link = new StationLink();
  let asked = 0;
  const reached = signal();
  const again = () => {
    asked += 1;
    reached.resolve();
    return never();
  };
  link.connect(startStation({ again }));
  const outcome = stationClient(link)
    .printing.again({ session: SESSION, id: JOB })
    .catch((error: unknown) => error);
  await reached.promise;
  link.lose();
  link.connect(startStation({ again }));
  const error = await outcome;
  expect(error).toBeInstanceOf(LinkLostError);
  expect(error).toMatchObject({ sent: true });
  expect(asked).toBe(1);
});

test("without a link a call gives up after its patience and says that nothing was sent", async () => {
  const call = stationClient(new StationLink()).queue.take(
    { requestId: REQUEST, serviceGroup: "civil" },
    { context: { patience: 10 } },
  );
  await expect(call).rejects.toMatchObject({ name: "LinkLostError", sent: false });
});

test("a followed stream goes on with the whole state of the next life", async () => {
  const link = new StationLink();
  const client = stationClient(link);
  const seen: number[] = [];
  const first = signal();
  const second = signal();
  stops.push(
    follow(
      (options) => client.queue.watchBoard(undefined, options),
      ({ revision }) => {
        seen.push(revision);
        if (revision === 2) first.resolve();
        if (revision === 7) second.resolve();
      },
    ),
  );
  link.connect(startStation({ boards: [1, 2] }));
  await first.promise;
  link.lose();
  link.connect(startStation({ boards: [7] }));
  await second.promise;
  expect(seen).toEqual([1, 2, 7]);
});

test("the state of the link is told at each change, once", () => {
  const link = new StationLink();
  const states: LinkState[] = [];
  link.onState((state) => states.push(state));
  link.connect(startStation({}));
  link.connect(startStation({}));
  link.lose();
  link.lose();
  link.connect(startStation({}));
  expect(states).toEqual(["connected", "lost", "connected"]);
});
