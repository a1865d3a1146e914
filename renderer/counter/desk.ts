import { v7 as uuidv7 } from "uuid";
import { create } from "zustand";
import type { CounterStep, Ticket } from "../../contract/queue.ts";
import { station, useBoard } from "../ui/connection.ts";
import { asFailure, type Failure } from "../ui/errors.ts";
import { session, useSession } from "./session.ts";

/** A step about the ticket that is at this counter. */
export type StepHere = Exclude<
  CounterStep["kind"],
  "callNext" | "call" | "resume" | "requeue" | "pause" | "unpause"
>;

/** The queue's steps at this counter. */
interface DeskState {
  busy: boolean;
  failure: Failure | null;
  /** The last call found nobody waiting. */
  nobody: boolean;
  /** The ticket that the last step was about, until it leaves the counter. */
  called: Ticket | null;
  callNext(): Promise<void>;
  /** A step about the ticket at this counter; nothing where there is none. */
  here<K extends StepHere>(
    kind: K,
    more?: Omit<Extract<CounterStep, { kind: K }>, "kind" | "ticket">,
  ): Promise<void>;
  /** Any other step. */
  take(step: CounterStep): Promise<void>;
}

/** What is done about a citizen who was called and has not come yet; afterwards it means nothing. */
const onlyCalled = new Set<StepHere>(["serve", "recall", "noShow", "undoCall"]);

/** This counter as the station says. */
export function counterNow() {
  const counter = useSession.getState().signIn?.counter.id;
  return useBoard.getState().board?.counters.find((entry) => entry.counter.id === counter) ?? null;
}

export function currentTicket(): Ticket | null {
  return counterNow()?.current ?? null;
}

export const useDesk = create<DeskState>((set, get) => {
  let queue: Promise<void> = Promise.resolve();
  const pending = new Set<string>();
  /** Steps happen one after the other: a key that is pressed while one is under way is not lost, twice is once. */
  const inTurn = (name: string, stepNow: () => CounterStep | null): Promise<void> => {
    if (pending.has(name)) return queue;
    pending.add(name);
    set({ busy: true });
    queue = queue.then(async () => {
      pending.delete(name);
      set({ failure: null, nobody: false });
      try {
        const step = stepNow();
        if (step !== null) {
          const ticket = await station.queue.step({ session: session(), requestId: uuidv7(), step });
          set({
            called: isHere(ticket) ? ticket : null,
            nobody: step.kind === "callNext" && ticket === null,
          });
        }
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
  return {
    busy: false,
    failure: null,
    nobody: false,
    called: null,
    callNext: () => inTurn("callNext", () => ({ kind: "callNext" })),
    here: (kind, more) =>
      inTurn(kind, () => {
        // The answer to a call is here before the board tells of it.
        const ticket = currentTicket() ?? get().called;
        const isPossible = ticket !== null && (ticket.status === "called" || !onlyCalled.has(kind));
        return !isPossible ? null : ({ kind, ticket: ticket.id, ...more } as CounterStep);
      }),
    take: (step) => inTurn(step.kind, () => step),
  };
});

function isHere(ticket: Ticket | null): ticket is Ticket {
  return ticket?.status === "called" || ticket?.status === "serving";
}
