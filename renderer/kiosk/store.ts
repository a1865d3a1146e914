import { v7 as uuidv7 } from "uuid";
import { create } from "zustand";
import type { PrintJobState } from "../../contract/entities.ts";
import type { Priority, Ticket } from "../../contract/queue.ts";
import { station } from "../ui/connection.ts";
import { asFailure, type Failure } from "../ui/errors.ts";

/** What the kiosk can show. Everything but the groups is a deeper screen, with a way back. */
export type Screen =
  | { kind: "groups" }
  | { kind: "priority" }
  | { kind: "search" }
  /** The code of an appointment. */
  | { kind: "appointment" }
  /** The procedures of a group. */
  | { kind: "list"; group: string }
  | { kind: "procedure"; code: string }
  /** Asks once more because the wait will be long. */
  | { kind: "longWait"; group: string }
  | { kind: "ticket" };

/** Where the citizen stands, and what was chosen on the way. */
interface KioskState {
  /** The way from the groups to the screen that is shown, which is the last. */
  path: readonly Screen[];
  /** A number is being asked for. */
  taking: boolean;
  priority: Priority | null;
  /** What was typed into the search; kept on the way to a procedure and back. */
  query: string;
  taken: { ticket: Ticket; waitingBefore: number; printJob: string } | null;
  printing: PrintJobState;
  failure: Failure | null;
  /** The last request, while it is not known what became of it. */
  unanswered: { requestId: string; serviceGroup: string; priority: Priority | null } | null;
  largeText: boolean;
  voice: boolean;
  touchedAt: number;
  touch(): void;
  open(screen: Screen): void;
  back(): void;
  setQuery(query: string): void;
  /** Leads back to where the priority was asked for. */
  setPriority(priority: Priority | null): void;
  setLargeText(largeText: boolean): void;
  setVoice(voice: boolean): void;
  take(serviceGroup: string): Promise<void>;
  /** Takes the number of an appointment by its code. */
  checkIn(code: string): Promise<void>;
  followPrinting(): Promise<void>;
  /** To the groups; whoever stands here keeps the large text and the voice. */
  restart(): void;
  /** The citizen has gone: nothing of theirs is left for the next one. */
  leave(): void;
}

const start: readonly Screen[] = [{ kind: "groups" }];
const atStart = {
  path: start,
  taking: false,
  priority: null,
  query: "",
  taken: null,
  printing: "queued" as const,
  failure: null,
  unanswered: null,
};

export const useKiosk = create<KioskState>((set, get) => ({
  ...atStart,
  largeText: false,
  voice: false,
  touchedAt: Date.now(),
  touch: () => set({ touchedAt: Date.now() }),
  open: (screen) =>
    set({
      path: [...get().path, screen],
      failure: null,
      ...(screen.kind === "search" ? { query: "" } : {}),
    }),
  back: () => {
    const { path, taking } = get();
    if (path.length > 1 && !taking) set({ path: path.slice(0, -1), failure: null });
  },
  setQuery: (query) => set({ query }),
  setPriority: (priority) =>
    set({ priority, path: get().path.filter(({ kind }) => kind !== "priority"), failure: null }),
  setLargeText: (largeText) => set({ largeText }),
  setVoice: (voice) => set({ voice }),
  take: async (serviceGroup) => {
    // A finger that taps twice wants one ticket.
    if (get().taking || get().taken !== null) return;
    const { priority, unanswered } = get();
    // Asked once more after a lost link, it is the same request: it may have been granted.
    const same = unanswered?.serviceGroup === serviceGroup && unanswered.priority === priority;
    const request = same ? unanswered : { requestId: uuidv7(), serviceGroup, priority };
    set({ taking: true, failure: null, unanswered: request });
    try {
      const taken = await station.queue.take(request);
      set({ ...atStart, path: [...start, { kind: "ticket" }], taken, touchedAt: Date.now() });
    } catch (error) {
      set({ taking: false, failure: asFailure(error), touchedAt: Date.now() });
    }
  },
  checkIn: async (code) => {
    if (get().taking || get().taken !== null) return;
    set({ taking: true, failure: null });
    try {
      const taken = await station.queue.checkIn({ requestId: uuidv7(), code });
      set({ ...atStart, path: [...start, { kind: "ticket" }], taken, touchedAt: Date.now() });
    } catch (error) {
      set({ taking: false, failure: asFailure(error), touchedAt: Date.now() });
    }
  },
  followPrinting: async () => {
    const { taken } = get();
    if (taken === null) return;
    const job = await station.printing.job({ id: taken.printJob }).catch(() => null);
    if (job !== null && get().taken === taken) set({ printing: job.state });
  },
  restart: () => set({ ...atStart, touchedAt: Date.now() }),
  leave: () => set({ ...atStart, largeText: false, voice: false, touchedAt: Date.now() }),
}));

/** The screen that is shown. */
export function useScreen(): Screen {
  return useKiosk(({ path }) => path.at(-1) ?? { kind: "groups" });
}
