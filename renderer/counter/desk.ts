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
  const step = async (work: () => Promise<Partial<DeskState>>) => {
    if (get().busy) return;
    set({ busy: true, failure: null, nobody: false });
    try {
      set(await work());
    } catch (error) {
      const failure = asFailure(error);
      if (failure.code === "NOT_SIGNED_IN") useSession.getState().ended();
      set({ failure });
    } finally {
      set({ busy: false });
    }
  };
  const withTicket = (work: (ticket: string) => Promise<unknown>) =>
    step(async () => {
      const ticket = currentTicket();
      if (ticket !== null) await work(ticket.id);
      return {};
    });
  return {
    busy: false,
    failure: null,
    nobody: false,
    callNext: () =>
      step(async () => ({
        nobody: (await station.queue.callNext({ session: session(), requestId: uuidv7() })) === null,
      })),
    recall: () => withTicket((ticket) => station.queue.recall({ session: session(), ticket })),
    serve: () => withTicket((ticket) => station.queue.serve({ session: session(), ticket })),
    finish: (outcome) =>
      withTicket((ticket) => station.queue.finish({ session: session(), ticket, outcome })),
  };
});
