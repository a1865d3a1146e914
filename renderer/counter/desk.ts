import { v7 as uuidv7 } from "uuid";
import { create } from "zustand";
import type { Ticket } from "../../contract/entities.ts";
import { station, useBoard } from "../ui/connection.ts";
import { asFailure, type Failure } from "../ui/errors.ts";
import { session, useSession } from "./session.ts";

/** The queue's steps at this counter. */
interface DeskState {
  busy: boolean;
  failure: Failure | null;
  /** The last call found nobody waiting. */
  nobody: boolean;
  /** The ticket that the last step was about, until it is finished. */
  called: Ticket | null;
  callNext(): Promise<void>;
  recall(): Promise<void>;
  serve(): Promise<void>;
  finish(outcome: "served" | "noShow"): Promise<void>;
}

/** The ticket at this counter, as the station says. */
export function currentTicket(): Ticket | null {
  const counter = useSession.getState().signIn?.counter.id;
  return useBoard.getState().board?.counters.find((entry) => entry.counter.id === counter)?.current ?? null;
}

export const useDesk = create<DeskState>((set, get) => {
  let queue: Promise<void> = Promise.resolve();
  const pending = new Set<string>();
  /** Steps happen one after the other: a key that is pressed while one is under way is not lost, twice is once. */
  const step = (name: string, work: () => Promise<Partial<DeskState>>): Promise<void> => {
    if (pending.has(name)) return queue;
    pending.add(name);
    set({ busy: true });
    queue = queue.then(async () => {
      pending.delete(name);
      set({ failure: null, nobody: false });
      try {
        set(await work());
      } catch (error) {
        const failure = asFailure(error);
        if (failure.code === "NOT_SIGNED_IN") useSession.getState().ended();
        set({ failure });
      } finally {
        set({ busy: pending.size > 0 });
      }
    });
    return queue;
  };
  const withTicket = (name: string, work: (ticket: string) => Promise<Ticket>) =>
    step(name, async () => {
      // The answer to a call is here before the board tells of it.
      const ticket = currentTicket() ?? get().called;
      if (ticket === null) return {};
      const after = await work(ticket.id);
      return { called: after.finishedAt === null ? after : null };
    });
  return {
    busy: false,
    failure: null,
    nobody: false,
    called: null,
    callNext: () =>
      step("callNext", async () => {
        const called = await station.queue.callNext({ session: session(), requestId: uuidv7() });
        return { called, nobody: called === null };
      }),
    recall: () => withTicket("recall", (ticket) => station.queue.recall({ session: session(), ticket })),
    serve: () => withTicket("serve", (ticket) => station.queue.serve({ session: session(), ticket })),
    finish: (outcome) =>
      withTicket(outcome, (ticket) => station.queue.finish({ session: session(), ticket, outcome })),
  };
});
